"""A customer accepts the time that their coach booked for them, or declines it; or it lapses."""

from datetime import datetime

from domain.appointments.appointment import Appointment, Status, advance
from domain.appointments.consent import customer_may_take, declined_by_customer
from domain.messages.notices import NoticeKind
from domain.roles import Actor
from handlers.actions.appointments import seating
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.recording import write_down
from handlers.actions.locking import lock_own_appointment
from handlers.actions.once import appointment_once
from storage.appointments import appointments, booking
from storage.messages.outbox import OutboxMessage
from storage.transactions import Database, Writer


async def take(
    database: Database,
    appointment_id: int,
    version: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """The customer accepts: it is confirmed, and its coach is told.

    If already accepted, nothing changes; nor if it has changed since this version, say to another
    time: it is returned as it is. Raises NotFound, AlreadyDecided.
    """

    async def work(writer: Writer) -> Appointment:
        before = await lock_own_appointment(writer, appointment_id, actor)
        if before.status is Status.CONFIRMED:
            return before
        customer_may_take(before, now)
        if before.version != version:
            return before
        to = advance(before, Status.CONFIRMED)
        after = await booking.change(writer, before, status=to, held_until=None, now=now)
        news = await _to_coach(writer, after, NoticeKind.ASK_TAKEN, now)
        await write_down(writer, before, after, "take", actor, now, news)
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def decline(
    database: Database,
    appointment_id: int,
    version: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """The customer declines: it is free again, and its coach is told. Otherwise as `take`."""

    async def work(writer: Writer) -> Appointment:
        before = await lock_own_appointment(writer, appointment_id, actor)
        if declined_by_customer(before):
            return before
        customer_may_take(before, now)
        if before.version != version:
            return before
        to = advance(before, Status.DECLINED)
        after = await booking.change(writer, before, status=to, now=now)
        news = await _to_coach(writer, after, NoticeKind.ASK_DECLINED, now)
        await write_down(writer, before, after, "not_take", actor, now, news)
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def lapse_messages(writer: Writer, after: Appointment, now: datetime) -> list[OutboxMessage]:
    """What both are told about a time that nobody accepted."""
    news = [about(after, NoticeKind.ASK_LAPSED, after.customer_id, now)]
    return news + await _to_coach(writer, after, NoticeKind.ASK_UNANSWERED, now)


async def _to_coach(
    writer: Writer, after: Appointment, kind: NoticeKind, now: datetime
) -> list[OutboxMessage]:
    coach = await appointments.coach_person_id(writer, after.coach_id)
    return [about(after, kind, coach, now, **await seating.occupancy_facts(writer, after))]
