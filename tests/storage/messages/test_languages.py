"""Which language somebody is written to in, as the database finds it."""

import pytest

from storage.messages.languages import spoken_with
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import business
from storage.transactions import Database


@pytest.mark.parametrize(
    ("offered", "chosen", "written"),
    [
        ([], None, "de-AT"),
        ([], "en", "en"),
        (["de", "en"], "en", "en"),
        (["de"], "en", "de-AT"),
        (["en"], None, None),
    ],
)
async def test_somebody_is_written_to_in_what_is_offered(
    database: Database, offered: list[str], chosen: str | None, written: str | None
) -> None:
    person = await database.write(
        lambda writer: people.register(writer, TelegramProfile(7, "Ada", language="de-AT"))
    )
    await database.write(lambda writer: people.set_language(writer, person.id, chosen))
    await database.write(lambda writer: business.set_columns(writer, {"languages": offered}))
    async with database.read() as reader:
        [[language]] = await reader.fetch(f"SELECT {spoken_with('p')} FROM people p")
    assert language == written
