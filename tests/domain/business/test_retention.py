"""How long what nothing needs is kept, and when less of it would be left."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.business.retention import CHOICES, NEVER, RecordKind, Retention, before, shorter

NOW = datetime(2031, 5, 5, 7, tzinfo=UTC)


def test_what_nobody_has_chosen_is_kept_as_usual() -> None:
    assert set(CHOICES) == set(RecordKind)
    chosen = Retention({RecordKind.FILES: 7, RecordKind.PEOPLE: 365})
    assert (chosen.days(RecordKind.FILES), chosen.days(RecordKind.MESSAGES)) == (7, 30)
    assert chosen.before(RecordKind.FILES, NOW) == NOW - timedelta(days=7)
    assert chosen.before(RecordKind.BOOKINGS, NOW) is None
    assert before(NEVER, NOW) is None
    assert {kept: CHOICES[kept].usual for kept in RecordKind} == {
        RecordKind.BOOKINGS: NEVER,
        RecordKind.CONVERSATIONS: 90,
        RecordKind.NOTES: 730,
        RecordKind.MESSAGES: 30,
        RecordKind.NEWS: 90,
        RecordKind.FILES: 30,
        RecordKind.PEOPLE: NEVER,
    }


@pytest.mark.parametrize("kept", RecordKind)
def test_days_can_be_chosen_from_the_shortest_and_the_usual_among_them(kept: RecordKind) -> None:
    choices = CHOICES[kept]
    days = [one or 10**6 for one in choices.days]
    assert days == sorted(set(days))
    assert choices.usual in choices.days


@pytest.mark.parametrize(
    ("days", "than", "goes"),
    [
        (90, 365, True),
        (365, 90, False),
        (365, 365, False),
        (730, NEVER, True),
        (NEVER, 730, False),
        (NEVER, NEVER, False),
        (90, 91, True),  # of an earlier version: nobody knows how long that was
        (91, 91, False),
    ],
)
def test_whoever_shortens_it_is_told_what_would_go(days: int, than: int, goes: bool) -> None:
    assert shorter(RecordKind.BOOKINGS, days, than) is goes
