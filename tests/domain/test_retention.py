"""How long what nothing needs is kept, and when less of it would be left."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.retention import CHOICES, NEVER, Kept, Retention, before, shorter

NOW = datetime(2031, 5, 5, 7, tzinfo=UTC)


def test_what_nobody_has_chosen_is_kept_as_usual() -> None:
    assert set(CHOICES) == set(Kept)
    chosen = Retention({Kept.FILES: 7, Kept.PEOPLE: 365})
    assert (chosen.days(Kept.FILES), chosen.days(Kept.MESSAGES)) == (7, 30)
    assert chosen.before(Kept.FILES, NOW) == NOW - timedelta(days=7)
    assert chosen.before(Kept.BOOKINGS, NOW) is None
    assert before(NEVER, NOW) is None
    assert {kept: CHOICES[kept].usual for kept in Kept} == {
        Kept.BOOKINGS: NEVER,
        Kept.LETTERS: 90,
        Kept.NOTES: 730,
        Kept.MESSAGES: 30,
        Kept.NEWS: 90,
        Kept.FILES: 30,
        Kept.PEOPLE: NEVER,
    }


@pytest.mark.parametrize("kept", Kept)
def test_days_can_be_chosen_from_the_shortest_and_the_usual_among_them(kept: Kept) -> None:
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
    assert shorter(Kept.BOOKINGS, days, than) is goes
