"""What people write to each other with a booking or a decision is bounded, through every door."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from domain.appointments.appointment import LONGEST_NOTE, LONGEST_REASON
from domain.refusals import BadInput
from handlers.actions.appointments import deciding, notes
from handlers.actions.appointments.booking import BookingOrder, book
from handlers.actions.groups import group_sessions
from handlers.actions.series import series_changes
from storage.appointments.notes import NoteSubject
from tests.handlers.actions.proposals import load_catalogue
from tests.house import NOW, House, acting

LONG = "x" * (LONGEST_REASON + 1)


async def test_a_reason_that_is_too_long_or_says_nothing_is_refused(house: House) -> None:
    booked, catalogue = await house.book(), await load_catalogue(house)
    by: dict[str, Any] = {"actor": acting(house.coach_person), "now": NOW}
    of = house.database, booked.id
    deeds: tuple[Callable[[str, str], Awaitable[object]], ...] = (
        lambda reason, key: deciding.decline(*of, reason, key=key, **by),
        lambda reason, key: deciding.cancel_by_coach(*of, reason, key=key, **by),
        lambda reason, key: series_changes.decline_series(*of, 0, reason=reason, key=key, **by),
        lambda reason, key: group_sessions.call_off(
            house.database, catalogue, 1, 1, reason, key=key, **by
        ),
    )
    for number, deed in enumerate(deeds):
        for reason in (LONG, "\u2060"):
            with pytest.raises(BadInput):
                await deed(reason, f"{number} {len(reason)}")

    off = await deciding.cancel_by_coach(*of, f" {LONG[1:]}\n", key="off", **by)
    assert off.reason == LONG[1:]


async def test_a_note_that_is_too_long_is_neither_kept_nor_sent(house: House) -> None:
    note, by = "x" * (LONGEST_NOTE + 1), acting(house.customer)
    start = NOW.replace(day=3)
    service, coach = house.service, house.coach
    subject = NoteSubject(house.customer.id, service.id, coach.id, start)
    with pytest.raises(BadInput):
        await notes.keep(house.database, subject, note=note, actor=by, now=NOW)
    order = BookingOrder(service.id, coach.id, start, service.price, note)
    with pytest.raises(BadInput):
        await book(house.database, await load_catalogue(house), order, actor=by, key="b", now=NOW)
