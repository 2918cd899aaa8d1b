"""Who writes to us for the first time, or under another name, has a line in the log, once."""

import asyncio
from dataclasses import replace

from handlers.actions.messages import undelivered
from storage import audit
from storage.people.people import Person, TelegramProfile
from storage.transactions import Database
from tests.house import NOW

MIA = TelegramProfile(7001, "Mia", "Kern", "mia", "de")


async def arrive(database: Database, profile: TelegramProfile) -> Person:
    return await undelivered.arrive(database, profile, appoint=False, back=False, now=NOW)


async def lines(database: Database, person: Person) -> list[tuple[str, int | None, object]]:
    async with database.read() as reader:
        entries = await audit.of(reader, "person", person.id)
    return [(one.action, one.actor_id, one.after) for one in entries]


async def test_a_new_person_registers_once_however_many_replicas_meet_them(
    database: Database,
) -> None:
    both = await asyncio.gather(*(arrive(database, MIA) for _ in range(4)))
    assert len({one.id for one in both}) == 1
    assert await lines(database, both[0]) == [("register", both[0].id, {"by": "telegram"})]


async def test_another_name_is_written_down_once_and_without_the_name(database: Database) -> None:
    mia = await arrive(database, MIA)
    renamed = replace(MIA, first_name="Maria", username=None)
    await asyncio.gather(*(arrive(database, renamed) for _ in range(4)))
    assert (await lines(database, mia))[1:] == [("rename", mia.id, {"changed": True})]


async def test_another_language_of_telegrams_is_no_other_name(database: Database) -> None:
    mia = await arrive(database, MIA)
    assert (await arrive(database, replace(MIA, language="fr"))).language == "fr"
    assert len(await lines(database, mia)) == 1
