"""What follows when a session of a rescue is answered, or is not."""

from datetime import datetime

from domain.appointments.appointment import Appointment, Status, advance
from domain.appointments.handover_refusals import CannotTakeOver
from domain.messages.notices import NoticeKind
from domain.refusals import ProposalGone
from domain.rescues.rescue import cover_of
from domain.roles import Actor
from domain.services.catalogue import Catalogue
from domain.time.spans import epoch
from domain.working_hours.leave import is_away
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.recording import write_down
from handlers.actions.appointments.taking_over import handover_message, reassign
from handlers.actions.locking import lock_own_appointment
from handlers.actions.once import appointment_once
from storage.appointments import booking
from storage.messages.outbox import OutboxMessage
from storage.rescues import rescues
from storage.services import catalogue as stored_catalogue
from storage.transactions import Database, Writer


def to_coach(before: Appointment, after: Appointment, news: OutboxMessage) -> list[OutboxMessage]:
    """What the coach is told of what their customer did: this news, or nothing in a rescue, whose
    card shows it, and which tells them once everybody has answered.

    Call it after the change. What is still a request is news all the same: it awaits the coach.
    """
    return [news] if before.rescue_id is None or after.status is Status.PENDING else []


async def lapse(writer: Writer, before: Appointment, actor: Actor, now: datetime) -> bool:
    """Nobody answered in time: it is cancelled with an apology, as its coach is away then.

    False if they are not, because the leave was withdrawn: then it is an offer like any other.
    """
    if before.rescue_id is None or not await _away(writer, before):
        return False
    off = advance(before, Status.CANCELLED)
    after = await booking.change(writer, before, status=off, now=now)
    await rescues.lapse(writer, before)
    news = [about(after, NoticeKind.RESCUE_LAPSED, after.customer_id, now)]
    await write_down(writer, before, after, "rescue_lapse", actor, now, news)
    return True


async def _away(writer: Writer, session: Appointment) -> bool:
    catalogue: Catalogue = await stored_catalogue.load(writer)
    coach = catalogue.coaches.get(session.coach_id)
    if coach is None:
        return True
    time = epoch(session.starts_at), epoch(session.ends_at)
    return is_away(coach.leaves, time, coach.tz)


async def take_cover(
    database: Database,
    catalogue: Catalogue,
    appointment_id: int,
    coach_id: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """The customer keeps the time with the other coach whom they are offered.

    If already accepted, nothing changes. Raises NotFound, and ProposalGone with the other times
    still on offer.
    """

    async def work(writer: Writer) -> Appointment:
        before = await lock_own_appointment(writer, appointment_id, actor)
        if before.coach_id == coach_id:
            return before
        refusal = ProposalGone(before.id, tuple(map(epoch, before.on_offer(now))))
        if cover_of(before, now) != coach_id:
            raise refusal
        try:
            after, coach = await reassign(writer, catalogue, before, coach_id, now)
        except CannotTakeOver:
            raise refusal from None
        messages = [handover_message(before, after, coach, now)]
        from_to = {"from": before.coach_id, "to": coach_id}
        await write_down(writer, before, after, "take_cover", actor, now, messages, also=from_to)
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)
