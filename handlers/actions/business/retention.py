"""How long the business keeps what nothing else needs; the rest is forgotten."""

from datetime import datetime
from typing import Any

from domain.business.retention import CHOICES, RecordKind
from domain.refusals import BadInput
from domain.roles import Actor, Permission
from handlers.actions.once import once
from handlers.actions.people.erasing import erase_idle
from storage import audit
from storage.batches import BATCH
from storage.business import retention
from storage.transactions import Database, Writer


async def choose(
    database: Database, kind: RecordKind, days: int, *, actor: Actor, key: str, now: datetime
) -> None:
    """Keep this for a number of days, one of its choices. Raises BadInput, NotAllowed."""
    actor.require(Permission.DATA)
    if days not in CHOICES[kind].days:
        raise BadInput("retention")

    async def work(writer: Writer) -> dict[str, Any]:
        before = (await retention.current(writer)).days(kind)
        if before != days:
            await retention.choose(writer, kind, days)
            await audit.record(
                writer,
                at=now,
                actor=actor,
                action="set_retention",
                entity="business",
                entity_id=1,
                before={str(kind): before},
                after={str(kind): days},
            )
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def forget_people(
    database: Database, before: datetime, *, actor: Actor, now: datetime
) -> int:
    """Erase people who cannot be reached and have not been active since, in batches; how many.

    Idempotent. Raises NotAllowed.
    """
    actor.require(Permission.TIME)
    async with database.read() as reader:
        people = await retention.idle(reader, before, BATCH)
    for person_id in people:
        await erase_idle(database, person_id, before, actor=actor, now=now)
    return len(people)
