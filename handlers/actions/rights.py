"""Rights at the moment of a change."""

from domain.refusals import NotAllowed
from domain.roles import Actor, Permission, least_role
from storage.people import people
from storage.people.people import Person
from storage.transactions import Writer


async def require_now(writer: Writer, actor: Actor, permission: Permission) -> Person:
    """The acting person, if they still may: the right may have been taken since they asked.

    Raises NotAllowed, BlockedPerson.
    """
    person = await people.by_id(writer, actor.person)
    if person is None:
        raise NotAllowed(least_role(permission))
    person.at(actor.door).require(permission)
    return person
