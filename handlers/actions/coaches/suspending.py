"""The team suspends a coach, with an answer for each session it touches.

From the commit on, nothing new is booked with them: a suspension is time off that nobody can set
aside (`domain.coaches.suspension`), and it locks the coach's row, which bookings share. The
sessions are locked first, as in a rescue; if there are very many, the first are answered, and the
others wait for the next look.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from domain.appointments.appointment import NEGOTIABLE
from domain.coaches.suspension import (
    LONGEST_REASON,
    NotSuspended,
    SuspendsOneself,
    Suspension,
    until_of,
    validate_last_day,
)
from domain.messages.notices import Lane, NoticeKind
from domain.refusals import NotFound
from domain.rescues.rescue import MOST
from domain.rescues.rescue_refusals import RescueChanged
from domain.roles import SYSTEM, Actor, Permission
from domain.services.catalogue import Catalogue, Coach
from domain.text import field_text
from domain.working_hours.leave import Leave, LeaveStretch
from handlers.actions.once import once
from handlers.actions.rescues import rescue_plan
from handlers.actions.rescues.rescue_answers import answer_all
from handlers.actions.rescues.rescue_plan import SessionPlan
from handlers.actions.services.catalogue import hold_in_catalogue, look_up, write_down
from handlers.actions.working_hours.leave import affected_sessions, lock_affected
from handlers.actions.working_hours.stranding import FARTHEST
from storage.coaches import suspensions
from storage.faults import StaleRow
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.rescues import rescues
from storage.services import catalogue as stored
from storage.transactions import Database, Reader, Writer

BATCH = 50


async def look(
    database: Database,
    catalogue: Catalogue,
    coach_id: int,
    last: date | None,
    *,
    cancelled: Collection[int] = (),
    alone: bool = False,
    actor: Actor,
    now: datetime,
) -> list[SessionPlan]:
    """What each session a suspension touches would be offered right now.

    last: its last day on the coach's clock, None for until it is lifted. cancelled: those to be
    offered nothing. alone: offer none with another coach. Raises NotFound, BadInput,
    SuspendsOneself, NotAllowed.
    """
    coach = look_up(catalogue.coaches, coach_id)
    _may(actor, coach)
    async with database.read() as reader:
        return await _plan(reader, catalogue, coach, last, cancelled, now, alone=alone)


async def suspend(
    database: Database,
    coach_id: int,
    last: date | None,
    reason: str | None,
    agreed: str,
    *,
    cancelled: Collection[int] = (),
    alone: bool = False,
    actor: Actor,
    key: str,
    now: datetime,
) -> int:
    """Suspend a coach, or change until when and why; the rescue's id, 0 for none.

    agreed: `rescue_plan.mark` of what was looked at. If that is already so, and every touched
    session has an answer, nothing changes. Raises as `look`, BadInput of `reason`, and
    RescueChanged.
    """
    reason = field_text.optional(reason, "reason", LONGEST_REASON)

    async def work(writer: Writer) -> dict[str, Any]:
        coach = look_up((await stored.load(writer)).coaches, coach_id)
        versions = await lock_affected(writer, coach, [_stretch(coach, last, now)], now, MOST)
        catalogue, coach = await hold_in_catalogue(writer, coach_id)
        _may(actor, coach)
        plans = await _plan(writer, catalogue, coach, last, cancelled, now, alone=alone)
        if versions != {(one.session.id, one.session.version) for one in plans}:
            raise StaleRow
        before, until = coach.suspension, until_of(last, coach.tz)
        after = Suspension(before.since if before else now, until, reason)
        if after == before and not plans:
            return {"rescue": await suspensions.rescue_of(writer, coach_id)}
        if rescue_plan.mark(plans) != agreed:
            raise RescueChanged
        await _save(writer, coach, after, "suspend_coach", actor, now)
        rescue_id = await _rescue(writer, coach, last, plans, actor, now) if plans else 0
        facts = {**_facts(after), "rescue": rescue_id, "number": len(plans), "zone": coach.zone}
        await _tell(writer, NoticeKind.COACH_SUSPENDED, coach, facts, now)
        return {"rescue": rescue_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return int(outcome["rescue"])


async def lift(database: Database, coach_id: int, *, actor: Actor, key: str, now: datetime) -> None:
    """They can be booked again. Offers stay; a customer who accepts none keeps their session.

    Raises NotFound, NotSuspended, SuspendsOneself, NotAllowed.
    """

    async def work(writer: Writer) -> dict[str, Any]:
        _, coach = await hold_in_catalogue(writer, coach_id)
        _may(actor, coach)
        if coach.suspension is None:
            raise NotSuspended(coach_id)
        await _over(writer, coach, "lift_suspension", actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def lapse(database: Database, *, actor: Actor, now: datetime) -> int:
    """Lift the suspensions whose time is up; how many. Idempotent."""
    actor.require(Permission.TIME)
    async with database.read() as reader:
        over = await suspensions.over(reader, now, BATCH)

    async def work(writer: Writer) -> int:
        ended = 0
        for coach_id in over:
            _, coach = await hold_in_catalogue(writer, coach_id)
            until = coach.suspension.until if coach.suspension else None
            if until is not None and until <= now:
                await _over(writer, coach, "suspension_ends", SYSTEM, now)
                ended += 1
        return ended

    return await database.write(work) if over else 0


def _may(actor: Actor, coach: Coach) -> None:
    actor.require(Permission.COACHES)
    actor.tend(coach.id)
    if coach.person_id == actor.person_id:
        raise SuspendsOneself


async def _plan(
    reader: Reader,
    catalogue: Catalogue,
    coach: Coach,
    last: date | None,
    cancelled: Collection[int],
    now: datetime,
    *,
    alone: bool,
) -> list[SessionPlan]:
    stretch = _stretch(coach, last, now)
    hit = (await affected_sessions(reader, coach, [stretch], now))[:MOST]
    off = {*cancelled, *(one.id for one in hit if one.status not in NEGOTIABLE)}
    # Nothing can be booked or offered farther ahead.
    ends = min(stretch.ends, stretch.starts + FARTHEST)
    leaves = [Leave(0, stretch.starts, ends)]
    # As if not suspended: one that is extended is planned again.
    free = replace(coach, leaves=coach.leaves_of_theirs)
    return await rescue_plan.plan(reader, catalogue, free, leaves, hit, off, now=now, alone=alone)


def _stretch(coach: Coach, last: date | None, now: datetime) -> LeaveStretch:
    """From now on, in the coach's wall time. Raises BadInput."""
    validate_last_day(last, now.astimezone(coach.tz).date())
    leave = Suspension(now, until_of(last, coach.tz)).leave(coach.tz)
    return LeaveStretch(leave.starts, leave.ends)


async def _rescue(
    writer: Writer,
    coach: Coach,
    last: date | None,
    plans: list[SessionPlan],
    actor: Actor,
    now: datetime,
) -> int:
    stretch = _stretch(coach, last, now)
    off = Leave(0, stretch.starts, stretch.ends)
    newest = await stored.load(writer)
    rescue_id = await rescues.add(writer, coach.id, off, actor.person, now)
    await answer_all(writer, newest, rescue_id, plans, actor, now)
    return rescue_id


async def _over(writer: Writer, coach: Coach, action: str, actor: Actor, now: datetime) -> None:
    await _save(writer, coach, None, action, actor, now)
    await _tell(writer, NoticeKind.SUSPENSION_OVER, coach, {}, now)


async def _save(
    writer: Writer,
    coach: Coach,
    after: Suspension | None,
    action: str,
    actor: Actor,
    now: datetime,
) -> None:
    await stored.update_coach(
        writer,
        coach.id,
        suspended_at=after.since if after else None,
        suspended_until=after.until if after else None,
        suspended_reason=after.reason if after else None,
    )
    was, then = _facts(coach.suspension), _facts(after)
    await write_down(writer, action, "coach", coach.id, was, then, actor, now)


def _facts(suspension: Suspension | None) -> dict[str, Any]:
    if suspension is None:
        return {"suspended": False}
    until = suspension.until and suspension.until.isoformat()
    return {"suspended": True, "until": until, "reason": suspension.reason}


async def _tell(
    writer: Writer, kind: NoticeKind, coach: Coach, facts: dict[str, Any], now: datetime
) -> None:
    """Tell the coach, each time."""
    news = OutboxMessage(
        key=f"{kind}:{coach.id}:{now.isoformat()}:{facts.get('until')}",
        recipient_id=coach.person_id,
        kind=kind,
        facts={"coach": coach.id, **facts},
        lane=Lane.INTERACTIVE,
        due_at=now,
        coach_id=coach.id,
    )
    await outbox.enqueue(writer, [news])


async def standing(
    database: Database, catalogue: Catalogue, coach_id: int, *, actor: Actor, now: datetime
) -> int:
    """How many sessions within a suspension still have no answer. Raises NotFound, NotAllowed."""
    actor.require(Permission.COACHES)
    coach = catalogue.coaches.get(coach_id)
    if coach is None:
        raise NotFound
    if coach.suspension is None:
        return 0
    leave = coach.suspension.leave(coach.tz)
    async with database.read() as reader:
        return len(
            await affected_sessions(reader, coach, [LeaveStretch(leave.starts, leave.ends)], now)
        )
