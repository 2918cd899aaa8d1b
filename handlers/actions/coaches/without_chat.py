"""Coaches who are not on Telegram.

They are coaches like all others: bookable, with hours and leave that the team sets. Their messages
go to the team, and to them by mail if there is an address.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from domain.accounts.identity import Identity, IdentityKind
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Coach
from handlers.actions.coaches import hiring
from handlers.actions.once import once
from handlers.actions.person_log import write_down
from handlers.actions.services.catalogue import hold_coach, look_up, newest
from storage.people import identities, people
from storage.services import catalogue as stored
from storage.transactions import Database, Writer

REACHED_BY: Final = (IdentityKind.EMAIL, IdentityKind.PHONE)


async def add_without_chat(
    database: Database,
    name: str,
    contacts: Sequence[Identity],
    zone: str,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    does: int | None = None,
) -> Coach:
    """Make somebody who is not on Telegram a coach, by name and what else is known of them.

    They get a record of their own, even if somebody is known by the same number.
    Raises NotAllowed, and NotFound if there is no such service.
    """
    actor.require(Permission.HIRE)

    async def work(writer: Writer) -> dict[str, Any]:
        mailbox = next((one.value for one in contacts if one.kind is IdentityKind.EMAIL), None)
        person = await people.add(writer, name, mailbox, now)
        for contact in contacts:
            await identities.say(writer, person.id, contact, now)
        catalogue = await stored.load(writer)
        coach_id = await hiring.begin(writer, catalogue, person.id, name, zone, does, actor, now)
        return {"coach": coach_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return look_up((await newest(database)).coaches, outcome["coach"])


async def set_contacts(
    database: Database,
    coach_id: int,
    contacts: Sequence[Identity],
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> None:
    """Replace the contacts of a coach who is not on Telegram.

    Those who have a chat set these themselves. Raises NotFound, NotAllowed.
    """
    actor.require(Permission.COACHES)

    async def work(writer: Writer) -> dict[str, Any]:
        coach = await hold_coach(writer, coach_id)
        person = await people.lock(writer, coach.person_id)
        if person is None or person.telegram_id is not None:
            raise NotFound
        had = {one.identity for one in await identities.of_person(writer, person.id)}
        if had == set(contacts):
            return {}
        mailbox = next((one.value for one in contacts if one.kind is IdentityKind.EMAIL), None)
        await people.set_email(writer, person.id, mailbox)
        for kind in REACHED_BY:
            await identities.forget(writer, person.id, kind)
        for contact in contacts:
            await identities.say(writer, person.id, contact, now)
        old, new = (
            {"known_by": sorted({one.kind.value for one in all_})} for all_ in (had, contacts)
        )
        await write_down(writer, person.id, "set_contacts", old, new, actor, now)
        return {}

    await once(database, work, actor=actor, key=key, now=now)
