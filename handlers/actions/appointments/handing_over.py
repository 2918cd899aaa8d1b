"""Ask a colleague to take a session over; what follows if they do is in `taking_over`.

Their time is held until they answer, the question is withdrawn, or time runs out; until then
nothing changes for anybody. Any other change of the session ends it.
"""

from dataclasses import replace
from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.appointments.handover import (
    answer_deadline,
    as_agreed,
    asked_coach_id,
    coach_may_hand_over,
)
from domain.appointments.handover_refusals import CannotTakeOver, NotAsked
from domain.messages.notices import NoticeKind
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from domain.starts.constraints import Reason
from handlers.actions.appointments import negotiating
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.recording import write_down
from handlers.actions.appointments.taking_over import coach_of, free_with, lock_asked
from handlers.actions.locking import lock_appointment
from handlers.actions.once import appointment_once
from storage import audit
from storage.appointments import appointments, booking, offers
from storage.messages.outbox import OutboxMessage
from storage.transactions import Database, Writer

ASK, WITHDRAW, REFUSE, LAPSE = (
    "ask_colleague",
    "withdraw_question",
    "refuse_hand_over",
    "lapse_hand_over",
)


async def ask(
    database: Database,
    catalogue: Catalogue,
    appointment_id: int,
    coach_id: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """Ask another coach to take a session over; their time is held until they answer.

    A colleague asked earlier no longer is; asking the same one again changes nothing. Raises
    NotFound, CannotTakeOver, and as `coach_may_hand_over`.
    """

    async def work(writer: Writer) -> Appointment:
        before = await _of_coach(writer, appointment_id, actor, now)
        if asked_coach_id(before, now) == coach_id:
            return before
        newest = await free_with(writer, catalogue, before, coach_id, now)
        # An offer that nobody has answered, or looked at since, ends with this.
        waits = await negotiating.waits_on(writer, before, now)
        answer_by = waits.get("answer_by", before.answer_by)
        minutes = (await offers.answer_timeouts(writer)).offer
        until = answer_deadline(replace(before, answer_by=answer_by), minutes, now)
        after = await booking.change(
            writer,
            before,
            asked_coach_id=coach_id,
            asked_until=until,
            answer_by=answer_by,
            now=now,
        )
        await hold(writer, newest, after, coach_id, until, now)
        person = await appointments.coach_person_id(writer, coach_id)
        question = about(after, NoticeKind.HAND_OVER, person, now, until=until.isoformat())
        await _keep(writer, before, after, ASK, actor, now, [question])
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def withdraw(
    database: Database, appointment_id: int, *, actor: Actor, key: str, now: datetime
) -> Appointment:
    """Withdraw the question: the session stays with its coach. If there is none, nothing changes.

    Raises as `coach_may_hand_over`.
    """

    async def work(writer: Writer) -> Appointment:
        before = await _of_coach(writer, appointment_id, actor, now)
        if asked_coach_id(before, now) is None:
            return before
        after = await booking.change(writer, before, now=now)
        await _keep(writer, before, after, WITHDRAW, actor, now, [])
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def refuse(
    database: Database,
    appointment_id: int,
    version: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """The colleague asked at this version refuses; the session's coach is told.

    If already refused, nothing changes. Raises NotAsked.
    """
    actor.require(Permission.WORK)

    async def work(writer: Writer) -> Appointment:
        before = await appointments.by_id(writer, appointment_id, lock=True)
        if before is not None and before.version == version + 1:
            [*_, last] = await audit.of(writer, "appointment", before.id)
            if (last.action, last.actor_id) == (REFUSE, actor.person):
                return before
        before = await lock_asked(writer, appointment_id, version, actor, now)
        if before.coach_id == actor.coach_id:
            raise NotAsked(before.id)
        after = await booking.change(writer, before, now=now)
        news = await _news(writer, after, coach_of(actor), NoticeKind.HAND_OVER_REFUSED, now)
        await _keep(writer, before, after, REFUSE, actor, now, [news])
        return after

    return await appointment_once(database, work, actor=actor, key=key, now=now)


async def lapse(writer: Writer, before: Appointment, actor: Actor, now: datetime) -> None:
    """Nobody answered in time: the session stays with its coach, who is told."""
    after = await booking.change(writer, before, now=now)
    news = await _news(writer, after, before.asked_coach_id, NoticeKind.HAND_OVER_LAPSED, now)
    await _keep(writer, before, after, LAPSE, actor, now, [news])


async def _of_coach(
    writer: Writer, appointment_id: int, actor: Actor, now: datetime
) -> Appointment:
    before = await lock_appointment(writer, appointment_id)
    coach_may_hand_over(before, actor.answering(before.coach_id), now)
    return before


async def hold(
    writer: Writer,
    catalogue: Catalogue,
    after: Appointment,
    coach_id: int,
    until: datetime,
    now: datetime,
) -> None:
    """Hold the colleague's time; the session already has its rooms. Raises CannotTakeOver if
    somebody was faster."""
    service = as_agreed(catalogue, after, catalogue.coaches[coach_id])
    await booking.movers_turn(writer, coach_id)
    span = offers.blocked_span(service, after.starts_at)
    if not await offers.hold(writer, after, [span], until=until, now=now, coach_id=coach_id):
        raise CannotTakeOver(after.id, coach_id, Reason.BOOKED)


async def _news(
    writer: Writer, after: Appointment, coach_id: int | None, kind: NoticeKind, now: datetime
) -> OutboxMessage:
    """To the session's coach, about the colleague who was asked."""
    who = await appointments.coach_name(writer, coach_id) if coach_id else ""
    person = await appointments.coach_person_id(writer, after.coach_id)
    return about(after, kind, person, now, colleague=who)


async def _keep(
    writer: Writer,
    before: Appointment,
    after: Appointment,
    action: str,
    actor: Actor,
    now: datetime,
    messages: list[OutboxMessage],
) -> None:
    """Write the appointment, and who it concerns."""
    whom = {"colleague": after.asked_coach_id or before.asked_coach_id}
    coach_told = action == REFUSE  # a refusal has news of its own
    await write_down(
        writer, before, after, action, actor, now, messages, also=whom, coach_told=coach_told
    )
