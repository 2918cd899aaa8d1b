"""What happens to an appointment after it was booked: approve, decline, move, cancel."""

from dataclasses import dataclass
from datetime import datetime

from domain.appointments.accountability import Bearer
from domain.appointments.appointment import (
    LONGEST_REASON,
    OCCUPYING,
    Appointment,
    Status,
    advance,
    coach_may_change,
    customer_may_cancel,
    customer_may_move,
    late,
)
from domain.appointments.booked_rules import rules_of
from domain.messages.notices import NoticeKind
from domain.refusals import AlreadyDecided, SameTime
from domain.roles import Actor
from domain.services.catalogue import Catalogue
from domain.text import field_text
from domain.time import deadlines
from handlers.actions.appointments import rescue_consequences, seating
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.negotiating import attempt_at
from handlers.actions.appointments.recording import write_down
from handlers.actions.locking import lock_appointment, lock_own_appointment
from handlers.actions.once import SeenVersion, appointment_once
from storage.appointments import appointments, booking
from storage.transactions import Database, Writer
from storage.undo import undoing


@dataclass(frozen=True, slots=True)
class CoachDecision:
    """What a coach decides. action: its name in the audit log. notice_kind: the kind of message it
    causes. version: the one it answers, None for whichever is current. notices_of: it is a
    cancellation, and says what notice its customer would have had to give. borne_by: who bears
    that. seen_version: as version, but any other is refused."""

    to: Status
    action: str
    notice_kind: NoticeKind
    reason: str | None = None
    version: int | None = None
    notices_of: Catalogue | None = None
    borne_by: Bearer | None = None
    seen_version: int | None = None


async def approve(
    database: Database,
    appointment_id: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    version: int | None = None,
    seen_version: int | None = None,
) -> Appointment:
    """A coach confirms a request. Raises NotFound, AlreadyDecided.

    version: the one the coach has read, None for whichever is current. A request that has changed
    since, say to another time, stays a request. seen_version: the same, except that it is then
    refused: ChangedMeanwhile.
    """
    answer = CoachDecision(
        Status.CONFIRMED, "approve", NoticeKind.APPROVED, version=version, seen_version=seen_version
    )
    return await _by_coach(database, appointment_id, answer, actor=actor, key=key, now=now)


async def decline(
    database: Database,
    appointment_id: int,
    reason: str | None,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    version: int | None = None,
    seen_version: int | None = None,
) -> Appointment:
    """A coach turns a request down. Raises NotFound, AlreadyDecided, BadInput of `reason`. version,
    seen_version: as for `approve`."""
    answer = CoachDecision(
        Status.DECLINED, "decline", NoticeKind.DECLINED, reason, version, seen_version=seen_version
    )
    return await _by_coach(database, appointment_id, answer, actor=actor, key=key, now=now)


async def cancel_by_coach(
    database: Database,
    appointment_id: int,
    reason: str | None,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    version: int | None = None,
    catalogue: Catalogue | None = None,
    borne_by: Bearer = Bearer.BUSINESS,
    seen_version: int | None = None,
) -> Appointment:
    """A coach cancels a session. Raises as `decline`. version, seen_version: as for `approve`.
    borne_by: the customer, if they asked for it.

    The notice binds customers only. That it would have stopped them is recorded, as far as the
    catalogue tells.
    """
    answer = CoachDecision(
        Status.CANCELLED,
        "cancel_by_coach",
        NoticeKind.CANCELLED_BY_COACH,
        reason,
        version,
        notices_of=catalogue,
        borne_by=borne_by,
        seen_version=seen_version,
    )
    return await _by_coach(database, appointment_id, answer, actor=actor, key=key, now=now)


async def cancel_by_customer(
    database: Database,
    catalogue: Catalogue,
    appointment_id: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    seen_version: int | None = None,
) -> Appointment:
    """A customer cancels in time. Raises NotFound, AlreadyDecided, TooSoon. seen_version: as for
    `approve`."""

    async def work(writer: Writer) -> Appointment:
        before = await lock_own_appointment(writer, appointment_id, actor)
        customer_may_cancel(before, rules_of(catalogue, before), now)
        off = advance(before, Status.CANCELLED)
        after = await booking.change(writer, before, status=off, borne_by=Bearer.CUSTOMER, now=now)
        recipient = await appointments.coach_person_id(writer, after.coach_id)
        filled = await seating.occupancy_facts(writer, after)
        news = about(after, NoticeKind.CANCELLED_BY_CUSTOMER, recipient, now, **filled)
        messages = rescue_consequences.to_coach(before, after, news)
        await write_down(writer, before, after, "cancel", actor, now, messages)
        return after

    looked = SeenVersion(appointment_id, seen_version)
    return await appointment_once(
        database, work, actor=actor, key=key, now=now, seen_version=looked
    )


async def move(
    database: Database,
    catalogue: Catalogue,
    appointment_id: int,
    start: datetime,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    anyway: bool = False,
    seen_version: int | None = None,
) -> Appointment:
    """Move an appointment to another free start of its coach (UTC); its state stays.

    The customer or the coach may; the other is told. anyway: what protects the coach alone does not
    stop the coach, and is recorded. seen_version: as for `approve`. Raises NotFound,
    AlreadyDecided, TooSoon, SameTime, and what `book` raises for a slot.
    """

    async def work(writer: Writer) -> Appointment:
        before = await lock_appointment(writer, appointment_id)
        coach_person = await appointments.coach_person_id(writer, before.coach_id)
        mine = actor.person_id == before.customer_id
        was_so = None if mine else await undoing.snapshot(writer, before)
        after, overridden = await relocate(
            writer, catalogue, before, start, actor=actor, now=now, anyway=anyway
        )
        kind = NoticeKind.MOVED_BY_CUSTOMER if mine else NoticeKind.MOVED_BY_COACH
        recipient = coach_person if mine else after.customer_id
        # Only its coach is told.
        filled = await seating.occupancy_facts(writer, after) if mine else {}
        news = about(after, kind, recipient, now, was=before.starts_at.isoformat(), **filled)
        messages = rescue_consequences.to_coach(before, after, news) if mine else [news]
        await write_down(
            writer, before, after, "move", actor, now, messages, overridden=overridden, undo=was_so
        )
        return after

    looked = SeenVersion(appointment_id, seen_version)
    return await appointment_once(
        database, work, actor=actor, key=key, now=now, seen_version=looked
    )


async def relocate(
    writer: Writer,
    catalogue: Catalogue,
    before: Appointment,
    start: datetime,
    *,
    actor: Actor,
    now: datetime,
    anyway: bool = False,
    answer_by: datetime | None = None,
) -> tuple[Appointment, list[str]]:
    """Write a locked appointment at another start (UTC); nobody is told yet.

    Also returns the names of the rules a coach set aside for it. answer_by: a request waits no
    longer than this. Every move comes through here. Raises as `move`.
    """
    mine = actor.person_id == before.customer_id
    if mine:
        customer_may_move(before, rules_of(catalogue, before), now)
    else:
        coach_may_change(before, actor.answering(before.coach_id), now)
        if before.status is Status.HELD:
            raise AlreadyDecided(before.id, before.status)
    if start == before.starts_at:
        raise SameTime(before.id)
    attempt = await attempt_at(writer, catalogue, before, start, now)
    await seating.not_seated(writer, before, attempt)
    overridden = await attempt.check(writer, now, anyway=anyway and not mine)
    if not mine and late(before, rules_of(catalogue, before).notice_move, now):
        overridden.append("notice_move")
    until = None
    if before.status is Status.PENDING:
        # The coach now has a different request to answer.
        until = deadlines.request_ends(attempt.catalogue.business.answer_minutes, start, now)
        until = min(until, answer_by or until)
    after = await seating.relocate(writer, before, attempt, now=now, answer_by=until)
    if after is None:
        # Somebody was faster. Look again at what is free nearby.
        attempt = await attempt_at(writer, catalogue, before, start, now)
        await attempt.check(writer, now, anyway=anyway and not mine)
        raise attempt.slot_taken(now)
    return after, overridden


async def _by_coach(
    database: Database,
    appointment_id: int,
    answer: CoachDecision,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    reason = field_text.optional(answer.reason, "reason", LONGEST_REASON)

    async def work(writer: Writer) -> Appointment:
        before = await lock_appointment(writer, appointment_id)
        coach_may_change(before, actor.answering(before.coach_id), now)
        if before.status is Status.HELD and answer.to is not Status.CANCELLED:
            raise AlreadyDecided(before.id, before.status)  # it is for their customer to answer
        status = advance(before, answer.to)
        if answer.version not in (None, before.version):
            return before
        was = None if status in OCCUPYING else await undoing.snapshot(writer, before)
        change = booking.AppointmentChange(status=status, reason=reason)
        if answer.borne_by is not None:
            change["borne_by"] = answer.borne_by
        after = await booking.change(writer, before, **change, now=now)
        messages = [about(after, answer.notice_kind, after.customer_id, now)]
        overridden: list[str] = []
        if answer.notices_of is not None:
            notice = rules_of(answer.notices_of, before).notice_cancel
            overridden = ["notice_cancel"] if late(before, notice, now) else []
        await write_down(
            writer,
            before,
            after,
            answer.action,
            actor,
            now,
            messages,
            overridden=overridden,
            undo=was,
        )
        return after

    looked = SeenVersion(appointment_id, answer.seen_version)
    return await appointment_once(
        database, work, actor=actor, key=key, now=now, seen_version=looked
    )
