"""The language that somebody chooses is one that is spoken here."""

import pytest

from domain.refusals import NotFound
from handlers.actions.people import people
from storage.people import people as stored
from tests.house import NOW, House, acting


async def test_nobody_chooses_a_language_that_is_not_spoken(house: House) -> None:
    among, actor = ("de",), acting(house.customer)
    with pytest.raises(NotFound):
        await people.choose_language(house.database, "en", among=among, actor=actor, now=NOW)
    await people.choose_language(house.database, "de", among=among, actor=actor, now=NOW)
    async with house.database.read() as reader:
        person = await stored.by_id(reader, house.customer.id)
    assert person is not None
    assert person.chosen_language == "de"
