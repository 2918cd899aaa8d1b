"""Two people who write to each other, for tests of that."""

import json
from collections.abc import Mapping
from typing import Any

from domain.appointments.appointment import Appointment
from domain.appointments.correspondence import Content, ContentKind
from domain.refusals import Refusal
from domain.roles import Actor
from handlers.actions.appointments import writing
from storage.appointments import correspondence
from storage.transactions import Database
from tests.house import NOW, House, acting

WORDS = "Which door <is> it?"
HELLO = Content(ContentKind.TEXT, WORDS)


async def write(house: House, a: Appointment, actor: Actor, *, key: str = "k", **more: Any) -> None:
    by_coach = more.pop("by_coach", actor.coach_id is not None)
    options = {"now": NOW, "available_channels": (), **more}
    content = options.pop("content", HELLO)
    await writing.write(
        house.database, a.id, content, by_coach=by_coach, actor=actor, key=key, **options
    )


async def try_write(house: House, a: Appointment, actor: Actor, **more: Any) -> Refusal | None:
    try:
        await write(house, a, actor, **more)
    except Refusal as refusal:
        return refusal
    return None


async def notices(database: Database, kind: str = "message") -> list[Mapping[str, Any]]:
    async with database.read() as reader:
        rows = await reader.fetch("SELECT * FROM outbox WHERE kind = $1 ORDER BY id", kind)
    outbox_rows = [dict(row) for row in rows]
    return [
        {**row, "facts": json.loads(f) if isinstance(f := row["facts"], str) else f}
        for row in outbox_rows
    ]


async def contents(house: House, a: Appointment) -> list[Content]:
    async with house.database.read() as reader:
        messages = await correspondence.page(reader, a, limit=100, offset=0)
    return [message.content for message in reversed(messages)]


async def audit_entries(database: Database) -> list[Mapping[str, Any]]:
    async with database.read() as reader:
        rows = await reader.fetch("SELECT * FROM audit WHERE entity IN ('message', 'complaint')")
    return [dict(row) for row in rows]


def coach(house: House) -> Actor:
    return acting(house.coach_person)


def customer(house: House) -> Actor:
    return acting(house.customer)
