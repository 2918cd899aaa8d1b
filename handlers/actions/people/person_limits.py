"""The team limits what a person may book, lifts limits, and forgives missed sessions."""

from datetime import datetime
from typing import Any

from domain.people.flags import FlagDecision
from domain.people.person_limits import PersonLimits, limits
from domain.roles import SYSTEM, Actor, Permission
from handlers.actions.locking import lock_person
from handlers.actions.once import once
from handlers.actions.people.blocking import blockable
from handlers.actions.person_log import write_down
from storage.people import flags, person_limits
from storage.transactions import Database, Writer

BATCH = 100


async def limit(
    database: Database,
    person_id: int,
    most: int,
    *,
    by_hand: bool,
    days: int,
    actor: Actor,
    key: str,
    now: datetime,
) -> None:
    """Limit a person to this many sessions ahead, 0 for as many as others, with every booking
    confirmed by hand or not, for this many days, 0 for until it is lifted.

    Their bookings stay. This also decides any open flag on them. Raises NotFound, NotAllowed,
    BadInput, BlocksOneself, BlocksTeam.
    """
    new = limits(most, by_hand, days, now)

    async def work(writer: Writer) -> dict[str, Any]:
        person = await blockable(writer, person_id, actor)
        before = await person_limits.of_person(writer, person.id)
        await person_limits.set_limits(writer, person.id, new)
        if new.any:
            await flags.decide_all(writer, person.id, FlagDecision.LIMITED, now)
        if before != new:
            action = "limit" if new.any else "lift_limits"
            await write_down(writer, person.id, action, _facts(before), _facts(new), actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def forgive(
    database: Database, person_id: int, *, actor: Actor, key: str, now: datetime
) -> None:
    """The sessions a person has missed so far no longer count. Raises NotFound, NotAllowed."""
    actor.require(Permission.FORGIVE)

    async def work(writer: Writer) -> dict[str, Any]:
        person = await lock_person(writer, person_id)
        await person_limits.forgive(writer, person.id, now)
        after = {"forgiven": now.isoformat()}
        await write_down(writer, person.id, "forgive", {}, after, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def lapse(database: Database, *, actor: Actor, now: datetime) -> int:
    """Delete limits that have ended; how many. Idempotent."""
    actor.require(Permission.TIME)

    async def work(writer: Writer) -> int:
        over = await person_limits.over(writer, now, BATCH)
        for person_id in over:
            before = await person_limits.of_person(writer, person_id)
            await person_limits.set_limits(writer, person_id, PersonLimits())
            none = _facts(PersonLimits())
            await write_down(writer, person_id, "limits_lapse", _facts(before), none, SYSTEM, now)
        return len(over)

    return await database.write(work)


def _facts(limits: PersonLimits) -> dict[str, Any]:
    return {
        "most_open": limits.most,
        "by_hand": limits.by_hand,
        "until": limits.until and limits.until.isoformat(),
    }
