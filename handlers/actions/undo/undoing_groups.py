"""A whole session that was cancelled or moved by mistake is restored, with everybody in it.

All of it or nothing: if somebody else has its time or rooms, or one of its seats has changed since,
the refusal says so.
"""

from datetime import datetime

from domain.appointments.appointment import OCCUPYING, Appointment
from domain.groups.group import GroupSession
from domain.messages.notices import NoticeKind
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.undo.undo import CannotUndo, UndoOvertaken
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.recording import write_down
from handlers.actions.groups.group_notes import GroupNotice, tell_coach, write_session_down
from handlers.actions.groups.group_sessions import session_once
from handlers.actions.undo.restoring import UNDO, check_open, check_step
from storage import audit
from storage.appointments import appointments, session_rows
from storage.appointments.resources import ResourceOccupied
from storage.audit import AuditEntry
from storage.people import customers
from storage.services import catalogue as stored
from storage.transactions import Database, Writer
from storage.undo import undoing, undoing_groups
from storage.undo.undoing import Snapshot


async def undo_group(
    database: Database, session_id: int, version: int, *, actor: Actor, key: str, now: datetime
) -> GroupSession:
    """Undo what made this version of a session. If already undone, nothing changes.

    Raises NotFound, TooLateToUndo, UndoOvertaken (also if a customer has been erased), CannotUndo
    of the session, NotAllowed.
    """
    actor.require(Permission.SESSIONS)

    async def work(writer: Writer) -> int:
        session = await session_rows.by_id(writer, session_id)
        if session is None or actor.answering(session.coach_id) != session.coach_id:
            raise NotFound
        # Before their coach, as customers who book do.
        erased = await customers.hold(writer, await _seat_ids(writer, session))
        await stored.lock_coach(writer, session.coach_id)
        # As it is now that nobody can join it any more.
        session = await session_rows.by_id(writer, session_id)
        if session is None:
            raise NotFound
        last = await audit.last(writer, "session", session.id)
        if last and last.action == UNDO and last.facts.get("undone") == version:
            return session.id
        last = check_step(last, session.id, version, actor, now)
        if session.version != version or erased:
            raise UndoOvertaken(session.id)
        await _as_before(writer, session, last, actor, now)
        return session.id

    return await session_once(database, work, actor=actor, key=key, now=now)


async def _as_before(
    writer: Writer, session: GroupSession, last: AuditEntry, actor: Actor, now: datetime
) -> None:
    facts = last.facts["undo"]
    was = undoing_groups.from_snapshot(facts["was"])
    catalogue = await stored.load(writer)
    check_open(catalogue, session.coach_id, (session.service_id,), was, session.id)
    seats = [
        (await _seat(writer, session, one), undoing.from_snapshot(one)) for one in facts["seats"]
    ]
    back = sum(seat.places for seat, before in seats if _comes_back(seat, before))
    try:
        after = await undoing_groups.restore(writer, session, was, places=back, now=now)
    except ResourceOccupied:
        raise CannotUndo(session.id, "room") from None
    if after is None:
        raise CannotUndo(session.id, "time")
    for seat, before in seats:
        sat = await undoing_groups.restore_seat(writer, seat, before, after, now)
        recipient_ids = await undoing.take_back(writer, seat.id, seat.version, now)
        news = (
            [about(sat, NoticeKind.RESTORED, sat.customer_id, now)]
            if seat.customer_id in recipient_ids
            else []
        )
        await write_down(
            writer, seat, sat, UNDO, actor, now, news, undone=seat.version, coach_told=True
        )
    undone = {"undone": session.version}
    await write_session_down(writer, session, after, UNDO, actor, now, undone)
    service, coach = catalogue.services[session.service_id], catalogue.coaches[session.coach_id]
    if coach.person_id in await undoing.take_back_keys(writer, [facts["told"]], now):
        await tell_coach(writer, GroupNotice("restored", after, service, coach), actor, now)


async def _seat_ids(writer: Writer, session: GroupSession) -> list[int]:
    """The seats that the last step changed."""
    last = await audit.last(writer, "session", session.id)
    facts = last.facts.get("undo") if last else None
    return [seat["id"] for seat in facts["seats"]] if facts else []


def _comes_back(seat: Appointment, was: Snapshot) -> bool:
    return not seat.open and was.status in OCCUPYING


async def _seat(writer: Writer, session: GroupSession, one: dict[str, int]) -> Appointment:
    """One of its seats, locked, as the step left it. Raises UndoOvertaken."""
    seat = await appointments.by_id(writer, one["id"], lock=True)
    if seat is None or seat.version != one["made"]:
        raise UndoOvertaken(session.id)
    return seat
