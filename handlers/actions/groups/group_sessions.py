"""What a group's coach, or the team in their place, does with a whole session.

A change locks the coach: nobody joins or leaves for another session meanwhile. Seats are locked
before the session, as when one is cancelled: no deadlock.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from domain.appointments.accountability import Bearer
from domain.appointments.appointment import LONGEST_REASON, Status, awaits_coach
from domain.groups import group
from domain.groups.group import GroupSession, GroupState
from domain.messages.notices import NoticeKind
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from domain.text import field_text
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.recording import write_down
from handlers.actions.groups.group_notes import GroupNotice, tell_coach, write_session_down
from handlers.actions.groups.group_undo import Undoable
from handlers.actions.once import once
from storage.appointments import booking, session_rows, sessions
from storage.services import catalogue as stored
from storage.transactions import Database, Writer
from storage.undo import undoing

Work = Callable[[Writer, GroupSession], Awaitable[object]]


async def close(
    database: Database,
    catalogue: Catalogue,
    session_id: int,
    version: int,
    *,
    closed: bool,
    actor: Actor,
    key: str,
    now: datetime,
) -> GroupSession:
    """Close the session to new people, or reopen it; idempotent.

    Raises as `change_once`.
    """

    async def work(writer: Writer, session: GroupSession) -> GroupSession:
        state = GroupState.CLOSED if closed else GroupState.OPEN
        if session.state is state:
            return session
        after = await sessions.change(writer, session, state=state)
        action = "close_session" if closed else "reopen_session"
        await write_session_down(writer, session, after, action, actor, now)
        what = "closed" if closed else "reopened"
        await tell_coach(writer, _notice(catalogue, what, after), actor, now)
        return after

    return await change_once(database, session_id, version, work, actor=actor, key=key, now=now)


async def approve_all(
    database: Database,
    catalogue: Catalogue,
    session_id: int,
    version: int,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> GroupSession:
    """Confirm everybody who awaits an answer; each of them is told. Those who are offered other
    times, as the coach is away, are not confirmed. Raises as `change_once`."""

    async def work(writer: Writer, session: GroupSession) -> GroupSession:
        pending_seats = [
            seat
            for seat in await session_rows.seats(writer, session, lock=True)
            if awaits_coach(seat)
        ]
        for seat in pending_seats:
            after = await booking.change(writer, seat, status=Status.CONFIRMED, now=now)
            news = [about(after, NoticeKind.APPROVED, after.customer_id, now)]
            await write_down(writer, seat, after, "approve", actor, now, news, coach_told=True)
        if pending_seats:
            await tell_coach(writer, _notice(catalogue, "approved", session), actor, now)
        return session

    return await change_once(database, session_id, version, work, actor=actor, key=key, now=now)


async def call_off(
    database: Database,
    catalogue: Catalogue,
    session_id: int,
    version: int,
    reason: str | None,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> GroupSession:
    """Cancel the whole session; everybody in it is told, with the reason.

    Raises as `change_once`, and BadInput of `reason`.
    """
    reason = field_text.optional(reason, "reason", LONGEST_REASON)

    async def work(writer: Writer, session: GroupSession) -> GroupSession:
        seats = await session_rows.seats(writer, session, lock=True)
        undo = await Undoable.of(writer, session)
        after = await sessions.change(writer, session, state=GroupState.CANCELLED, reason=reason)
        for seat in seats:
            if seat.open:
                was = await undoing.snapshot(writer, seat)
                off = await booking.change(
                    writer,
                    seat,
                    status=Status.CANCELLED,
                    reason=reason,
                    borne_by=Bearer.BUSINESS,
                    now=now,
                )
                news = [about(off, NoticeKind.CANCELLED_BY_COACH, off.customer_id, now)]
                await write_down(
                    writer, seat, off, "cancel_by_coach", actor, now, news, coach_told=True
                )
                undo.add(off, was)
        notice = _notice(catalogue, "called_off", after)
        facts = await undo.facts(writer, notice)
        await write_session_down(writer, session, after, "call_session_off", actor, now, facts)
        await tell_coach(writer, notice, actor, now)
        return after

    return await change_once(database, session_id, version, work, actor=actor, key=key, now=now)


async def change_once(
    database: Database,
    session_id: int,
    version: int,
    work: Work,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> GroupSession:
    """Once: the work on a session its coach may change, locked with its coach.

    Raises NotFound, NotAllowed, GroupOver, and GroupChanged if it is not at the version that was on
    the screen.
    """
    actor.require(Permission.SESSIONS)

    async def attempt(writer: Writer) -> int:
        session = await session_rows.by_id(writer, session_id)
        if session is None or actor.answering(session.coach_id) != session.coach_id:
            raise NotFound
        await stored.lock_coach(writer, session.coach_id)
        # As it is now that nobody can join it any more.
        session = await session_rows.by_id(writer, session_id)
        if session is None:
            raise NotFound
        group.coach_may_change(session, actor.answering(session.coach_id), now, version=version)
        await work(writer, session)
        return session.id

    return await session_once(database, attempt, actor=actor, key=key, now=now)


def _notice(catalogue: Catalogue, what: str, session: GroupSession) -> GroupNotice:
    service, coach = catalogue.services[session.service_id], catalogue.coaches[session.coach_id]
    return GroupNotice(what, session, service, coach)


async def session_once(
    database: Database,
    work: Callable[[Writer], Awaitable[int]],
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> GroupSession:
    """As `once`, for work whose outcome is the session with that id."""

    async def attempt(writer: Writer) -> dict[str, Any]:
        return {"session": await work(writer)}

    outcome = await once(database, attempt, actor=actor, key=key, now=now)
    async with database.read() as reader:
        session = await session_rows.by_id(reader, outcome["session"])
    if session is None:
        raise NotFound
    return session
