"""Whether messages reach a coach's customers."""

from collections.abc import Collection

from domain.messages.notices import Channel
from domain.messages.reach import Reach
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from handlers.queries.people.customers import answer_for
from storage.messages import reach
from storage.people import customers
from storage.transactions import Database


async def of_customer(
    database: Database, coach_id: int, person_id: int, *, actor: Actor
) -> Reach | None:
    """How a customer of this coach can be reached; None for nobody. Raises NotFound, NotAllowed."""
    answer_for(actor, coach_id)
    async with database.read() as reader:
        of_team = actor.may(Permission.ANY_SESSION)
        if not of_team and not await customers.knows(reader, coach_id, person_id):
            raise NotFound
        return await reach.of_person(reader, person_id)


async def is_reachable(
    database: Database,
    coach_id: int,
    person_id: int,
    *,
    actor: Actor,
    available_channels: Collection[Channel],
) -> bool:
    """Whether anything reaches them. available_channels: the ways beside Telegram that are set up.
    Raises as `of_customer`."""
    ways = await of_customer(database, coach_id, person_id, actor=actor)
    return ways is not None and ways.is_reachable(available_channels)
