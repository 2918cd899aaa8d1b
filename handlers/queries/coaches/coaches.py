"""Coaches, for those who manage them: hours and leave, who they are, and how they are reached."""

from domain.accounts.identity import IdentityKind
from domain.messages.reach import Reach
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue, Coach
from storage.messages import reach as stored_reach
from storage.people import identities, people
from storage.people.people import Person
from storage.transactions import Database


def by_id(catalogue: Catalogue, coach_id: int, *, actor: Actor) -> Coach:
    """A coach this person may change, with hours and leave. Raises NotFound, NotAllowed."""
    actor.tend(coach_id)
    coach = catalogue.coaches.get(coach_id)
    if coach is None:
        raise NotFound
    return coach


async def reach(database: Database, coach: Coach, *, actor: Actor) -> Reach | None:
    """How a coach is reached. Raises NotAllowed."""
    actor.require(Permission.COACHES)
    async with database.read() as reader:
        return await stored_reach.of_person(reader, coach.person_id)


async def person(database: Database, coach: Coach, *, actor: Actor) -> Person | None:
    """The person who is a coach. Raises NotAllowed."""
    actor.require(Permission.COACHES)
    async with database.read() as reader:
        return await people.by_id(reader, coach.person_id)


async def contacts(database: Database, coach: Coach, *, actor: Actor) -> list[str] | None:
    """The other contacts of a coach who is not on Telegram, addresses before numbers; None for one
    who is. Raises NotAllowed."""
    actor.require(Permission.COACHES)
    async with database.read() as reader:
        person = await people.by_id(reader, coach.person_id)
        if person is None or person.telegram_id is not None:
            return None
        known_identities = await identities.of_person(reader, person.id)
    by = [one.identity for one in known_identities]
    return [
        one.value
        for kind in (IdentityKind.EMAIL, IdentityKind.PHONE)
        for one in by
        if one.kind is kind
    ]


async def candidate(database: Database, telegram_id: int, *, actor: Actor) -> Person | None:
    """The person who would become a coach, if we know them. Raises NotAllowed."""
    actor.require(Permission.HIRE)
    async with database.read() as reader:
        return await people.by_telegram_id(reader, telegram_id)


async def candidate_called(database: Database, username: str, *, actor: Actor) -> Person | None:
    """The same, by their last known user name. Raises NotAllowed."""
    actor.require(Permission.HIRE)
    async with database.read() as reader:
        return await people.by_username(reader, username)
