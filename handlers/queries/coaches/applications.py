"""Applications: one's own, and for those who decide, the waiting ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.coaches.applications import Application, ApplicationState
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from storage.coaches import applications
from storage.people import people
from storage.people.people import Person
from storage.transactions import Database

PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class ApplicationCase:
    """An application as a decider reads it. by: who decided, None if nobody has."""

    application: Application
    person: Person
    by: Person | None


async def own(database: Database, *, actor: Actor) -> Application | None:
    """The actor's latest application, whatever became of it. Raises NotAllowed, BlockedPerson."""
    actor.require(Permission.APPLY)
    async with database.read() as reader:
        return await applications.last_of(reader, actor.person)


async def waiting(
    database: Database, page: int, *, actor: Actor
) -> tuple[int, int, Sequence[Application]]:
    """How many await the team, the page (clamped to the last) and those on it.

    Raises NotAllowed.
    """
    actor.require(Permission.APPLICATIONS)
    async with database.read() as reader:
        number = await applications.count(reader)
        page = min(max(page, 0), max(number - 1, 0) // PAGE)
        return number, page, await applications.waiting(reader, PAGE, page * PAGE)


async def all_waiting(database: Database, most: int, *, actor: Actor) -> Sequence[Application]:
    """Those that await the team, longest waiting first. Raises NotAllowed."""
    actor.require(Permission.APPLICATIONS)
    async with database.read() as reader:
        return await applications.waiting(reader, most, 0)


async def count(database: Database, *, actor: Actor) -> int:
    """How many await the team. Raises NotAllowed."""
    actor.require(Permission.APPLICATIONS)
    async with database.read() as reader:
        return await applications.count(reader)


async def one(database: Database, application_id: int, *, actor: Actor) -> ApplicationCase:
    """One of them, decided or not. A draft is only for its author. Raises NotFound, NotAllowed."""
    actor.require(Permission.APPLICATIONS)
    async with database.read() as reader:
        application = await applications.by_id(reader, application_id)
        person = await people.by_id(reader, application.person_id) if application else None
        by = (
            await people.by_id(reader, application.decided_by)
            if application and application.decided_by
            else None
        )
    if (
        application is None
        or person is None
        or (application.state is ApplicationState.DRAFT and not application.sent_at)
    ):
        raise NotFound
    return ApplicationCase(application, person, by)
