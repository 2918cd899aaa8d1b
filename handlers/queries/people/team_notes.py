"""The team's note on a person, for the team alone."""

from typing import NamedTuple

from domain.refusals import NotFound
from domain.roles import Actor, Permission
from storage.people import merging, team_notes
from storage.people.people import Person
from storage.people.team_notes import TeamNote
from storage.transactions import Database, Reader


class About(NamedTuple):
    """Somebody the team may have a note on. note: None if there is none."""

    person: Person
    note: TeamNote | None


async def of_person(database: Database, person_id: int, *, actor: Actor) -> About:
    """A person, or the one their record was merged into. Raises NotAllowed; NotFound also for
    oneself and for anyone erased."""
    actor.require(Permission.PEOPLE)
    async with database.read() as reader:
        person = await merging.current(reader, person_id)
        if person is None or person.id == actor.person_id:
            raise NotFound
        return About(person, await team_notes.find(reader, person.id))


async def visible_note(reader: Reader, person_id: int, actor: Actor) -> TeamNote | None:
    """The note as a team member reads it on a card: none on their own."""
    return None if person_id == actor.person_id else await team_notes.find(reader, person_id)
