"""Roles that admins give: customer, manager, admin."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from domain.messages.notices import Lane, NoticeKind
from domain.refusals import LastAdmin, NotFound
from domain.roles import ASSIGNABLE, Actor, Permission, Role
from handlers.actions.locking import lock_person
from handlers.actions.once import once
from handlers.actions.person_log import write_role_down
from handlers.actions.programs import api_keys
from handlers.actions.rights import require_now
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.people import people, team
from storage.people.people import Person
from storage.transactions import Database, Writer


async def give_role(
    database: Database, person_id: int, role: Role, *, actor: Actor, key: str, now: datetime
) -> Person:
    """Give a person another role; the person afterwards.

    They are told. If it is theirs already, nothing changes. Raises NotFound, also for anyone
    erased, NotAllowed, and LastAdmin if nobody would be an admin any more.
    """
    if role not in ASSIGNABLE:
        raise ValueError(role)
    actor.require(Permission.ROLES)

    async def work(writer: Writer) -> dict[str, Any]:
        await team.hold_roles(writer)
        await require_now(writer, actor, Permission.ROLES)
        person = await lock_person(writer, person_id)
        before = person.role or Role.CUSTOMER
        if before != role:
            if before == Role.ADMIN and len(await team.with_roles(writer, {Role.ADMIN})) == 1:
                raise LastAdmin
            await people.set_role(writer, person.id, role)
            if before == Role.ADMIN:
                await api_keys.settle(writer, person.id, actor, now)
            await _tell(writer, person, role, actor, key, now)
            await write_role_down(writer, person, role, "give_role", actor, now)
        return {"person": person.id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    async with database.read() as reader:
        person = await people.by_id(reader, outcome["person"])
    if person is None:
        raise NotFound
    return person


async def appoint(
    database: Database, telegram_ids: Collection[int], *, actor: Actor, now: datetime
) -> None:
    """Make those the setting names the first admins, if we know them. Raises NotAllowed.

    Anyone who was given a role keeps it: see `team.appoint`.
    """
    actor.require(Permission.APPOINT)

    async def work(writer: Writer) -> None:
        await team.hold_roles(writer)
        for person in await team.appoint(writer, telegram_ids):
            await write_role_down(writer, person, Role.ADMIN, "appoint", actor, now)

    await database.write(work)


async def _tell(
    writer: Writer, person: Person, role: Role, actor: Actor, key: str, now: datetime
) -> None:
    if person.id == actor.person:
        return
    notice = OutboxMessage(
        key=f"{NoticeKind.ROLE}:{person.id}:{key}",
        recipient_id=person.id,
        kind=NoticeKind.ROLE,
        facts={"role": role},
        lane=Lane.INTERACTIVE,
        due_at=now,
    )
    await outbox.enqueue(writer, [notice])
