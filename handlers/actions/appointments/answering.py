"""A customer answers a reminder: they will be there, or how late they are.

The session stays as it is, and so do the reminders still to come.
"""

from dataclasses import replace
from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.appointments.attendance import customer_may_attend, late_by, lateness
from domain.messages.notices import NoticeKind
from domain.roles import Actor
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.recording import write_down
from handlers.actions.locking import lock_own_appointment
from handlers.actions.once import appointment_once
from storage.appointments import appointments, booking
from storage.messages.outbox import OutboxMessage
from storage.transactions import Database, Writer


async def attend(
    database: Database, appointment_id: int, *, actor: Actor, key: str, now: datetime
) -> Appointment:
    """The customer says that they will be there on time. Raises NotFound, AlreadyDecided.

    Nobody is sent anything: the coach's cards show it.
    """

    async def work(writer: Writer) -> Appointment:
        before = await lock_own_appointment(writer, appointment_id, actor)
        customer_may_attend(before, now)
        after = await booking.set_attending(writer, before, now)
        await write_down(writer, before, after, "attend", actor, now)
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def late(
    database: Database,
    appointment_id: int,
    minutes: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """The customer is running late, and the coach is told at once.

    minutes: as in `domain.appointments.attendance.late_by`. Repeating an answer notifies nobody.
    Raises NotFound, AlreadyDecided, CannotBeLate.
    """

    async def work(writer: Writer) -> Appointment:
        before = await lock_own_appointment(writer, appointment_id, actor)
        by = late_by(before, minutes, now)
        if lateness(before) == by:
            return before
        after = await booking.set_attending(writer, before, now, by)
        coach = await appointments.coach_person_id(writer, after.coach_id)
        await write_down(writer, before, after, "late", actor, now, [_news(after, coach, now)])
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)


def _news(appointment: Appointment, coach: int, now: datetime) -> OutboxMessage:
    """One per answer: one start may get several, and none makes a new version."""
    news = about(appointment, NoticeKind.LATE, coach, now)
    return replace(news, key=f"{news.key}:{now.isoformat()}")
