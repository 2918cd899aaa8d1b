"""An admin exports the business's data; the audit log says who exported what."""

from datetime import datetime
from typing import Any

from domain.roles import Actor, Permission
from domain.transfer.exports import ExportSpec
from handlers.actions.once import once
from storage import audit
from storage.transactions import Database, Writer
from storage.transfer import exports


async def take(
    database: Database,
    spec: ExportSpec,
    *,
    fetched: bool = False,
    actor: Actor,
    key: str,
    now: datetime,
) -> int:
    """Have these files made; the export's id. They are sent to the actor's chat, or kept until
    fetched; a file already awaited is not made twice. Raises NotAllowed."""
    actor.require(Permission.DATA)

    async def work(writer: Writer) -> dict[str, Any]:
        export_id = await exports.add(writer, actor.person, spec, now, fetched=fetched)
        await record(writer, export_id, spec.to_json(), actor, now)
        return {"export": export_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return int(outcome["export"])


async def note_audit_taken(
    database: Database, facts: dict[str, Any], *, actor: Actor, key: str, now: datetime
) -> None:
    """Audit log lines were exported. facts: which, as JSON values. Raises NotAllowed."""
    actor.require(Permission.AUDIT)

    async def work(writer: Writer) -> dict[str, Any]:
        await record(writer, actor.person, {"kinds": ["audit"], **facts}, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)


async def record(
    writer: Writer, export_id: int, facts: dict[str, Any], actor: Actor, now: datetime
) -> None:
    """Record what was exported, and by whom."""
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action="export",
        entity="export",
        entity_id=export_id,
        before=None,
        after={name: value for name, value in facts.items() if value is not None},
    )
