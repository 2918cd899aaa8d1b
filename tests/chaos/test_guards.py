"""With a guard taken away its row of the table is missed: a figure that cannot fail is none."""

from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pytest

from domain import availability, zones
from domain.availability import Opening
from tests.chaos.rows import nights
from tests.domain.jumps import jumps

BERLIN = {"Europe/Berlin": jumps(ZoneInfo("Europe/Berlin"))}


def as_before_the_jump(
    row: tuple[zones.Stretch, ...], opens: int, closes: int
) -> Iterator[Opening]:
    """The hours of a day as if its clock did not jump."""
    midnight = zones.arrival(row, opens // zones.DAY * zones.DAY)
    offset = next(offset for start, end, offset in row if start <= midnight < end)
    yield opens - offset, closes - offset, closes - offset, opens - offset


def twice_in_a_fold(row: tuple[zones.Stretch, ...], opens: int, closes: int) -> Iterator[Opening]:
    """What a fold shows a second time offered a second time."""
    return ((start, end, end, anchor) for start, _, end, anchor in ACROSS(row, opens, closes))


def not_on_nights_of_a_jump(*_: object) -> Iterator[Opening]:
    """Better closed than wrong."""
    return iter(())


ACROSS = availability._across_a_jump


@pytest.mark.parametrize(
    ("instead", "met"),
    [
        (ACROSS, [True, True, True]),
        (as_before_the_jump, [False, False, False]),
        (twice_in_a_fold, [True, False, True]),
        (not_on_nights_of_a_jump, [True, True, False]),
    ],
)
def test_a_jump_of_the_clock_that_is_not_looked_at_is_missed(
    monkeypatch: pytest.MonkeyPatch, instead: Callable[..., Iterator[Opening]], met: list[bool]
) -> None:
    monkeypatch.setattr(availability, "_across_a_jump", instead)

    assert [figure.met for figure in nights.look(BERLIN)] == met
