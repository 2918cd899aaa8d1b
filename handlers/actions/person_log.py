"""What is written into the audit log about a person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.roles import Actor
from storage import audit
from storage.transactions import Writer


async def write_down(
    writer: Writer,
    person_id: int,
    action: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    """By what they are known is never in before or after: it can be forgotten, the log cannot."""
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action=action,
        entity="person",
        entity_id=person_id,
        before=before,
        after=after,
    )
