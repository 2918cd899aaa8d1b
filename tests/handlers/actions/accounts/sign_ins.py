"""Devices signed in without a password, and what the logs have about a person."""

from datetime import timedelta

from domain.accounts.sign_in import Device, Method
from handlers.actions.accounts import signing_in
from handlers.actions.accounts.signing_in import TokenPair
from storage.people import people
from storage.people.people import Person
from storage.transactions import Database, Writer
from tests.house import NOW

PHONE = Device("install-1", "Mia's phone", "192.0.2.7", "Mozilla/5.0 (iPhone) Safari")
MINUTE = timedelta(minutes=1)
TOLD = "SELECT kind FROM outbox WHERE recipient_id = $1 ORDER BY id"
DONE = "SELECT action FROM audit WHERE entity = 'person' AND entity_id = $1 ORDER BY id"


async def sign_in(
    database: Database, person: Person, device: Device = PHONE, method: Method = Method.CODE
) -> TokenPair:
    async def work(writer: Writer) -> signing_in.NewSignIn:
        locked = await people.lock(writer, person.id)
        assert locked is not None
        return await signing_in.begin(writer, locked, device, method, NOW)

    return await signing_in.tokens_of(database, await database.write(work), now=NOW)


async def column(database: Database, sql: str, person: Person) -> list[str]:
    async with database.read() as reader:
        return [row[0] for row in await reader.fetch(sql, person.id)]
