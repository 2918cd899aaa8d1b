"""With a guard removed, its row of the table is missed: a figure that cannot fail proves
nothing."""

from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pytest

from domain.time import zones
from domain.working_hours import availability
from domain.working_hours.availability import Opening
from tests.chaos.plunder import FEW
from tests.chaos.rows import backup, fuzz, holds, nights, one_slot, places, rooms
from tests.domain.jumps import jumps

BERLIN = {"Europe/Berlin": jumps(ZoneInfo("Europe/Berlin"))}


def as_before_the_jump(
    row: tuple[zones.OffsetPeriod, ...], opens: int, closes: int
) -> Iterator[Opening]:
    """The hours of a day as if its clock did not jump."""
    midnight = zones.arrival(row, opens // zones.DAY * zones.DAY)
    offset = next(offset for start, end, offset in row if start <= midnight < end)
    yield opens - offset, closes - offset, closes - offset, opens - offset


def twice_in_a_fold(
    row: tuple[zones.OffsetPeriod, ...], opens: int, closes: int
) -> Iterator[Opening]:
    """Times a fold shows twice are offered twice."""
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


@pytest.mark.guard
@pytest.mark.timeout(400)
async def test_a_slot_that_the_database_does_not_keep_is_booked_more_than_once() -> None:
    outcome = await one_slot.run_rounds(1, rounds=3, constraint=False)

    assert max(outcome.booked) > 1
    assert outcome.overlaps > 0
    assert [figure.met for figure in one_slot.figures(outcome)] == [False, False, True, False]


@pytest.mark.guard
@pytest.mark.timeout(400)
async def test_places_that_nobody_counts_are_given_to_more_than_there_are() -> None:
    outcome = await places.run_rounds(1, rounds=1, counting=False)

    assert outcome.rounds[0].places_taken > outcome.rounds[0].capacity
    assert [figure.met for figure in places.figures(outcome)] == [False, True, True, True, False]


@pytest.mark.guard
@pytest.mark.timeout(400)
async def test_rooms_that_nothing_keeps_are_given_to_more_than_they_hold() -> None:
    outcome = await rooms.run_rounds(1, rounds=3, constraint=False, guard="turns")

    assert any("sessions in the room" in sentence for sentence in outcome.crowded)
    assert any("unit" in sentence for sentence in outcome.crowded)
    met = [figure.met for figure in rooms.figures(outcome)]
    assert met[0] is False
    assert met[3] is False


@pytest.mark.guard
@pytest.mark.timeout(400)
async def test_slots_that_nothing_keeps_apart_are_kept_for_several_who_all_book_them() -> None:
    outcome = await holds.run_rounds(1, rounds=1, constraint=False)

    assert max(outcome.kept) > 1
    assert max(outcome.had) > 1
    met = [figure.met for figure in holds.figures(outcome, least=0)]
    assert met[0] is met[2] is False


@pytest.mark.guard
@pytest.mark.timeout(400)
async def test_slots_that_are_kept_for_ever_are_had_by_nobody() -> None:
    outcome = await holds.run_rounds(1, rounds=1, looks=holds.SOME, guard="expiry")

    assert min(outcome.had) == 0
    assert any("as long as nobody comes" in sentence for sentence in outcome.left)
    assert [figure.met for figure in holds.figures(outcome, least=0)][2] is False


@pytest.mark.guard
@pytest.mark.timeout(400)
async def test_an_appointment_that_is_anybodys_to_cancel_is_missed() -> None:
    outcome = await fuzz.run_abuse(1, updates=3_000, crowd=FEW, guard="ownership")

    assert any("cancelled" in row for row in outcome.changed)
    assert [figure.met for figure in fuzz.figures(outcome)][:3] == [True, True, False]


@pytest.mark.guard
@pytest.mark.timeout(400)
async def test_a_table_left_out_of_a_backup_and_old_messages_left_in_a_restore_are_missed() -> None:
    guards = {"backup": "whole_backup", "restore": "old_messages"}

    outcome = await backup.lost_and_restored(1, seconds=12, guards=guards)

    assert [figure.met for figure in backup.figures(outcome)] == [False, False, True]
