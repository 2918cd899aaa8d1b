"""What stands in a coach's week: what is free is what nothing else is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.appointments.appointment import Appointment, Status
from domain.appointments.week import (
    DAYS,
    GRAIN,
    Entry,
    EntryKind,
    entries,
    monday_of,
    waits,
    window_of,
)
from domain.groups.group import GroupSession, GroupState
from domain.services.catalogue import Coach
from domain.time.periods import Period
from domain.time.spans import epoch, intersect, union
from domain.working_hours.closures import Closure
from domain.working_hours.leave import Leave
from tests.domain.appointments.test_appointment import an_appointment
from tests.domain.drawn import coaches
from tests.domain.model import a_coach

JUMP = date(2026, 3, 23)  # on whose Sunday clocks of Berlin are put forward
BERLIN = "Europe/Berlin"


def group(start: datetime, hours: int) -> GroupSession:
    end = start + timedelta(hours=hours)
    return GroupSession(1, 1, 1, start, end, 8, 3, GroupState.OPEN, True, None, 1)


@settings(deadline=None, max_examples=60)
@given(coaches(BERLIN, JUMP), st.lists(st.integers(-30, 200), max_size=9), st.integers(-9, 180))
def test_free_is_working_time_in_which_nothing_stands(
    coach: Coach, starts: list[int], hour: int
) -> None:
    window = window_of(JUMP, coach)
    sessions = [group(datetime(2026, 3, 23, tzinfo=UTC) + timedelta(hours=h), 2) for h in starts]
    busy = [(epoch(s.starts_at) - 600, epoch(s.ends_at)) for s in sessions]
    now = window[0] + hour * 3600
    week_entries = entries(coach, (), busy, sessions, JUMP, now)
    by = {kind: union(e.span for e in week_entries if e.kind is kind) for kind in EntryKind}
    free = by[EntryKind.FREE]
    assert intersect(free, by[EntryKind.HOURS]) == free == intersect(free, [window])
    assert not intersect(
        free, union([*busy, *by[EntryKind.LEAVE], (window[0], max(window[0], now))])
    )
    wanted = [
        s for s in sessions if epoch(s.ends_at) > window[0] and epoch(s.starts_at) < window[1]
    ]
    assert sum(e.kind is EntryKind.GROUP for e in week_entries) == len(wanted)


@given(coaches(BERLIN, JUMP))
def test_a_closed_week_and_one_of_leave_have_nothing_free(coach: Coach) -> None:
    sunday = JUMP + timedelta(days=DAYS - 1)
    closed = Closure(1, "Spring", Period(JUMP, sunday))
    shut = entries(replace(coach, opened_days=frozenset()), (closed,), (), (), JUMP, 0)
    off = Leave(1, datetime(2026, 3, 1), datetime(2026, 4, 30))
    away = entries(replace(coach, leaves=(off,)), (), (), (), JUMP, 0)
    for week_entries, kind in ((shut, EntryKind.CLOSED), (away, EntryKind.LEAVE)):
        assert [e.span for e in week_entries if e.kind is kind] == [window_of(JUMP, coach)]
        assert not any(e.kind is EntryKind.FREE for e in week_entries)


def test_a_week_begins_on_monday() -> None:
    assert {monday_of(JUMP + timedelta(days=n)) for n in range(7)} == {JUMP}


MAY = date(2031, 5, 5)
NINE_TO_FIVE = replace(a_coach(BERLIN), hours=a_coach(BERLIN, ((540, 1020),)).hours)


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of the week from MAY on, Monday being 5."""
    return datetime(2031, 5, day, tzinfo=UTC) + timedelta(hours=hour - 2, minutes=minute)


def stretches(week_entries: list[Entry], kind: EntryKind) -> list[str]:
    """The stretches of a kind, as the clock of Berlin shows them."""
    shown = ((e.start + 7200, e.end + 7200) for e in week_entries if e.kind is kind)
    stamps = ((datetime.fromtimestamp(a, UTC), datetime.fromtimestamp(b, UTC)) for a, b in shown)
    return [f"{a:%a %H:%M}-{b:%H:%M}" for a, b in stamps]


def test_what_is_left_of_today_begins_at_whole_minutes_and_nothing_is_free_before() -> None:
    def free(now: datetime) -> list[str]:
        return stretches(entries(NINE_TO_FIVE, (), (), (), MAY, epoch(now)), EntryKind.FREE)

    assert free(berlin(4, 12))[0] == "Mon 09:00-17:00"
    assert len(free(berlin(4, 12))) == DAYS
    assert free(berlin(5, 9))[0] == "Mon 09:00-17:00"
    assert free(berlin(5, 10, 0) + timedelta(seconds=1))[0] == "Mon 10:05-17:00"
    assert free(berlin(5, 10, 5))[0] == "Mon 10:05-17:00"
    assert free(berlin(11, 16, 55)) == ["Sun 16:55-17:00"]
    assert free(berlin(11, 17)) == free(berlin(13, 9)) == []
    assert GRAIN == 300


def test_what_is_kept_for_something_else_is_told_with_its_label_and_is_no_leave() -> None:
    def leave(
        number: int, day: int, begins: int, ends: int, label: str | None, *, block: bool = True
    ) -> Leave:
        starts, until = (datetime(2031, 5, day) + timedelta(hours=h) for h in (begins, ends))
        return Leave(number, starts, until, label, block=block)

    coach = replace(
        NINE_TO_FIVE,
        leaves=(
            leave(1, 4, 22, 25, "Late"),  # into this week
            leave(2, 4, 22, 24, "Over"),  # up to it
            leave(3, 11, 23, 26, None),  # out of it
            leave(4, 12, 0, 1, "Next"),
            leave(5, 6, 9, 12, "Taxes"),
            leave(6, 6, 11, 14, "ill", block=False),
        ),
    )
    week_entries = entries(coach, (), (), (group(berlin(6, 7), 1),), MAY, 0)

    blocks = [
        (e.label, *stretches([e], EntryKind.BLOCK))
        for e in week_entries
        if e.kind is EntryKind.BLOCK
    ]
    assert blocks == [
        ("Late", "Sun 22:00-01:00"),
        ("Taxes", "Tue 09:00-12:00"),
        ("", "Sun 23:00-02:00"),
    ]
    assert stretches(week_entries, EntryKind.LEAVE) == ["Tue 12:00-14:00"]
    assert stretches(week_entries, EntryKind.FREE)[:2] == ["Mon 09:00-17:00", "Tue 14:00-17:00"]
    # Sessions and what is kept stand in one order, behind all else.
    assert [e.kind for e in week_entries[-4:]] == [
        EntryKind.BLOCK,
        EntryKind.GROUP,
        EntryKind.BLOCK,
        EntryKind.BLOCK,
    ]


def test_a_session_stands_in_each_week_that_it_reaches_into() -> None:
    sessions = [group(berlin(4, 23), 1), group(berlin(4, 23), 2), group(berlin(12, 2), 1)]
    edge = replace(group(berlin(12, 2), 1), starts_at=berlin(11, 24), ends_at=berlin(12, 3))
    week_entries = entries(NINE_TO_FIVE, (), (), [*sessions, edge], MAY, 0)
    assert stretches(week_entries, EntryKind.GROUP) == ["Sun 23:00-01:00"]
    assert Entry(EntryKind.FREE, 1, 2).label == ""


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({}, EntryKind.SESSION),
        ({"status": Status.PENDING}, EntryKind.REQUEST),
        ({"status": Status.HELD}, EntryKind.REQUEST),
        ({"proposed": (berlin(8, 9),)}, EntryKind.REQUEST),
        ({"suggested": (berlin(8, 9),)}, EntryKind.REQUEST),
        ({"suggested": (berlin(8, 9),), "offer_until": berlin(5, 8)}, EntryKind.SESSION),
    ],
)
def test_what_waits_for_an_answer_is_a_request(changed: dict[str, Any], kind: EntryKind) -> None:
    begins: dict[str, Any] = {"starts_at": berlin(7, 9), "ends_at": berlin(7, 10)}
    one: Appointment = replace(an_appointment(), **begins | changed)
    now = berlin(5, 9)
    assert waits(one, now) is (kind is EntryKind.REQUEST)
    week_entries = entries(NINE_TO_FIVE, (), (), [one], MAY, epoch(now))
    assert [(e.kind, e.of) for e in week_entries if e.of] == [(kind, one)]
