"""Handing a session over: the row keeps its id, code and price, and changes its coach.

The coach is part of an appointment's key; nothing refers to it. Cards that show it follow if they
are the customer's, or the new coach's (by a trigger).
"""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from domain.appointments.appointment import Appointment, Status
from domain.refusals import SlotTaken
from domain.services.catalogue import Coach
from domain.services.service import Service
from storage import faults
from storage.appointments import appointments, booking, resources
from storage.appointments.appointment_changes import moved_to, update_appointment
from storage.faults import StaleRow
from storage.transactions import Writer


async def turns(writer: Writer, *coach_ids: int) -> None:
    """Like `booking.movers_turn`, for several coaches, always in the same order."""
    for coach_id in sorted(set(coach_ids)):
        await booking.movers_turn(writer, coach_id)


async def hand_over(
    writer: Writer,
    appointment: Appointment,
    service: Service,
    coach: Coach,
    *,
    now: datetime,
    status: Status,
    answer_by: datetime | None = None,
) -> Appointment | None:
    """The appointment as this coach's, with its rooms, as its next version; None if they have
    something else then.

    service: as long as agreed. Requires the turns of both coaches. A date leaves its series. Raises
    ResourceOccupied if its breaks have become longer, and a room is not free.
    """
    columns = moved_to(appointment.starts_at, service, coach, status, answer_by) | {
        **dict.fromkeys(("series_id", "series_nr", "series_of")),
        "coach_id": coach.id,
        "handed_from": appointment.coach_id,
        "handed_by": (*appointment.handed_by, appointment.coach_id),
    }
    had = await resources.besides(writer, appointment.id) if appointment.resource_ids else []
    try:
        async with writer.attempt():
            await resources.lock(writer, had)
            after = await update_appointment(writer, appointment, columns, now)
            await resources.take_instead(
                writer, had, had, columns["blocked"], holder_id=after.id, now=now
            )
    except IntegrityError as fault:
        if faults.refusal(fault) is not SlotTaken:
            raise
        return None
    # The place and the coach's name are the new coach's.
    current = await appointments.by_id(writer, after.id)
    if current is None:
        raise StaleRow
    return current
