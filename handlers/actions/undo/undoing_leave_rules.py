"""Undo the last change to repeating leave.

If taken, it is withdrawn; if changed, restored, even if the change split one rule in two; if
withdrawn, as a whole or from a day on, taken again. Not if sessions had an answer for it: those
people have been told, and may have agreed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from domain.refusals import LeaveHitsBookings
from domain.roles import Actor
from domain.services.catalogue import Coach
from domain.undo.undo import CannotUndo, UndoOvertaken
from domain.working_hours.leave_rules import LeavePattern, LeaveRule
from handlers.actions.once import once
from handlers.actions.undo.restoring import UNDO, check_step
from handlers.actions.working_hours.leave import hold_with_notes, refuse_hits
from handlers.actions.working_hours.leave_log import last_step, write_down
from handlers.actions.working_hours.leave_rules import NOTE, TAKE, note_ended
from handlers.actions.working_hours.leave_rules_ahead import ahead
from storage import audit, idempotency
from storage.audit import AuditEntry
from storage.rescues import rescues
from storage.transactions import Database, Writer
from storage.working_hours import leave as stored


async def undo_repeating(
    database: Database, coach_id: int, rule_id: int, *, actor: Actor, key: str, now: datetime
) -> None:
    """Undo the actor's last step on this rule. If already undone, nothing changes.

    Raises TooLateToUndo, UndoOvertaken, CannotUndo of the rule, NotFound, NotAllowed.
    """
    actor.tend(coach_id)

    async def work(writer: Writer) -> dict[str, Any]:
        coach = await hold_with_notes(writer, coach_id)
        last = last_step(await audit.of(writer, "leave_rule", rule_id), NOTE)
        if last and (last.action, last.actor_id) == (UNDO, actor.person_id):
            return {}
        steps = [_check_step(last, rule_id, coach_id, actor, now)]
        if other := _with(steps[0]):
            line = last_step(await audit.of(writer, "leave_rule", other), NOTE)
            steps.append(_check_step(line, rule_id, coach_id, actor, now))
            if _with(steps[1]) != rule_id:
                raise UndoOvertaken(rule_id)
        for step in steps:
            if await rescues.made_with(writer, coach_id, step.entity_id, step.at):
                raise UndoOvertaken(rule_id)
        await _as_before(writer, coach, rule_id, steps, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


def _check_step(
    line: AuditEntry | None, rule_id: int, coach_id: int, actor: Actor, now: datetime
) -> AuditEntry:
    step = check_step(line, rule_id, 0, actor, now)
    if step.coach_id != coach_id:
        raise UndoOvertaken(rule_id)
    return step


async def _as_before(
    writer: Writer,
    coach: Coach,
    rule_id: int,
    steps: Sequence[AuditEntry],
    actor: Actor,
    now: datetime,
) -> None:
    """steps: the rule's last one, and the one taken with it."""
    rules = {rule.id: rule for rule in coach.repeats}
    current_rules = {step.entity_id: rules.get(step.entity_id) for step in steps}
    live_rules = [rule for rule in current_rules.values() if rule is not None]
    off = {stretch for rule in live_rules for stretch in ahead(coach, rule, now)}
    before = {step.entity_id: _rule(step) for step in steps if step.action != TAKE}
    for was in before.values():
        if current_rules[was.id] is None and any(_same(was, rule) for rule in coach.repeats):
            return
        anew = [one for one in ahead(coach, was, now) if one not in off]
        try:
            await refuse_hits(writer, coach, anew, now)
        except LeaveHitsBookings:
            raise CannotUndo(rule_id, "time") from None
    # New rules go first: their times belong to the rule that comes back.
    for rule in live_rules:
        if rule.id not in before:
            await stored.delete_rule(writer, coach.id, rule.id)
            await write_down(writer, UNDO, coach.id, rule, None, actor, now)
    for was in before.values():
        await _restore(writer, coach, current_rules[was.id], was, actor, now)


async def _restore(
    writer: Writer,
    coach: Coach,
    current_rule: LeaveRule | None,
    was: LeaveRule,
    actor: Actor,
    now: datetime,
) -> None:
    """current_rule: what there is of the rule, None if all of it was withdrawn."""
    if current_rule is not None:
        after = replace(was, note=current_rule.note)
        await stored.change_rule(writer, coach.id, after)
        await write_down(writer, UNDO, coach.id, current_rule, after, actor, now)
        return
    note = (await idempotency.outcome(writer, note_ended(was.id)) or {}).get("note")
    again = await stored.add_rule(writer, coach.id, was.pattern, note)
    after = replace(was, id=again, note=note)
    if after.skipped:
        await stored.change_rule(writer, coach.id, after)
    await write_down(writer, UNDO, coach.id, None, after, actor, now)


def _with(step: AuditEntry) -> int | None:
    """The other rule that the step changed or made with this one."""
    other: int | None = (step.facts.get("undo") or {}).get("with")
    return other


def _same(one: LeaveRule, other: LeaveRule) -> bool:
    return (one.pattern, one.skipped) == (other.pattern, other.skipped)


def _rule(step: AuditEntry) -> LeaveRule:
    """The rule before a step, as `leave_log` recorded it: without its reason."""
    was: Mapping[str, Any] = step.before or {}
    starts, ends = was["minutes"]
    first, until = map(date.fromisoformat, was["days"])
    pattern = LeavePattern(tuple(was["weekdays"]), starts, ends, first, until, was["every"])
    return LeaveRule(step.entity_id, pattern, frozenset(map(date.fromisoformat, was["worked"])))
