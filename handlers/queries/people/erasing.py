"""What erasing a person would cancel, or what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.people.erasing import may_all_be_cancelled, may_be_erased
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue
from storage.appointments import appointments
from storage.people import erasing, merging
from storage.people.people import Person
from storage.transactions import Database


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """Who would be erased, and what would be cancelled with them."""

    person: Person
    upcoming: Sequence[Appointment]


async def going(
    database: Database, catalogue: Catalogue, person_id: int, *, actor: Actor, now: datetime
) -> ErasurePreview:
    """What goes, without sessions in progress. Raises as `actions.people.erasing.erase`."""
    own = actor.person_id == person_id
    actor.require(Permission.TALK if own else Permission.ROLES)
    async with database.read() as reader:
        person = await merging.current(reader, person_id)
        if person is None:
            raise NotFound
        may_be_erased(person.roles)
        ids = await erasing.coming(reader, await erasing.records(reader, person.id))
        sessions = [await appointments.by_id(reader, one) for one in ids]
    upcoming = [a for a in sessions if a is not None]
    if own:
        may_all_be_cancelled(upcoming, catalogue, now)
    return ErasurePreview(person, [a for a in upcoming if a.starts_at > now])
