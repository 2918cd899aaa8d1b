"""A card offers what its reader may do with that person, and nothing that would be refused."""

from collections.abc import Awaitable, Mapping
from functools import partial
from typing import Final

import pytest

from domain.people.flags import Flag
from domain.refusals import Refusal
from domain.roles import Role
from handlers.actions.once import Intent
from handlers.actions.people import blocking, person_limits
from handlers.buttons.people_links import ShowFlag, ShowPerson
from storage.people import flags, people
from storage.people.people import Person, TelegramProfile
from storage.transactions import Database
from tests.handlers.doorstep import ANNA, LENA, MIA, NOW, Visitor
from tests.house import acting, open_house

# Who a card may be of: their chat, and the role they are given.
WHO: Final[Mapping[str, tuple[int, Role | None]]] = {
    "a customer": (MIA, Role.CUSTOMER),
    "a manager": (MIA, Role.MANAGER),
    "an admin": (MIA, Role.ADMIN),
    "a coach": (ANNA, None),
    "a coach and manager": (ANNA, Role.MANAGER),
    "a coach and admin": (ANNA, Role.ADMIN),
    "oneself": (LENA, None),
}


@pytest.fixture(params=(Role.MANAGER, Role.ADMIN))
async def lena(database: Database, request: pytest.FixtureRequest) -> Visitor:
    """Lena, who reads cards as a manager or as an admin."""
    await open_house(database)
    for number, name in ((MIA, "Mia"), (LENA, "Lena")):
        await database.write(partial(people.register, profile=TelegramProfile(number, name)))
    person = await person_of(database, LENA)
    await database.write(partial(people.set_role, person_id=person.id, role=request.param))
    return Visitor(database, LENA, "Lena")


async def person_of(database: Database, number: int) -> Person:
    async with database.read() as reader:
        person = await people.by_telegram_id(reader, number)
    assert person is not None
    return person


async def is_refused(deed: Awaitable[object]) -> bool:
    try:
        await deed
    except Refusal:
        return True
    return False


async def whom(database: Database, who: str) -> Person:
    """A person who is this here."""
    number, role = WHO[who]
    person = await person_of(database, number)
    if role is not None:
        await database.write(partial(people.set_role, person_id=person.id, role=role))
    return person


async def intent_of_lena(database: Database, key: str = "k") -> Intent:
    return {"actor": acting(await person_of(database, LENA)), "key": key, "now": NOW}


@pytest.mark.parametrize("who", WHO)
async def test_who_can_be_blocked_or_limited_has_the_buttons_for_it_and_nobody_else(
    lena: Visitor, database: Database, who: str
) -> None:
    person = await whom(database, who)
    flag = await database.write(
        lambda w: flags.raise_flag(w, person.id, Flag.CANCELLATIONS, 5, 4, NOW)
    )
    to_limit, to_block = [await intent_of_lena(database, key) for key in ("limit", "block")]
    await lena.press(ShowPerson(person.id))
    on_card = lena.labels()
    await lena.press(ShowFlag(flag or 0))
    with_flag = lena.labels()

    limits = person_limits.limit(database, person.id, 1, by_hand=False, days=7, **to_limit)
    limit_refused = await is_refused(limits)
    await lena.press(ShowPerson(person.id))
    limited = lena.labels()
    blocks = blocking.block(database, person.id, 60, None, cancels=False, seen_mark=0, **to_block)
    block_refused = await is_refused(blocks)

    assert ("Limit bookings" not in on_card, "Block them" not in on_card) == (
        limit_refused,
        block_refused,
    )
    assert ("Limit" not in with_flag, "Block" not in with_flag) == (limit_refused, block_refused)
    assert ("Lift the limit" not in limited) == limit_refused


@pytest.mark.parametrize("who", [who for who in WHO if who != "oneself"])
async def test_who_can_be_set_free_has_the_button_for_it_and_nobody_else(
    lena: Visitor, database: Database, who: str
) -> None:
    person = await whom(database, who)
    await database.write(lambda w: people.set_blocked(w, person.id, NOW, "No."))
    await lena.press(ShowPerson(person.id))
    labels = lena.labels()

    refused = await is_refused(
        blocking.unblock(database, person.id, **await intent_of_lena(database))
    )

    assert ("Let them book again" not in labels) == refused
    assert not {"Limit bookings", "Block them"} & set(labels)
