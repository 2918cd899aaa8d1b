"""Audit log lines about leave, repeating or not.

A reason may be too personal for others: the log says only whether there is one. The coach is told
what somebody else on the team has changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.roles import Actor
from domain.working_hours.leave import Leave
from domain.working_hours.leave_rules import LeaveRule
from handlers.actions.working_hours import calendar_news
from storage import audit
from storage.audit import AuditEntry
from storage.transactions import Writer


async def write_down(
    writer: Writer,
    action: str,
    coach_id: int,
    before: Leave | LeaveRule | None,
    after: Leave | LeaveRule | None,
    actor: Actor,
    now: datetime,
    *,
    undo: Mapping[str, Any] | None = None,
) -> None:
    """Record what was and what is: None before it is taken, and after it is withdrawn. undo: what
    else undoing it needs."""
    leave = after or before
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action=action,
        entity="leave_rule" if isinstance(leave, LeaveRule) else "leave",
        entity_id=leave.id if leave else 0,
        coach_id=coach_id,
        before=_facts(before),
        after=_facts(after),
        facts={"undo": undo} if undo else {},
    )
    was, is_ = _without_note(before), _without_note(after)
    if was != is_:
        await calendar_news.tell_of_leave(writer, coach_id, was, is_, actor, now)


def last_step(lines: Sequence[AuditEntry], note: str) -> AuditEntry | None:
    """The last step on leave, from its lines, oldest first. note: the action of giving a reason,
    which belongs to the step at the same instant and has a later line."""
    if len(lines) > 1 and lines[-1].action == note and lines[-2].at == lines[-1].at:
        return lines[-2]
    return lines[-1] if lines else None


def together(leave_ids: Sequence[int]) -> dict[str, Any]:
    """What undoing one of several stretches needs that were taken in one step: nothing of a single
    one."""
    return {"with": list(leave_ids)} if len(leave_ids) > 1 else {}


def taken_together(step: AuditEntry) -> Sequence[int]:
    """The leave that this step took, all of it."""
    leave_ids: Sequence[int] = (step.facts.get("undo") or {}).get("with") or (step.entity_id,)
    return leave_ids


def _facts(leave: Leave | LeaveRule | None) -> dict[str, Any] | None:
    if leave is None:
        return None
    facts = _rule(leave) if isinstance(leave, LeaveRule) else _stretch(leave)
    return facts | ({"note": True} if leave.note else {})


def _without_note(leave: Leave | LeaveRule | None) -> dict[str, Any] | None:
    return None if leave is None else _facts(replace(leave, note=None))


def _stretch(leave: Leave) -> dict[str, Any]:
    stretch: dict[str, Any] = {"starts": leave.starts.isoformat(), "ends": leave.ends.isoformat()}
    return stretch | ({"block": True} if leave.block else {})


def _rule(rule: LeaveRule) -> dict[str, Any]:
    pattern = rule.pattern
    return {
        "weekdays": list(pattern.weekdays),
        "every": pattern.every,
        "minutes": [pattern.starts, pattern.ends],
        "days": [pattern.first.isoformat(), pattern.until.isoformat()],
        "worked": sorted(day.isoformat() for day in rule.skipped),
    }
