"""How an appointment gets its time: one of its own, or a seat in a group's session.

The first customer opens the session; whoever comes later joins it. If two open it at once, the
second finds it, and joins.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from domain.appointments.appointment import Appointment, Status
from domain.groups.group import GroupSession
from domain.refusals import AlreadyDecided, SlotTaken
from domain.services.service import Service
from handlers.actions.appointments import holding
from handlers.actions.appointments.group_start import places_gone, session_of
from handlers.actions.appointments.rooming import rooms_for
from handlers.actions.appointments.start_attempts import StartAttempt
from storage.appointments import appointments, booking, claims, holds, session_rows, sessions
from storage.appointments.appointment_rows import NewAppointment
from storage.appointments.holds import Hold
from storage.transactions import Writer

TRIES: Final = 3  # at finding a session that ends just as somebody joins it


async def place(
    writer: Writer, attempt: StartAttempt, new: NewAppointment, hold: Hold | None
) -> Appointment | None:
    """The new appointment at the wanted start, with its rooms; None if somebody was faster.

    hold: what is held for its customer: for a group, places that are released and retaken before
    anybody else can. Raises PlacesGone if too few places are left, and SlotTaken for a customer who
    already has a seat there.
    """
    if not attempt.service.for_groups:
        rooms = await rooms_for(writer, attempt, new.created_at)
        if rooms is None:
            return None
        return await holding.insert(writer, new, hold, besides=rooms)
    if hold is not None:
        await holds.let_go(writer, new.customer_id)
    await booking.customers_turn(writer, new.customer_id)
    if await appointments.mine_at(writer, new.customer_id, new.coach_id, new.starts_at):
        raise SlotTaken(attempt.service.id, attempt.coach.id)
    tries = TRIES
    while True:
        session = await session_of(writer, attempt, attempt.service.capacity, new.created_at)
        if session is None:
            return None
        service = as_long_as(session, new.service)
        seat = await sessions.take_seat(writer, session.id, replace(new, service=service))
        if seat is not None:
            return seat
        tries -= 1
        there = await session_rows.by_id(writer, session.id)
        if not tries or (there is not None and there.standing):
            raise await places_gone(writer, attempt, session, new.created_at)
        # The last person in it, or with a place held in it, has just left.


async def relocate(
    writer: Writer,
    before: Appointment,
    attempt: StartAttempt,
    *,
    now: datetime,
    status: Status | None = None,
    answer_by: datetime | None = None,
) -> Appointment | None:
    """The appointment at the wanted start, as its next version; None if somebody was faster.

    status, answer_by: None to keep it. A seat stays a seat. Raises PlacesGone, and AlreadyDecided
    if its customer already has a seat at that start.
    """
    service, coach, start = attempt.service, attempt.coach, attempt.start
    if not service.for_groups and before.session_id is None:
        rooms = await rooms_for(writer, attempt, now, keeps=before.resource_ids)
        if rooms is None:
            return None
        return await booking.move(
            writer,
            before,
            start,
            service,
            coach,
            now=now,
            status=status,
            answer_by=answer_by,
            besides=rooms,
        )
    await booking.customers_turn(writer, before.customer_id)
    await booking.movers_turn(writer, coach.id)
    await not_seated(writer, before, attempt)
    if before.session_id is None:
        # Its own time would block the session it moves to.
        await claims.release(writer, coach.id, before.id)
    session = await session_of(writer, attempt, max(service.capacity, before.places), now)
    if session is None:
        return None
    if not await sessions.join(writer, session, before.places):
        raise await places_gone(writer, attempt, session, now)
    lasting = as_long_as(session, service)
    return await booking.seat(
        writer, before, session, lasting, coach, now=now, status=status, answer_by=answer_by
    )


async def not_seated(writer: Writer, before: Appointment, attempt: StartAttempt) -> None:
    """Raise AlreadyDecided if a seat's customer has another one in the session it moves to."""
    if attempt.service.for_groups or before.session_id is not None:
        who, coach_id = before.customer_id, attempt.coach.id
        mine = await appointments.mine_at(writer, who, coach_id, attempt.start)
        if mine is not None and mine.id != before.id:
            raise AlreadyDecided(mine.id, mine.status)


async def occupancy_facts(writer: Writer, appointment: Appointment) -> dict[str, Any]:
    """What a notice says of the session in which this is a seat, or was a moment ago.

    Empty if it is no seat. Read it after the change.
    """
    if appointment.session_id is None:
        return {}
    session = await session_rows.by_id(writer, appointment.session_id)
    return {"filled": [session.taken, session.capacity]} if session else {}


def as_long_as(session: GroupSession, service: Service) -> Service:
    """The service at the session's length: it may have been opened at another one."""
    same = service.minutes == session.minutes
    return service if same else replace(service, minutes=session.minutes)
