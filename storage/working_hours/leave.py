"""Leave: its changes, the rules of repeating leave, and what is over.

The reason of leave is for its coach alone. It is not part of the catalogue, which every door has:
`with_notes` reads it.

A rule is authoritative. Its times are also rows of `leaves`, for replicas of the previous version:
each function that changes the one changes the others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import delete, insert, select, update

from domain.services.catalogue import Coach
from domain.working_hours.leave import Leave
from domain.working_hours.leave_rules import LeavePattern, LeaveRule
from storage.batches import BATCH
from storage.tables.coaches import leave_rules, leaves
from storage.transactions import Reader, Writer

# A coach's, as JSON: what the catalogue reads.
LEAVE_OF_COACH = """
    (SELECT json_agg(
            json_build_array(id, starts_local, ends_local, block) ORDER BY starts_local
        )
        FROM leaves WHERE coach_id = coaches.id AND rule_id IS NULL) AS leaves,
    (SELECT json_agg(to_jsonb(r) - 'note' ORDER BY r.id) FROM leave_rules r
        WHERE r.coach_id = coaches.id) AS repeats
"""
L, R = leaves.c, leave_rules.c
_NOTES = """
SELECT rule_id, id, note FROM (
    SELECT 0 AS rule_id, id, note FROM leaves WHERE coach_id = $1 AND rule_id IS NULL
    UNION ALL SELECT id, 0, note FROM leave_rules WHERE coach_id = $1
) noted WHERE note IS NOT NULL
"""


def leave_of(row: Mapping[str, Any]) -> tuple[tuple[Leave, ...], tuple[LeaveRule, ...]]:
    """What `LEAVE_OF_COACH` read: all leave in order, and the rules of repeating leave."""
    single = [
        Leave(
            leave_id,
            datetime.fromisoformat(starts),
            datetime.fromisoformat(ends),
            block=block,
        )
        for leave_id, starts, ends, block in row["leaves"] or ()
    ]
    repeats = tuple(_repeat(rule) for rule in row["repeats"] or ())
    if not repeats:
        return tuple(single), ()
    times = [one for rule in repeats for one in rule.times()]
    return tuple(sorted((*single, *times), key=lambda leave: leave.starts)), repeats


async def with_notes(reader: Reader, coach: Coach) -> Coach:
    """The coach with the reasons of their leave."""
    rows = await reader.fetch(_NOTES, coach.id)
    notes = {(rule_id, leave_id): note for rule_id, leave_id, note in rows}
    leaves = tuple(
        replace(one, note=notes.get((0, one.id))) if one.rule == 0 else one for one in coach.leaves
    )
    repeats = tuple(replace(one, note=notes.get((one.id, 0))) for one in coach.repeats)
    return replace(coach, leaves=leaves, repeats=repeats)


async def move_leave(
    writer: Writer, coach_id: int, leave_id: int, starts: datetime, ends: datetime
) -> None:
    """Moves leave to another stretch, in wall time. Raises LeaveOverlaps."""
    await writer.run(
        update(leaves)
        .where(L.id == leave_id, L.coach_id == coach_id)
        .values(starts_local=starts, ends_local=ends)
    )


async def set_note(writer: Writer, coach_id: int, leave_id: int, note: str | None) -> None:
    """Sets or clears the reason of leave."""
    await writer.run(
        update(leaves).where(L.id == leave_id, L.coach_id == coach_id).values(note=note)
    )


async def set_rule_note(writer: Writer, coach_id: int, rule_id: int, note: str | None) -> None:
    """Sets or clears the reason of repeating leave."""
    await writer.run(
        update(leave_rules).where(R.id == rule_id, R.coach_id == coach_id).values(note=note)
    )


async def add_rule(writer: Writer, coach_id: int, pattern: LeavePattern, note: str | None) -> int:
    """New repeating leave; the id."""
    values = {"coach_id": coach_id, "note": note, **_columns(pattern)}
    rule_id: int = await writer.scalar(insert(leave_rules).returning(R.id), values)
    await _write_times(writer, coach_id, LeaveRule(rule_id, pattern))
    return rule_id


async def change_rule(writer: Writer, coach_id: int, rule: LeaveRule) -> None:
    """Gives a rule other days or hours, and other days that are worked after all."""
    # First: the trigger takes deleted times for days worked after all.
    await writer.run(delete(leaves).where(L.rule_id == rule.id, L.coach_id == coach_id))
    skipped = sorted(day.isoformat() for day in rule.skipped)
    await writer.run(
        update(leave_rules)
        .where(R.id == rule.id, R.coach_id == coach_id)
        .values(skipped=skipped, **_columns(rule.pattern))
    )
    await _write_times(writer, coach_id, rule)


async def delete_rule(writer: Writer, coach_id: int, rule_id: int) -> None:
    """Deletes repeating leave with all its times."""
    await writer.run(delete(leave_rules).where(R.id == rule_id, R.coach_id == coach_id))


async def forget_past(writer: Writer, *, before: datetime) -> int:
    """Deletes leave that was over by then, with its reason; how much, in a batch."""
    day = before.date()
    over = (L.ends_local < datetime.combine(day, time.min), L.rule_id.is_(None))
    count = 0
    # Even a statement that deletes nothing would make a new version of the catalogue.
    for table, stale in ((leaves, over), (leave_rules, (R.last_day < day,))):
        batch = select(table.c.id).where(*stale).limit(BATCH - count)
        if ids := [row[0] for row in await writer.rows(batch)]:
            count += await writer.run(delete(table).where(table.c.id.in_(ids)))
    return count


async def _write_times(writer: Writer, coach_id: int, rule: LeaveRule) -> None:
    rows = [
        {
            "coach_id": coach_id,
            "starts_local": one.starts,
            "ends_local": one.ends,
            "rule_id": rule.id,
        }
        for one in rule.times()
    ]
    if rows:
        await writer.run(insert(leaves).values(rows))


def _columns(pattern: LeavePattern) -> dict[str, Any]:
    return {
        "weekdays": list(pattern.weekdays),
        "every": pattern.every,
        "starts": pattern.starts,
        "ends": pattern.ends,
        "first_day": pattern.first,
        "last_day": pattern.until,
    }


def _repeat(row: Mapping[str, Any]) -> LeaveRule:
    first, until = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
    weekdays = tuple(row["weekdays"])
    pattern = LeavePattern(weekdays, row["starts"], row["ends"], first, until, row["every"])
    return LeaveRule(row["id"], pattern, _days(row["skipped"]))


def _days(iso_dates: Iterable[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(day) for day in iso_dates)
