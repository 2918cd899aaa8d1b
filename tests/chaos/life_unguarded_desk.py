"""Guards of the desk, as in `life_unguarded`."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.appointments.appointment import Appointment
from handlers.actions.appointments import consent, handing_over, negotiating, taking_over
from handlers.actions.waitlist import waitlist_offers
from handlers.queries.appointments import correspondence as queries
from storage.appointments import appointments, correspondence, holds
from storage.appointments.appointment_rows import of_row
from storage.appointments.correspondence import WritingStops
from storage.transactions import Reader, Writer
from storage.waitlist import wait_offers, waits
from storage.waitlist.waits import WaitingPerson

Removal = Callable[[pytest.MonkeyPatch], None]


def no_look_who_is_on_the_other_side(patch: pytest.MonkeyPatch) -> None:
    """Whoever writes is written to."""

    async def oneself(reader: Reader, a: Appointment, *, by_coach: bool) -> int:
        if by_coach:
            return await appointments.coach_person_id(reader, a.coach_id)
        return a.customer_id

    patch.setattr(queries, "other_of", oneself)


def no_end_of_messages(patch: pytest.MonkeyPatch) -> None:
    async def open_to_all(*_: object) -> WritingStops:
        return WritingStops(banned=False, stops=False, stopped=False)

    patch.setattr(correspondence, "writing_stops", open_to_all)


def no_hold_of_what_is_offered(patch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> None:
        return None

    patch.setattr(negotiating.OfferHolds, "claim", nothing)


def no_order_in_line(patch: pytest.MonkeyPatch) -> None:
    of_coach = waits.of_coach

    async def the_last_first(*of: Any) -> list[WaitingPerson]:
        return (await of_coach(*of))[::-1]

    patch.setattr(waits, "of_coach", the_last_first)


def no_true_reason(patch: pytest.MonkeyPatch) -> None:
    """Everybody is said to be elsewhere then."""

    async def busy(*_: object) -> bool:
        return True

    patch.setattr(wait_offers, "busy", busy)


def no_time_kept(patch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> tuple[None, None]:
        return None, None

    patch.setattr(waitlist_offers, "keep", nothing)


def no_next_in_line(patch: pytest.MonkeyPatch) -> None:
    async def succeed(*_: object) -> bool:
        return True

    patch.setattr(waitlist_offers, "_hand_on", succeed)


def no_end_of_what_is_kept(patch: pytest.MonkeyPatch) -> None:
    """What is booked is still kept for whoever booked it."""

    async def nothing(*_: object) -> None:
        return None

    patch.setattr(holds, "became", nothing)


def no_time_held_with_a_colleague(patch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> None:
        return None

    patch.setattr(handing_over, "hold", nothing)


def no_look_who_was_asked(patch: pytest.MonkeyPatch) -> None:
    """Whoever answers was asked, at whichever version."""

    async def anybody(writer: Writer, appointment_id: int, *_: object) -> Appointment | None:
        return await appointments.by_id(writer, appointment_id, lock=True)

    patch.setattr(taking_over, "lock_asked", anybody)


def no_end_of_what_is_held(patch: pytest.MonkeyPatch) -> None:
    """A customer may take it for ever."""
    patch.setattr(consent, "customer_may_take", lambda *_: None)


def no_second_look_for_who_waited(patch: pytest.MonkeyPatch) -> None:
    """Whoever waited during a hand-over is told that there is no such session."""
    locked, by_id = appointments._LOCKED, appointments._BY_ID

    async def once(
        reader: Reader, appointment_id: int, *, lock: bool = False
    ) -> Appointment | None:
        row = await (locked if lock else by_id).row(reader, id=appointment_id)
        return None if row is None else of_row(row)

    patch.setattr(appointments, "by_id", once)
