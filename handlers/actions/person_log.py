"""Audit log lines about people."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.roles import Actor, Role
from storage import audit
from storage.people.people import Person
from storage.transactions import Writer


async def write_new_down(
    writer: Writer, person_id: int, by: str, actor: Actor, now: datetime
) -> None:
    """A person is new. by: how they came to be known, such as `telegram` or `email`."""
    await write_down(writer, person_id, "register", {}, {"by": by}, actor, now)


async def write_down(
    writer: Writer,
    person_id: int,
    action: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    """Contacts are never in before or after: they can be forgotten, the log cannot."""
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


async def write_role_down(
    writer: Writer, before: Person, role: Role, action: str, actor: Actor, now: datetime
) -> None:
    """The audit line of a newly given role."""
    had = {"role": before.role or Role.CUSTOMER}
    await write_down(writer, before.id, action, had, {"role": role}, actor, now)
