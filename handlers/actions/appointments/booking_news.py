"""What a booking leaves behind besides itself: its audit line, and the news of it."""

from datetime import datetime

from domain.appointments.appointment import Appointment, Status
from domain.messages.notices import NoticeKind
from domain.roles import Actor
from domain.services.assignment import AssignmentReason
from domain.services.catalogue import Coach
from handlers.actions.appointments import notes as notes_action
from handlers.actions.appointments import seating
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.recording import write_down
from storage import conversations
from storage.appointments import history, notes
from storage.appointments.notes import NoteSubject
from storage.messages.outbox import OutboxMessage
from storage.transactions import Writer


async def tell(
    writer: Writer,
    appointment: Appointment,
    coach: Coach,
    why: AssignmentReason | None,
    strict: int | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Record what somebody has booked for themselves, and tell its coach. why, strict: as in
    `booking`. A note typed for it is sent along."""
    messages: list[OutboxMessage] = []
    filled = await seating.occupancy_facts(writer, appointment)
    if appointment.status is Status.CONFIRMED:
        messages = [
            about(appointment, NoticeKind.BOOKED, coach.person_id, now, **filled),
        ]
    else:
        more = {**filled, "visits": (await history.visit_counts(writer, appointment)).earlier}
        if strict is not None:
            more["strict"] = strict
        request = about(appointment, NoticeKind.REQUEST, coach.person_id, now, **more)
        messages = [request]
    also = {"assigned": why.value} if why else {}
    await write_down(writer, None, appointment, "book", actor, now, messages, also)
    subject = NoteSubject(
        appointment.customer_id, appointment.service_id, appointment.coach_id, appointment.starts_at
    )
    await notes.forget(writer, subject)
    await conversations.close_about(
        writer, appointment.customer_id, notes_action.NOTE, notes_action.facts_of(subject), now
    )
