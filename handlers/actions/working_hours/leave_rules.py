"""Repeating leave: taken as a rule, changed or ended from a day on, and worked once after all.

As with all leave, the coach's row is locked, and no booked time is taken off.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from domain.refusals import LeaveInPast, NotFound
from domain.roles import Actor
from domain.services.catalogue import Coach
from domain.working_hours.leave import reason_after, validate_note
from domain.working_hours.leave_rules import LeavePattern, LeaveRule, LeaveRuleChange, until_before
from handlers.actions.once import once
from handlers.actions.services.catalogue import hold_coach
from handlers.actions.working_hours.leave import hold_with_notes, refuse_hits
from handlers.actions.working_hours.leave_log import write_down
from handlers.actions.working_hours.leave_rules_ahead import added, is_over, rule_of
from storage import idempotency
from storage.transactions import Database, Reader, Writer
from storage.working_hours import leave as stored

TAKE: Final = "take_repeating_leave"
CHANGE: Final = "change_repeating_leave"
NOTE: Final = "note_repeating_leave"
SKIP: Final = "work_in_leave"
UNSKIP: Final = "keep_leave"
GIVE_BACK: Final = "give_back_repeating_leave"


async def take_repeating(
    database: Database,
    coach_id: int,
    pattern: LeavePattern,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    note: str | None = None,
) -> int:
    """Take a coach off the calendar whenever a pattern says so; the id of the rule.

    The same pattern twice is the same rule. Raises NotFound, NotAllowed, BadInput, LeaveNever,
    LeaveTooOften, LeaveInPast when all of it is over, LeaveHitsBookings.
    """
    actor.tend(coach_id)
    note = validate_note(note)

    async def work(writer: Writer) -> dict[str, Any]:
        coach = await hold_coach(writer, coach_id)
        for same in coach.repeats:
            if same.pattern == pattern:
                return {"rule": same.id}
        await _refuse(writer, coach, LeaveRule(0, pattern), now)
        return {
            "rule": await save_repeating(writer, coach, LeaveRuleChange(pattern), actor, now, note)
        }

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return int(outcome["rule"])


async def change_repeating(
    database: Database,
    coach_id: int,
    rule_id: int,
    pattern: LeavePattern,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    note: str | None = None,
) -> int:
    """Apply another pattern from its first day on; the id of the rule that then applies.

    The part of the old one before that day stays, as a rule of its own. Days worked after all stay
    so. note: as in `reason_after`. Raises as `take_repeating`.
    """
    actor.tend(coach_id)
    note = validate_note(note)

    async def work(writer: Writer) -> dict[str, Any]:
        coach = await hold_with_notes(writer, coach_id)
        before = rule_of(coach, rule_id)
        # On a second tap it may already apply, as a rule of its own.
        for same in coach.repeats:
            if same.pattern == pattern:
                reason = reason_after(same.note, note)
                await write_rule_note(writer, coach_id, same, reason, actor, now)
                return {"rule": same.id}
        await _refuse(writer, coach, replace(before, pattern=pattern), now, instead_of=before)
        return {
            "rule": await save_repeating(
                writer, coach, LeaveRuleChange(pattern, rule_id), actor, now, note
            )
        }

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return int(outcome["rule"])


async def save_repeating(
    writer: Writer,
    coach: Coach,
    repeating: LeaveRuleChange,
    actor: Actor,
    now: datetime,
    note: str | None = None,
) -> int:
    """Save repeating leave once nothing is in its way; the id of the rule that applies.

    The coach's row is locked. note: as in `reason_after`.
    """
    pattern = repeating.pattern
    if not repeating.rule:
        rule = LeaveRule(await stored.add_rule(writer, coach.id, pattern, note), pattern, note=note)
        await write_down(writer, TAKE, coach.id, None, rule, actor, now)
        return rule.id
    before = rule_of(await stored.with_notes(writer, coach), repeating.rule)
    if repeating.back is not None:
        after = replace(before, skipped=before.skipped - {repeating.back})
        await stored.change_rule(writer, coach.id, after)
        await write_down(writer, UNSKIP, coach.id, before, after, actor, now)
        return before.id
    after, stays = replace(before, pattern=pattern), until_before(before, pattern.first)
    reason = reason_after(before.note, note)
    if stays is None:
        await stored.change_rule(writer, coach.id, after)
        await write_down(writer, CHANGE, coach.id, before, after, actor, now)
        await write_rule_note(writer, coach.id, after, reason, actor, now)
        return before.id
    await stored.change_rule(writer, coach.id, stays)
    new_id = await stored.add_rule(writer, coach.id, pattern, reason)
    after = replace(after, id=new_id, note=reason)
    if after.skipped:
        await stored.change_rule(writer, coach.id, after)
    await write_down(writer, CHANGE, coach.id, before, stays, actor, now, undo={"with": after.id})
    await write_down(writer, TAKE, coach.id, None, after, actor, now, undo={"with": before.id})
    return after.id


async def end_repeating(
    database: Database, coach_id: int, rule_id: int, day: date, *, actor: Actor, now: datetime
) -> bool:
    """Work again from a day on; whether the rule was there. Idempotent. Raises NotAllowed."""
    actor.tend(coach_id)

    async def work(writer: Writer) -> bool:
        coach = await hold_with_notes(writer, coach_id)
        before = next((one for one in coach.repeats if one.id == rule_id), None)
        if before is None:
            return False
        after = until_before(before, day)
        if after == before:
            return True
        if after is None:
            await stored.delete_rule(writer, coach_id, rule_id)
            if before.note:
                # For undoing it, as with leave that does not repeat.
                facts = {"note": before.note}
                await idempotency.remember(writer, note_ended(rule_id), actor.person_id, facts, now)
        else:
            await stored.change_rule(writer, coach_id, after)
        await write_down(writer, GIVE_BACK, coach_id, before, after, actor, now)
        return True

    return await database.write(work)


def note_ended(rule_id: int) -> str:
    """The key under which a rule's reason is kept once all of it was withdrawn."""
    return f"note of leave rule {rule_id}"


async def work_on(
    database: Database,
    coach_id: int,
    rule_id: int,
    day: date,
    *,
    off: bool,
    actor: Actor,
    key: str,
    now: datetime,
) -> None:
    """Work on one of the days after all, or take it off again. off: the new state.

    Raises NotFound, also for a day outside the rule; LeaveInPast, LeaveHitsBookings.
    """
    actor.tend(coach_id)

    async def work(writer: Writer) -> dict[str, Any]:
        coach = await hold_with_notes(writer, coach_id)
        before = rule_of(coach, rule_id)
        if day not in before.pattern.days():
            raise NotFound
        skipped = before.skipped - {day} if off else before.skipped | {day}
        if skipped == before.skipped:
            return {}
        stretch = before.pattern.on(day)
        if is_over(coach, stretch, now):
            raise LeaveInPast
        if off:
            await refuse_hits(writer, coach, [stretch], now)
        after = replace(before, skipped=skipped)
        await stored.change_rule(writer, coach_id, after)
        action = UNSKIP if off else SKIP
        await write_down(writer, action, coach_id, before, after, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def note_repeating(
    database: Database,
    coach_id: int,
    rule_id: int,
    note: str | None,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> None:
    """Set a rule's reason, or remove it with None. Raises NotFound, NotAllowed, BadInput."""
    actor.tend(coach_id)
    note = validate_note(note)

    async def work(writer: Writer) -> dict[str, Any]:
        before = rule_of(await hold_with_notes(writer, coach_id), rule_id)
        await write_rule_note(writer, coach_id, before, note, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def write_rule_note(
    writer: Writer, coach_id: int, rule: LeaveRule, note: str | None, actor: Actor, now: datetime
) -> None:
    """Set a rule's reason, or remove it with None. The coach is locked, and has their notes."""
    if rule.note != note:
        await stored.set_rule_note(writer, coach_id, rule.id, note)
        await write_down(writer, NOTE, coach_id, rule, replace(rule, note=note), actor, now)


async def check_repeating(
    database: Database,
    coach: Coach,
    pattern: LeavePattern,
    *,
    actor: Actor,
    now: datetime,
    instead_of: int = 0,
) -> None:
    """Raise what `take_repeating` would, or `change_repeating` for the rule `instead_of`."""
    actor.tend(coach.id)
    before = rule_of(coach, instead_of) if instead_of else None
    rule = replace(before, pattern=pattern) if before else LeaveRule(0, pattern)
    async with database.read() as reader:
        await _refuse(reader, coach, rule, now, instead_of=before)


async def _refuse(
    reader: Reader,
    coach: Coach,
    rule: LeaveRule,
    now: datetime,
    *,
    instead_of: LeaveRule | None = None,
) -> None:
    await refuse_hits(reader, coach, added(coach, rule, now, instead_of=instead_of), now)
