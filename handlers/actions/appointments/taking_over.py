"""A session becomes another coach's: they were asked and accept, or the team gives it to them.

What was agreed with the customer stays: time, length, price and code. Claims, rooms, reminders and
cards move with it in one transaction, and all three are told.
"""

from datetime import datetime

from domain.appointments.appointment import Appointment, agreed_status
from domain.appointments.handover import as_agreed, asked_coach_id, coach_may_hand_over, colleagues
from domain.appointments.handover_refusals import CannotTakeOver, NotAsked
from domain.messages.notices import NoticeKind
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue, Coach
from domain.starts.constraints import Reason
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.recording import write_down
from handlers.actions.locking import lock_appointment
from handlers.actions.once import appointment_once
from handlers.queries.appointments.colleagues import why_not_by
from storage.appointments import appointments, handovers
from storage.appointments.resources import ResourceOccupied
from storage.messages.outbox import OutboxMessage
from storage.services import catalogue as stored_catalogue
from storage.transactions import Database, Writer
from storage.undo import undoing

TAKE, GIVE = "take_over", "hand_over"


async def take_over(
    database: Database,
    catalogue: Catalogue,
    appointment_id: int,
    version: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """The colleague asked at this version takes it: it is theirs, and confirmed.

    If already taken, nothing changes. Raises NotAsked, CannotTakeOver.
    """
    actor.require(Permission.WORK)

    async def work(writer: Writer) -> Appointment:
        before = await lock_asked(writer, appointment_id, version, actor, now)
        if before.coach_id == actor.coach_id:
            return before
        return await _hand_over(writer, catalogue, before, coach_of(actor), TAKE, actor, now)

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def give(
    database: Database,
    catalogue: Catalogue,
    appointment_id: int,
    coach_id: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """The team hands a session over without asking; both coaches and the customer are told.

    If it is already theirs, nothing changes. Raises NotAllowed, NotFound, CannotTakeOver, and as
    `coach_may_hand_over`.
    """
    actor.require(Permission.ANY_SESSION)

    async def work(writer: Writer) -> Appointment:
        before = await lock_appointment(writer, appointment_id)
        if before.coach_id == coach_id:
            return before
        coach_may_hand_over(before, actor.answering(before.coach_id), now)
        return await _hand_over(writer, catalogue, before, coach_id, GIVE, actor, now)

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def lock_asked(
    writer: Writer, appointment_id: int, version: int, actor: Actor, now: datetime
) -> Appointment:
    """What the actor was asked at this version, or already has; locked."""
    before = await appointments.by_id(writer, appointment_id, lock=True)
    if before is None:
        raise NotAsked(appointment_id)
    if before.coach_id == actor.coach_id:
        return before
    if before.version != version or asked_coach_id(before, now) != actor.coach_id:
        raise NotAsked(appointment_id)
    return before


async def free_with(
    writer: Writer, catalogue: Catalogue, before: Appointment, coach_id: int, now: datetime
) -> Catalogue:
    """Raise CannotTakeOver unless this coach could have it. Returns the newest catalogue. Their
    hours and leave cannot change before the commit."""
    await stored_catalogue.share_coach(writer, coach_id)
    if catalogue.version != await stored_catalogue.version(writer):
        catalogue = await stored_catalogue.load(writer)
    coach = next((one for one in colleagues(catalogue, before) if one.id == coach_id), None)
    if coach is None:
        raise CannotTakeOver(before.id, coach_id, "service")
    why = await why_not_by(writer, catalogue, before, coach, now)
    if why is not None:
        raise CannotTakeOver(before.id, coach_id, why.value)
    return catalogue


async def _hand_over(
    writer: Writer,
    catalogue: Catalogue,
    before: Appointment,
    coach_id: int,
    action: str,
    actor: Actor,
    now: datetime,
) -> Appointment:
    was = await undoing.snapshot(writer, before) if action == GIVE else None
    after, coach = await reassign(writer, catalogue, before, coach_id, now)
    notice = about(
        after, NoticeKind.HANDED_OVER, after.customer_id, now, from_coach=before.coach_name
    )
    messages = [notice]
    of_before = await appointments.coach_person_id(writer, before.coach_id)
    if of_before != actor.person_id:
        messages.append(about(after, NoticeKind.HAND_OVER_TAKEN, of_before, now))
    if coach.person_id != actor.person_id:
        messages.append(handover_message(before, after, coach, now))
    from_to = {"from": before.coach_id, "to": coach_id}
    await write_down(
        writer, before, after, action, actor, now, messages, also=from_to, coach_told=True, undo=was
    )
    return after


def handover_message(
    before: Appointment, after: Appointment, coach: Coach, now: datetime
) -> OutboxMessage:
    """Whose session it is from now on, if somebody else decided that."""
    kind, was = NoticeKind.HAND_OVER_GIVEN, before.coach_name
    return about(after, kind, coach.person_id, now, from_coach=was)


async def reassign(
    writer: Writer, catalogue: Catalogue, before: Appointment, coach_id: int, now: datetime
) -> tuple[Appointment, Coach]:
    """A locked appointment as this coach's, confirmed, and the coach; nobody is told yet.

    Every change of coach comes through here. Raises CannotTakeOver.
    """
    catalogue = await free_with(writer, catalogue, before, coach_id, now)
    coach = catalogue.coaches[coach_id]
    await handovers.turns(writer, before.coach_id, coach_id)
    try:
        after = await handovers.hand_over(
            writer,
            before,
            as_agreed(catalogue, before, coach),
            coach,
            now=now,
            status=agreed_status(before),
        )
    except ResourceOccupied:
        raise CannotTakeOver(before.id, coach_id, Reason.ROOM) from None
    if after is None:
        raise CannotTakeOver(before.id, coach_id, Reason.BOOKED)
    return after, coach


def coach_of(actor: Actor) -> int:
    if actor.coach_id is None:
        raise NotFound
    return actor.coach_id
