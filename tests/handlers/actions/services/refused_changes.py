"""Changes that are refused, and leave everything as it was."""

import itertools
from typing import Any

from domain.roles import Actor, Role
from domain.services.catalogue import Catalogue
from handlers.actions.services.catalogue import newest
from tests.house import NOW, House, acting

KEYS = map("r:{}".format, itertools.count())


def intent(house: House) -> dict[str, Any]:
    actor: Actor = acting(house.customer, Role.ADMIN)
    return {"actor": actor, "key": next(KEYS), "now": NOW}


async def as_it_was(house: House, before: Catalogue) -> bool:
    after = await newest(house.database)
    return (after.services, after.coaches, after.resources, after.needs) == (
        before.services,
        before.coaches,
        before.resources,
        before.needs,
    )


def over(bounds: tuple[int, int]) -> int:
    return bounds[1] + 1
