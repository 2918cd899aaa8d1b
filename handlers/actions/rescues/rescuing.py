"""Leave that overlaps sessions, saved together with an answer for each of them.

From the commit on, nobody can book into the leave, and each customer either has up to three other
times, held until they answer, or is told that their session is cancelled. The calendar then shows,
during the leave, only sessions whose customers have not answered yet.

Concurrent answers and bookings either finish first or wait: the sessions are locked first, as any
change of one does, then the coach, whose row bookings share; the state is then compared with what
was locked, and with what the coach was looking at.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.appointments.appointment import NEGOTIABLE
from domain.messages.notices import Lane, NoticeKind
from domain.refusals import LeaveOverlaps
from domain.rescues.rescue import MOST
from domain.rescues.rescue_refusals import RescueChanged, RescueTooLarge
from domain.roles import Actor
from domain.services.catalogue import Catalogue, Coach
from domain.time.spans import epoch
from domain.working_hours.leave import (
    Leave,
    LeaveStretch,
    RestOfDay,
    reason_after,
    stretches_off,
    validate_note,
)
from domain.working_hours.leave_rules import LeaveRule, LeaveRuleChange
from handlers.actions.once import once
from handlers.actions.rescues import rescue_plan
from handlers.actions.rescues.rescue_answers import answer_all
from handlers.actions.rescues.rescue_plan import SessionPlan
from handlers.actions.services.catalogue import hold_in_catalogue, look_up
from handlers.actions.working_hours import leave_log
from handlers.actions.working_hours.leave import (
    CHANGE,
    TAKE,
    affected_sessions,
    lock_affected,
    refuse_stretch,
    single,
    write_note,
)
from handlers.actions.working_hours.leave_rules import save_repeating, write_rule_note
from handlers.actions.working_hours.leave_rules_ahead import ahead_of
from storage.faults import StaleRow
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.rescues import rescues
from storage.services import catalogue as stored
from storage.transactions import Database, Reader, Writer
from storage.working_hours import leave as stored_leave

Off = LeaveStretch | RestOfDay | LeaveRuleChange
"""When a coach will be away: once, for the rest of a day, or repeatedly."""


async def look(
    database: Database,
    catalogue: Catalogue,
    coach_id: int,
    stretch: Off,
    *,
    cancelled: Collection[int] = (),
    leave_id: int = 0,
    alone: bool = False,
    actor: Actor,
    now: datetime,
) -> list[SessionPlan]:
    """What each session this leave touches would be offered right now; nothing is done.

    stretch: may repeat. cancelled: those to be offered nothing. leave_id: the leave to change to
    this, 0 for new, and for a repeating one, which names itself. alone: offer none with another
    coach. Raises NotFound, LeaveInPast, LeaveOverlaps, RescueTooLarge, NotAllowed, and for
    repeating leave as `repeats.ahead_of`.
    """
    actor.tend(coach_id)
    coach = look_up(catalogue.coaches, coach_id)
    async with database.read() as reader:
        return await _plan(reader, catalogue, coach, stretch, cancelled, leave_id, now, alone=alone)


async def save(
    database: Database,
    coach_id: int,
    stretch: Off,
    agreed: str,
    *,
    cancelled: Collection[int] = (),
    leave_id: int = 0,
    alone: bool = False,
    actor: Actor,
    key: str,
    now: datetime,
    note: str | None = None,
) -> int:
    """Take this leave, or change it to this, and answer all it touches; the rescue's id.

    agreed: `rescue_plan.mark` of what was looked at. note: of new leave; of changed leave as in
    `reason_after`. 0 if nothing is touched; the same stretch again is the same rescue. Otherwise
    as `look`. Raises as that, BadInput of `note`, and RescueChanged.
    """
    actor.tend(coach_id)
    note = validate_note(note)

    async def work(writer: Writer) -> dict[str, Any]:
        coach = look_up((await stored.load(writer)).coaches, coach_id)
        versions = await lock_affected(writer, coach, _times(coach, stretch, now), now)
        catalogue, coach = await hold_in_catalogue(writer, coach_id)
        same = _same(await stored_leave.with_notes(writer, coach), stretch, now)
        if same is not None:
            before = stretch.rule if isinstance(stretch, LeaveRuleChange) else leave_id
            await _note_again(writer, coach, same, note if before else None, actor, now)
            return {"rescue": await _rescue_of(writer, coach, same)}
        plans = await _plan(
            writer, catalogue, coach, stretch, cancelled, leave_id, now, alone=alone
        )
        if versions != {(one.session.id, one.session.version) for one in plans}:
            raise StaleRow
        if rescue_plan.mark(plans) != agreed:
            raise RescueChanged
        leave = await _save_leave(writer, coach, stretch, leave_id, note, actor, now)
        if not plans:
            return {"rescue": 0}
        newest = await stored.load(writer)
        rescue_id = await rescues.add(writer, coach_id, leave, actor.person, now)
        await answer_all(writer, newest, rescue_id, plans, actor, now)
        await outbox.enqueue(writer, _news(coach, rescue_id, plans, actor, now))
        return {"rescue": rescue_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return int(outcome["rescue"])


async def _plan(
    reader: Reader,
    catalogue: Catalogue,
    coach: Coach,
    stretch: Off,
    cancelled: Collection[int],
    leave_id: int,
    now: datetime,
    *,
    alone: bool,
) -> list[SessionPlan]:
    times = _times(coach, stretch, now)
    if not isinstance(stretch, LeaveRuleChange):
        if leave_id:
            single(coach, leave_id)
        for one in times or [LeaveStretch(stretch.starts, stretch.ends)]:
            refuse_stretch(coach, one.starts, one.ends, now, instead_of=leave_id)
        if not times:
            raise LeaveOverlaps
    hit = await affected_sessions(reader, coach, times, now)
    if len(hit) > MOST:
        raise RescueTooLarge(len(hit), MOST)
    off = {*cancelled, *(one.id for one in hit if one.status not in NEGOTIABLE)}
    leaves = [Leave(leave_id, one.starts, one.ends) for one in times]
    return await rescue_plan.plan(reader, catalogue, coach, leaves, hit, off, now=now, alone=alone)


def _times(coach: Coach, stretch: Off, now: datetime) -> list[LeaveStretch]:
    """When the coach will be away, in order."""
    if isinstance(stretch, RestOfDay):
        return stretches_off(stretch, coach.leaves, coach.tz, epoch(now))
    return [stretch] if isinstance(stretch, LeaveStretch) else ahead_of(coach, stretch, now)


def _same(coach: Coach, stretch: Off, now: datetime) -> Leave | LeaveRule | None:
    """This leave, if it is already saved; of the rest of a day, which is then off, any part."""
    if isinstance(stretch, RestOfDay):
        if _times(coach, stretch, now):
            return None
        within = (
            one
            for one in coach.single_leaves
            if stretch.starts <= one.starts and one.ends <= stretch.ends and not one.block
        )
        return next(within, None)
    if isinstance(stretch, LeaveStretch):
        times = (stretch.starts, stretch.ends)
        return next((one for one in coach.single_leaves if (one.starts, one.ends) == times), None)
    for repeat in coach.repeats:
        if stretch.back is not None:
            same = repeat.id == stretch.rule and stretch.back not in repeat.skipped
        else:
            same = repeat.pattern == stretch.pattern
        if same:
            return repeat
    return None


async def _note_again(
    writer: Writer,
    coach: Coach,
    leave: Leave | LeaveRule,
    note: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Leave that has these times already, and may be given another reason."""
    reason = reason_after(leave.note, note)
    if isinstance(leave, LeaveRule):
        await write_rule_note(writer, coach.id, leave, reason, actor, now)
    else:
        await write_note(writer, coach.id, leave, reason, actor, now)


async def _rescue_of(writer: Writer, coach: Coach, leave: Leave | LeaveRule) -> int:
    """The rescue made with this leave; 0 if it touched nothing."""
    of = rescues.of_rule if isinstance(leave, LeaveRule) else rescues.of_leave
    return await of(writer, coach.id, leave.id) or 0


async def _save_leave(
    writer: Writer,
    coach: Coach,
    stretch: Off,
    leave_id: int,
    note: str | None,
    actor: Actor,
    now: datetime,
) -> Leave:
    if isinstance(stretch, LeaveRuleChange):
        times = ahead_of(coach, stretch, now) or [stretch.pattern.on(stretch.pattern.first)]
        rule = await save_repeating(writer, coach, stretch, actor, now, note)
        return Leave(0, times[0].starts, times[-1].ends, note, rule=rule)
    if leave_id and isinstance(stretch, LeaveStretch):
        before = single(await stored_leave.with_notes(writer, coach), leave_id)
        reason = reason_after(before.note, note)
        after = replace(before, starts=stretch.starts, ends=stretch.ends, note=reason)
        await stored_leave.move_leave(writer, coach.id, leave_id, after.starts, after.ends)
        await stored_leave.set_note(writer, coach.id, leave_id, reason)
        await leave_log.write_down(writer, CHANGE, coach.id, before, after, actor, now)
        return after
    new_leaves = [
        Leave(
            await stored.add_leave(writer, coach.id, one.starts, one.ends, note),
            one.starts,
            one.ends,
            note,
        )
        for one in _times(coach, stretch, now)
    ]
    ids = [one.id for one in new_leaves]
    together = leave_log.together(ids)
    for one in new_leaves:
        await leave_log.write_down(writer, TAKE, coach.id, None, one, actor, now, undo=together)
    return replace(new_leaves[0], ends=new_leaves[-1].ends)


def _news(
    coach: Coach, rescue_id: int, plans: Sequence[SessionPlan], actor: Actor, now: datetime
) -> list[OutboxMessage]:
    """For the coach, if somebody else on the team did it."""
    if actor.person_id == coach.person_id:
        return []
    facts = {"rescue": rescue_id, "number": len(plans), "coach": coach.id}
    return [news_of(NoticeKind.RESCUE_MADE, rescue_id, coach, facts, now)]


def news_of(
    kind: NoticeKind, rescue_id: int, coach: Coach, facts: dict[str, Any], now: datetime
) -> OutboxMessage:
    """What the coach is told about a rescue as a whole, once."""
    return OutboxMessage(
        key=f"{kind}:{rescue_id}",
        recipient_id=coach.person_id,
        kind=kind,
        facts=facts,
        lane=Lane.INTERACTIVE,
        due_at=now,
        coach_id=coach.id,
    )
