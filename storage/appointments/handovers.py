"""A session goes to another coach: the row keeps its id, code and price, and changes its coach.

The coach is part of the key of an appointment; nothing refers to that. A card that shows it goes
along where it is its customer's, or that of the coach who takes it over (a trigger's work).
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
    """As `booking.movers_turn`, of several coaches. Who waits for more than one waits in this
    order."""
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
    """The appointment as this coach's, with its rooms, as its next version; None where they have
    something else then.

    service: as long as was agreed. In the turns of both coaches. What was a date of a series stands
    alone. Raises ResourceOccupied where its breaks are longer by now, and a room is not free.
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
    # Where it is held, and what its coach is called, are theirs.
    current = await appointments.by_id(writer, after.id)
    if current is None:
        raise StaleRow
    return current
