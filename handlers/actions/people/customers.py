"""Customers the team enters: added by whoever takes their call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.accounts.identity import Identity, IdentityKind
from domain.refusals import BadInput, NotAllowed, NotFound
from domain.roles import Actor, Permission, Role
from domain.text import field_text, names
from handlers.actions.locking import lock_person
from handlers.actions.once import once
from handlers.actions.person_log import write_down
from handlers.actions.services.catalogue import look_up
from storage import audit
from storage.people import customers, identities, merging, people
from storage.people.people import Person
from storage.services import catalogue
from storage.transactions import Database, Writer


@dataclass(frozen=True, slots=True)
class Customer:
    """A person who can now be booked for. known: they were there before; the caller checks that
    they are who was meant."""

    person: Person
    known: bool


async def add_customer(
    database: Database,
    name: str,
    contacts: Sequence[Identity],
    *,
    actor: Actor,
    key: str,
    now: datetime,
    another: bool = False,
    for_coach: int | None = None,
) -> Customer:
    """Add a customer without a chat, known by a phone or email; for a coach, by a name alone.

    Whoever has proved that a contact is theirs is that customer, and so is whoever was entered with
    it before; the first contact counts first. another: not them, but somebody who shares it. The
    customer has proved nothing: their contacts here are only hearsay. A Telegram id only finds
    people who have written to us; others are added without it. for_coach: who knows them from now
    on; None for the coach who adds them, and for nobody if the team does. Raises NotAllowed,
    NotFound for another coach and for one that does not exist, BadInput of `name`, and of `email`
    if nothing would tell them from others.
    """
    actor.require(Permission.CUSTOMERS)
    for_coach = _knowing_coach(actor, for_coach)
    own_contacts = [one for one in contacts if one.kind in (IdentityKind.PHONE, IdentityKind.EMAIL)]
    others = len(contacts) - len(own_contacts)
    if for_coach is None and (others or not own_contacts):
        raise BadInput("email")
    name = field_text.line(name, "name", names.LONGEST)

    async def work(writer: Writer) -> dict[str, Any]:
        if for_coach is not None and for_coach != actor.coach_id:
            look_up((await catalogue.load(writer)).coaches, for_coach)
        await identities.hold(writer, contacts)
        person_id = None if another else await _find_person(writer, contacts)
        if person_id is not None:
            if for_coach is not None:
                await customers.add(writer, for_coach, person_id, now)
            return {"person": person_id, "known": True}
        mailbox = next((one.value for one in contacts if one.kind is IdentityKind.EMAIL), None)
        person = await people.add(writer, name, mailbox, now)
        for contact in own_contacts:
            await identities.say(writer, person.id, contact, now)
        if for_coach is not None:
            await customers.add(writer, for_coach, person.id, now)
        await audit.record(
            writer,
            at=now,
            actor=actor,
            action="add_customer",
            entity="person",
            entity_id=person.id,
            before=None,
            after={"name": name, "known_by": [one.kind.value for one in own_contacts]},
        )
        return {"person": person.id, "known": False}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    async with database.read() as reader:
        # They may have come themselves since.
        person = await merging.person(reader, outcome["person"])
    if person is None:
        raise NotFound
    return Customer(person, outcome["known"])


async def change_customer(
    database: Database,
    person_id: int,
    name: str | None,
    contacts: Sequence[Identity] | None,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Person:
    """Rename a customer the team has entered, or replace their contacts. None: unchanged.

    People who write to us, or have proved any contact, do that themselves: NotAllowed. The team may
    change anybody else, a coach those they know. Also raises BadInput of `name`, NotFound.
    """
    actor.require(Permission.CUSTOMERS)
    if name is not None:
        name = field_text.line(name, "name", names.LONGEST)

    async def work(writer: Writer) -> dict[str, Any]:
        person = await lock_person(writer, person_id)
        if not actor.may(Permission.PEOPLE) and not await customers.knows(
            writer, actor.coach_id or 0, person.id
        ):
            raise NotFound
        known_identities = await identities.of_person(writer, person.id)
        if person.telegram_id is not None or any(one.verified_at for one in known_identities):
            raise NotAllowed(Role.CUSTOMER)
        changed_fields = []
        if name is not None and name != person.name:
            await people.set_name(writer, person.id, name)
            changed_fields.append("name")
        if contacts is not None and {one.identity for one in known_identities} != set(contacts):
            await _set_contacts(writer, person.id, contacts, now)
            changed_fields.append("contacts")
        if changed_fields:
            # Names and contacts can be forgotten, the log cannot.
            after = {"changed": changed_fields}
            await write_down(writer, person.id, "change_customer", {}, after, actor, now)
        return {"person": person.id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    async with database.read() as reader:
        customer = await people.by_id(reader, outcome["person"])
    if customer is None:
        raise NotFound
    return customer


def _knowing_coach(actor: Actor, coach_id: int | None) -> int | None:
    if coach_id is None:
        return None if actor.may(Permission.ANY_SESSION) else actor.coach_id
    if actor.answering(coach_id) != coach_id:
        raise NotFound
    return coach_id


async def _set_contacts(
    writer: Writer, person_id: int, contacts: Sequence[Identity], now: datetime
) -> None:
    mailbox = next((one.value for one in contacts if one.kind is IdentityKind.EMAIL), None)
    await people.set_email(writer, person_id, mailbox)
    for kind in (IdentityKind.PHONE, IdentityKind.EMAIL):
        await identities.forget(writer, person_id, kind)
    for contact in contacts:
        await identities.say(writer, person_id, contact, now)


async def _find_person(writer: Writer, contacts: Sequence[Identity]) -> int | None:
    for contact in contacts:
        holder = await identities.holder(writer, contact)
        records = await identities.records(writer, contact)
        for person_id in (*([holder] if holder else []), *records):
            return person_id
    return None
