"""What a coach reads when the team has changed their hours, leave and closed days."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import pytest

from domain.roles import Actor, Role
from domain.time.periods import Period
from domain.working_hours.leave_rules import LeavePattern
from handlers.actions.working_hours import closures, hours, leave, leave_rules, seasons
from handlers.notices.rendering import compose
from handlers.wording.words import words_for
from tests.house import NOW, House, acting

TUESDAY = date(2026, 3, 3)
DAY = timedelta(days=1)
MORNING = ((540, 780),)


@pytest.fixture
def admin(house: House) -> Actor:
    return acting(house.customer, Role.ADMIN)


async def notice_texts(house: House, language: str = "en") -> list[str]:
    """What the coach has been told, the newest last."""
    async with house.database.read() as reader:
        rows = await reader.fetch(
            "SELECT recipient_id, facts::text FROM outbox WHERE kind = 'calendar_changed' "
            "ORDER BY id"
        )
    assert {row[0] for row in rows} <= {house.coach_person.id}
    each: list[Any] = [orjson.loads(row[1]) for row in rows]
    words = words_for(language)
    return [compose("calendar_changed", one, words, None).text.plain for one in each]


def by(house: House, actor: Actor, key: str) -> dict[str, Any]:
    return {"actor": actor, "key": key, "now": NOW}


async def test_hours_are_told_as_they_are_now_and_only_where_they_differ(
    house: House, admin: Actor
) -> None:
    coach = house.coach.id
    plan = [((0, 1), MORNING), ((5,), ())]
    await hours.set_week(house.database, coach, plan, **by(house, admin, "1"))
    await hours.set_week(house.database, coach, plan, **by(house, admin, "1"))  # again
    night = ((1320, 1560),)
    days = [TUESDAY, TUESDAY + DAY]
    await hours.set_dates(house.database, coach, days, night, **by(house, admin, "2"))
    period = Period(TUESDAY, None)
    week = [((3,), MORNING)]
    await seasons.set_season(house.database, coach, period, week, **by(house, admin, "3"))
    only = [((1,), MORNING)]
    await seasons.set_service_times(
        house.database, coach, house.service.id, only, **by(house, admin, "4")
    )

    assert await notice_texts(house) == [
        "The team has changed your working hours\n\nMonday: 09:00–13:00\nTuesday: 09:00–13:00",
        "The team has changed your working hours\n\n"
        "Tue, 3 Mar 2026: 22:00–02:00 (next day)\nWed, 4 Mar 2026: 22:00–02:00 (next day)",
        "The team has changed your working hours\n\n"
        "From now on, from Tue, 3 Mar 2026:\nThursday: 09:00–13:00",
        "The team has changed your working hours\n\n"
        f"{house.service.title} at these times only:\nTuesday: 09:00–13:00",
    ]
    assert (await notice_texts(house, "de"))[0].startswith(
        "Das Team hat deine Arbeitszeiten geändert"
    )


async def test_nobody_is_told_of_their_own_doing(house: House) -> None:
    coach, self = house.coach.id, acting(house.coach_person)
    await hours.set_week(house.database, coach, [((0,), ())], **by(house, self, "1"))
    starts = datetime(2026, 3, 10)
    await leave.take_leave(house.database, coach, starts, starts + DAY, **by(house, self, "2"))
    assert await notice_texts(house) == []


async def test_leave_is_told_without_its_reason(house: House, admin: Actor) -> None:
    coach, starts = house.coach.id, datetime(2026, 3, 10)
    taken = await leave.take_leave(
        house.database, coach, starts, starts + DAY, note="ill", **by(house, admin, "1")
    )
    await leave.note_leave(house.database, coach, taken.id, "tired", **by(house, admin, "2"))
    await leave.change_leave(
        house.database, coach, taken.id, starts, starts + 2 * DAY, **by(house, admin, "3")
    )
    await leave.give_back_leave(house.database, coach, taken.id, actor=admin, now=NOW)
    wednesdays = LeavePattern((2,), 720, 1440, date(2026, 4, 1), date(2026, 4, 30))
    rule = await leave_rules.take_repeating(
        house.database, coach, wednesdays, **by(house, admin, "4")
    )
    await leave_rules.work_on(
        house.database, coach, rule, date(2026, 4, 8), off=False, **by(house, admin, "5")
    )
    often = "Every Wednesday, 12:00–24:00, from Wed, 1 Apr 2026 until Thu, 30 Apr 2026"
    assert await notice_texts(house) == [
        "The team has entered leave for you\n\nTue, 10 Mar 2026",
        "The team has changed your leave\n\n"
        "Tue, 10 Mar 2026 – Wed, 11 Mar 2026\nBefore: Tue, 10 Mar 2026",
        "The team has removed leave of yours\n\nTue, 10 Mar 2026 – Wed, 11 Mar 2026",
        f"The team has entered leave for you\n\n{often}",
        f"The team has changed your leave\n\n{often}\nYou work all the same: Wed, 8 Apr 2026",
    ]


async def test_a_closure_is_told_to_who_has_sessions_then(house: House, admin: Actor) -> None:
    at_nine = datetime(2026, 3, 3, 8, tzinfo=UTC)
    quiet = Period(TUESDAY + 7 * DAY, TUESDAY + 7 * DAY)
    await closures.add_closure(house.database, "Quiet", quiet, **by(house, admin, "1"), agreed=None)
    await house.book(starts_at=at_nine)
    day = Period(TUESDAY, TUESDAY)
    await closures.add_closure(
        house.database, "Team day", day, **by(house, admin, "2"), agreed=None
    )
    await closures.open_day(house.database, house.coach.id, TUESDAY, True, **by(house, admin, "3"))
    [closed, there] = await notice_texts(house)
    assert closed.startswith(
        "The business is closed on days when you have sessions\n\nTeam day: Tue, 3 Mar 2026\n\n"
        "It stands until you move or cancel it:\n• "
    )
    assert closed.endswith("Tue, 3 Mar 2026, 09:00 (Berlin)")
    assert there.endswith("Tue, 3 Mar 2026: you are working, although the business is closed")
    assert "Er bleibt bestehen" in (await notice_texts(house, "de"))[0]
