"""A periodic job flags people to look at, and the team decides about each.

It looks at recent actions in the audit log, so nobody's tap gets slower. Any replica looks; a
person has one flag of a kind, from the replica that finds it first.
"""

from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from domain.people.flags import (
    Flag,
    FlagDecided,
    FlagDecision,
    Thresholds,
    current_count,
    is_raised,
)
from domain.refusals import NotFound
from domain.roles import SYSTEM, Actor, Permission
from handlers.actions.once import once
from handlers.actions.person_log import write_down
from storage.people import flags
from storage.transactions import Database, Reader, Writer


class _Case(NamedTuple):
    person_id: int
    flag: Flag
    n: int


async def look(database: Database, *, actor: Actor, now: datetime) -> int:
    """Raise the flags that are due; how many. Idempotent. Raises NotAllowed."""
    actor.require(Permission.TIME)
    async with database.read() as reader:
        thresholds = await flags.thresholds(reader)
        cases = await _find_cases(reader, thresholds, now)
    raised = 0
    for one in cases:
        raised += await database.write(partial(_raise, one, thresholds.of(one.flag), now))
    return raised


async def _find_cases(reader: Reader, thresholds: Thresholds, now: datetime) -> list[_Case]:
    """The people to look at, by each rule in turn."""
    cases = list[_Case]()
    for flag, suspects in (
        (Flag.CANCELLATIONS, flags.cancelling),
        (Flag.NO_SHOWS, flags.no_shows),
    ):
        for one in await suspects(reader, now) if thresholds.of(flag) else ():
            n = current_count(flag, one.times, one.decided_at, now)
            cases.append(_Case(one.person_id, flag, n))
    for drop in await flags.dropping(reader, thresholds.dropped, now) if thresholds.dropped else ():
        if current_count(Flag.DROPPED, [drop.since], drop.decided_at, now):
            cases.append(_Case(drop.person_id, Flag.DROPPED, drop.n))
    if thresholds.burst:
        new = await flags.new_and_booking(reader, now)
        # Nobody who was looked at is new any more.
        person_ids = [one.person_id for one in new if one.decided_at is None]
        cases += [_Case(person, Flag.BURST, len(new)) for person in person_ids]
    return [one for one in cases if is_raised(one.flag, one.n, thresholds)]


async def _raise(one: _Case, threshold: int, now: datetime, writer: Writer) -> bool:
    """Whether no other replica was first."""
    if await flags.raise_flag(writer, one.person_id, one.flag, one.n, threshold, now) is None:
        return False
    after = {"flag": one.flag.value, "n": one.n}
    await write_down(writer, one.person_id, "flag", {}, after, SYSTEM, now)
    return True


async def dismiss(
    database: Database, flag_id: int, *, actor: Actor, key: str, now: datetime
) -> None:
    """Dismiss a flag. Raises NotAllowed, NotFound, FlagDecided."""
    actor.require(Permission.BLOCK)

    async def work(writer: Writer) -> dict[str, Any]:
        one = await flags.by_id(writer, flag_id)
        if one is None:
            raise NotFound
        if not await flags.decide(writer, flag_id, FlagDecision.DISMISSED, now):
            raise FlagDecided(flag_id)
        before, after = {"flag": one.kind.value}, {"flag": None}
        await write_down(writer, one.person_id, "dismiss_flag", before, after, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)
