"""Anyone can stop messages to them, and complain; the team then decides who may write."""

from datetime import datetime
from typing import Any

from domain.appointments.appointment import Appointment
from domain.appointments.message_refusals import ReportDecided
from domain.messages.notices import NoticeKind
from domain.roles import Actor, Permission
from handlers.actions import alarms
from handlers.actions.appointments.appointment_messages import facts_of
from handlers.actions.once import once
from handlers.actions.person_log import write_down
from handlers.queries.appointments import correspondence as queries
from storage import audit
from storage.appointments import correspondence
from storage.transactions import Database, Writer


async def set_stopped(
    database: Database,
    appointment_id: int,
    *,
    stops: bool,
    by_coach: bool,
    actor: Actor,
    key: str,
    now: datetime,
) -> None:
    """Stop or resume messages from the other side of this session, whatever they are about.

    The business's own messages still arrive. Raises NotFound, NotAllowed.
    """

    async def work(writer: Writer) -> dict[str, Any]:
        a = await queries.side_of(writer, appointment_id, by_coach=by_coach, actor=actor)
        other = await queries.other_of(writer, a, by_coach=by_coach)
        if await correspondence.set_stop(writer, actor.person, other, stops=stops, now=now):
            was, then = {"stops": None if stops else other}, {"stops": other if stops else None}
            await write_down(writer, actor.person, "stop_messages", was, then, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def report(
    database: Database,
    appointment_id: int,
    *,
    by_coach: bool,
    actor: Actor,
    key: str,
    now: datetime,
) -> Appointment:
    """Complain about what the other side wrote; the team is told, once until it decides.

    The person concerned is told nothing, even if on the team. Raises NotFound, NotAllowed.
    """

    async def work(writer: Writer) -> dict[str, Any]:
        a = await queries.side_of(writer, appointment_id, by_coach=by_coach, actor=actor)
        fresh = await correspondence.report(writer, a, actor.person, by_coach=by_coach, now=now)
        if fresh is not None:
            about = await queries.other_of(writer, a, by_coach=by_coach)
            facts = {"about": facts_of(a), "by_coach": by_coach, "report": fresh}
            await alarms.tell_team(
                writer,
                NoticeKind.COMPLAINT,
                f"{NoticeKind.COMPLAINT}:{fresh}",
                facts,
                now,
                who=Permission.COMPLAINTS,
                but=about,
            )
            await _record(writer, fresh, "report", actor, now, about=about)
        return {}

    await once(database, work, actor=actor, key=key, now=now)
    return await queries.of_side(database, appointment_id, by_coach=by_coach, actor=actor)


async def decide(
    database: Database,
    report_id: int,
    *,
    banned: bool,
    again: bool,
    actor: Actor,
    key: str,
    now: datetime,
) -> None:
    """The team decides a complaint: whether the person may go on writing.

    again: the caller knows it was decided before. Raises NotFound, NotAllowed, and ReportDecided if
    somebody was faster.
    """
    actor.require(Permission.COMPLAINTS)

    async def work(writer: Writer) -> dict[str, Any]:
        case = await queries.complaint_of(writer, report_id, actor)
        if not await correspondence.decide(writer, report_id, now) and not again:
            raise ReportDecided(report_id)
        await correspondence.set_ban(writer, case.about, banned=banned, now=now)
        about = case.about
        before, after = {"banned": case.banned}, {"banned": banned}
        await _record(writer, report_id, "decide", actor, now, about=about, before=before, **after)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def _record(
    writer: Writer,
    report_id: int,
    action: str,
    actor: Actor,
    now: datetime,
    *,
    about: int,
    before: dict[str, Any] | None = None,
    **after: Any,
) -> None:
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action=action,
        entity="complaint",
        entity_id=report_id,
        before=before,
        after={"about": about, **after},
    )
