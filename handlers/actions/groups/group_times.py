"""When a group's session takes place, as its coach or the team in their place decides.

By hand, a session is opened at, or moved to, any minute at which its coach is free: hours, grid,
notice and caps are theirs to set aside.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain.appointments.appointment import Appointment, Status
from domain.groups import group
from domain.groups.group import GroupSession
from domain.messages.notices import NoticeKind
from domain.refusals import NoLongerOffered, NotFound, NotOffered, SlotTaken, TooFar, TooSoon
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from domain.starts.constraints import Reason
from domain.starts.occupancy import EVER, occupancy
from domain.text.field_text import FARTHEST_DAY
from domain.time import deadlines
from domain.time.spans import epoch
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.recording import write_down
from handlers.actions.appointments.rooming import rooms_for
from handlers.actions.appointments.seating import as_long_as
from handlers.actions.appointments.start_attempts import StartAttempt, begin_attempt
from handlers.actions.groups.group_notes import GroupNotice, tell_coach, write_session_down
from handlers.actions.groups.group_sessions import change_once, session_once
from handlers.actions.groups.group_undo import Undoable
from storage.appointments import booking, session_rows, sessions
from storage.appointments.sessions import NewSession
from storage.services import catalogue as stored
from storage.transactions import Database, Writer
from storage.undo import undoing


async def open_by_hand(
    database: Database,
    catalogue: Catalogue,
    service_id: int,
    coach_id: int,
    start: datetime,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> GroupSession:
    """Open a session, from now on on offer, at any time at which its coach is free.

    One already there stays, even if nobody is in it any more. Raises NotFound, NotAllowed,
    NoLongerOffered, TooSoon, TooFar, and SlotTaken or NotOffered for what is in the way.
    """
    actor.require(Permission.SESSIONS)
    if actor.answering(coach_id) != coach_id:
        raise NotFound
    _ahead(start, now)

    async def work(writer: Writer) -> int:
        await stored.lock_coach(writer, coach_id)

        async def fresh_attempt() -> StartAttempt:
            return await begin_attempt(
                writer, catalogue, service_id, coach_id, start, now=now, customer=None
            )

        attempt = await fresh_attempt()
        if not attempt.service.for_groups:
            raise NoLongerOffered
        before = await session_rows.at(writer, coach_id, start)
        if before is not None and before.service_id == service_id:
            after = await sessions.change(writer, before, by_hand=True)
        else:
            _check(attempt, now)
            before, new_session = None, await _open_session(writer, attempt, now)
            if new_session is None:
                raise _faster(await fresh_attempt(), now)
            after = new_session
        await write_session_down(writer, before, after, "open_session", actor, now)
        await tell_coach(
            writer, GroupNotice("opened", after, attempt.service, attempt.coach), actor, now
        )
        return after.id

    return await session_once(database, work, actor=actor, key=key, now=now)


async def move(
    database: Database,
    catalogue: Catalogue,
    session_id: int,
    version: int,
    start: datetime,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> GroupSession:
    """Move the whole session (UTC) with all its claims; everybody in it is told.

    Raises as `change_once`, and what `open_by_hand` raises for a start.
    """

    async def work(writer: Writer, session: GroupSession) -> GroupSession:
        if start == session.starts_at:
            return session
        _ahead(start, now)

        async def fresh_attempt() -> StartAttempt:
            attempt = await begin_attempt(
                writer,
                catalogue,
                session.service_id,
                session.coach_id,
                start,
                now=now,
                customer=None,
                moving=session,
            )
            return replace(attempt, service=as_long_as(session, attempt.service))

        attempt = await fresh_attempt()
        _check(attempt, now)
        undo = await Undoable.of(writer, session)
        result = await _move_session(writer, session, attempt, now)
        if result is None:
            raise _faster(await fresh_attempt(), now)
        after, seats = result
        was = session.starts_at.isoformat()
        for before, snapshot, seat in seats:
            undo.add(seat, snapshot)
            news = [about(seat, NoticeKind.MOVED_BY_COACH, seat.customer_id, now, was=was)]
            await write_down(writer, before, seat, "move", actor, now, news, coach_told=True)
        notice = GroupNotice("moved", after, attempt.service, attempt.coach, session.starts_at)
        facts = await undo.facts(writer, notice)
        await write_session_down(writer, session, after, "move_session", actor, now, facts)
        await tell_coach(writer, notice, actor, now)
        return after

    return await change_once(database, session_id, version, work, actor=actor, key=key, now=now)


async def _move_session(
    writer: Writer, session: GroupSession, attempt: StartAttempt, now: datetime
) -> tuple[GroupSession, Sequence[tuple[Appointment, dict[str, Any], Appointment]]] | None:
    """The session at its new time, and each of its open seats as it was, what undoing that needs,
    and as it is.

    None if somebody was faster.
    """
    await booking.movers_turn(writer, session.coach_id)
    seats = await session_rows.seats(writer, session, lock=True)
    rooms = await rooms_for(writer, attempt, now, keeps=session.resource_ids)
    if rooms is None:
        return None
    after = await sessions.move(
        writer, session, attempt.start, attempt.service, now=now, besides=rooms
    )
    if after is None:
        return None
    # The coach now has a different request to answer.
    minutes = attempt.catalogue.business.answer_minutes
    ends = deadlines.request_ends(minutes, attempt.start, now)
    moved_seats = []
    for seat in seats:
        if seat.open:
            snapshot = await undoing.snapshot(writer, seat)
            answer_by = ends if seat.status is Status.PENDING else None
            sat = await booking.seat(
                writer, seat, after, attempt.service, attempt.coach, now=now, answer_by=answer_by
            )
            moved_seats.append((seat, snapshot, sat))
    return after, moved_seats


async def _open_session(
    writer: Writer, attempt: StartAttempt, now: datetime
) -> GroupSession | None:
    """The new session, None if somebody was faster."""
    new = NewSession(
        attempt.coach.id,
        attempt.service,
        attempt.start,
        attempt.service.capacity,
        now,
        by_hand=True,
    )
    rooms = await rooms_for(writer, attempt, now)
    if rooms is None:
        return None
    session_id = await sessions.open_session(writer, new, besides=rooms)
    return None if session_id is None else await session_rows.by_id(writer, session_id)


def _faster(attempt: StartAttempt, now: datetime) -> SlotTaken:
    """The refusal of what somebody has by now. attempt: as things are by then."""
    _check(attempt, now)
    return attempt.slot_taken(now)


def _ahead(start: datetime, now: datetime) -> None:
    """Raise unless it lies ahead, and not too far."""
    if start <= now:
        raise TooSoon("book", 0, epoch(start))
    if start > now + timedelta(days=FARTHEST_DAY):
        raise TooFar(FARTHEST_DAY, epoch(now + timedelta(days=FARTHEST_DAY)))


def _check(attempt: StartAttempt, now: datetime) -> None:
    """Raise what is in the way of a session at the wanted start, whatever hours and grid say."""
    at = epoch(attempt.start)
    occupancy_ = occupancy(
        attempt.service, attempt.coach, attempt.busy, (at, at + 1), EVER, attempt.constraints
    )
    match group.bar(occupancy_, at):
        case None:
            return
        case Reason.CLOSURE | Reason.LEAVE | Reason.GRID as reason:
            raise NotOffered(
                attempt.service.id, attempt.coach.id, reason.value, attempt.nearest(now)
            )
        case reason:
            refusal = SlotTaken(attempt.service.id, attempt.coach.id, attempt.nearest(now))
            raise replace(refusal, reason=reason.value)
