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
from handlers.actions.appointments.offers import Offer, hold_offer
from handlers.actions.appointments.recording import write_down
from handlers.actions.appointments.rooming import rooms_for
from handlers.actions.appointments.seating import as_long_as
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

        async def fresh_offer() -> Offer:
            return await hold_offer(
                writer, catalogue, service_id, coach_id, start, now=now, customer=None
            )

        offer = await fresh_offer()
        if not offer.service.for_groups:
            raise NoLongerOffered
        before = await session_rows.at(writer, coach_id, start)
        if before is not None and before.service_id == service_id:
            after = await sessions.change(writer, before, by_hand=True)
        else:
            _check(offer, now)
            before, new_session = None, await _open_session(writer, offer, now)
            if new_session is None:
                raise _faster(await fresh_offer(), now)
            after = new_session
        await write_session_down(writer, before, after, "open_session", actor, now)
        await tell_coach(
            writer, GroupNotice("opened", after, offer.service, offer.coach), actor, now
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

        async def fresh_offer() -> Offer:
            offer = await hold_offer(
                writer,
                catalogue,
                session.service_id,
                session.coach_id,
                start,
                now=now,
                customer=None,
                moving=session,
            )
            return replace(offer, service=as_long_as(session, offer.service))

        offer = await fresh_offer()
        _check(offer, now)
        undo = await Undoable.of(writer, session)
        result = await _move_session(writer, session, offer, now)
        if result is None:
            raise _faster(await fresh_offer(), now)
        after, seats = result
        was = session.starts_at.isoformat()
        for before, snapshot, seat in seats:
            undo.add(seat, snapshot)
            news = [about(seat, NoticeKind.MOVED_BY_COACH, seat.customer_id, now, was=was)]
            await write_down(writer, before, seat, "move", actor, now, news, coach_told=True)
        notice = GroupNotice("moved", after, offer.service, offer.coach, session.starts_at)
        facts = await undo.facts(writer, notice)
        await write_session_down(writer, session, after, "move_session", actor, now, facts)
        await tell_coach(writer, notice, actor, now)
        return after

    return await change_once(database, session_id, version, work, actor=actor, key=key, now=now)


async def _move_session(
    writer: Writer, session: GroupSession, offer: Offer, now: datetime
) -> tuple[GroupSession, Sequence[tuple[Appointment, dict[str, Any], Appointment]]] | None:
    """The session at its new time, and each of its open seats as it was, what undoing that needs,
    and as it is.

    None if somebody was faster.
    """
    await booking.movers_turn(writer, session.coach_id)
    seats = await session_rows.seats(writer, session, lock=True)
    rooms = await rooms_for(writer, offer, now, keeps=session.resource_ids)
    if rooms is None:
        return None
    after = await sessions.move(
        writer, session, offer.wished, offer.service, now=now, besides=rooms
    )
    if after is None:
        return None
    # The coach now has a different request to answer.
    minutes = offer.catalogue.business.answer_minutes
    ends = deadlines.request_ends(minutes, offer.wished, now)
    moved_seats = []
    for seat in seats:
        if seat.open:
            snapshot = await undoing.snapshot(writer, seat)
            answer_by = ends if seat.status is Status.PENDING else None
            sat = await booking.seat(
                writer, seat, after, offer.service, offer.coach, now=now, answer_by=answer_by
            )
            moved_seats.append((seat, snapshot, sat))
    return after, moved_seats


async def _open_session(writer: Writer, offer: Offer, now: datetime) -> GroupSession | None:
    """The new session, None if somebody was faster."""
    new = NewSession(
        offer.coach.id, offer.service, offer.wished, offer.service.capacity, now, by_hand=True
    )
    rooms = await rooms_for(writer, offer, now)
    if rooms is None:
        return None
    session_id = await sessions.open_session(writer, new, besides=rooms)
    return None if session_id is None else await session_rows.by_id(writer, session_id)


def _faster(offer: Offer, now: datetime) -> SlotTaken:
    """The refusal of what somebody has by now. offer: as things are by then."""
    _check(offer, now)
    return offer.slot_taken(now)


def _ahead(start: datetime, now: datetime) -> None:
    """Raise unless it lies ahead, and not too far."""
    if start <= now:
        raise TooSoon("book", 0, epoch(start))
    if start > now + timedelta(days=FARTHEST_DAY):
        raise TooFar(FARTHEST_DAY, epoch(now + timedelta(days=FARTHEST_DAY)))


def _check(offer: Offer, now: datetime) -> None:
    """Raise what is in the way of a session at the wished start, whatever hours and grid say."""
    at = epoch(offer.wished)
    occupancy_ = occupancy(
        offer.service, offer.coach, offer.busy, (at, at + 1), EVER, offer.constraints
    )
    match group.bar(occupancy_, at):
        case None:
            return
        case Reason.CLOSURE | Reason.LEAVE | Reason.GRID as reason:
            raise NotOffered(offer.service.id, offer.coach.id, reason.value, offer.nearest(now))
        case reason:
            refusal = SlotTaken(offer.service.id, offer.coach.id, offer.nearest(now))
            raise replace(refusal, reason=reason.value)
