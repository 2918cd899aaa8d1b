"""Audit log lines about places in line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.roles import SYSTEM, Actor
from storage import audit
from storage.transactions import Writer


async def record(
    writer: Writer,
    action: str,
    wait_id: int,
    actor: Actor,
    now: datetime,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    *,
    coach_id: int | None = None,
) -> None:
    """What somebody did about a place in line. coach_id: whose times it is about, if the bot did
    it."""
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action=action,
        entity="wait",
        entity_id=wait_id,
        coach_id=coach_id,
        before=before,
        after=after,
    )


async def record_own_step(
    writer: Writer,
    action: str,
    wait_id: int,
    coach_id: int | None,
    now: datetime,
    after: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
) -> None:
    """What the bot did about a place on its own."""
    await record(writer, action, wait_id, SYSTEM, now, before, after, coach_id=coach_id)
