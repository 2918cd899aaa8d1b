"""Two records become one: whatever refers to people is dealt with, including later additions."""

from storage.people import merging
from storage.people.merge_columns import MOVES
from storage.tables.people import people
from storage.tables.schema import TABLES
from storage.transactions import Database
from tests.bot.postgres.backups import MIA, fill

# By which names columns say whose a row is, also without a reference.
NAMES = {"person_id", "actor_id", "customer_id", "sender_id", "recipient_id", "reporter_id"}
# What stays with the record is what was done, and a message that has gone.
STAYS = {"audit.actor_id", "handled.person_id", "dead_letters.person_id", "people.merged_into"}
STAYS |= {"sms_tallies.person_id"}
LEFT = {"outbox.recipient_id": "state IN ('waiting', 'sending', 'dropped')"}


def test_every_column_that_refers_to_people_is_dealt_with() -> None:
    referring = {
        f"{table.name}.{column.name}"
        for table in TABLES
        for column in table.c
        if column.name in NAMES or any(key.column.table is people for key in column.foreign_keys)
    }
    assert referring == MOVES.keys()


async def test_nothing_refers_to_a_record_that_has_become_part_of_somebody(
    database: Database, database_url: str
) -> None:
    await fill(database_url)
    alone = "UPDATE people SET telegram_id = NULL, unreachable_since = now() WHERE telegram_id = $1"
    async with database.read() as reader:
        [[mia]] = await reader.fetch("SELECT id FROM people WHERE telegram_id = $1", MIA)
        [[other]] = await reader.fetch("SELECT min(id) FROM people WHERE telegram_id > 7999")
        await reader.fetch(alone, MIA)

        async def rows_left() -> dict[str, int]:
            counts = {}
            for place in MOVES.keys() - STAYS:
                table, column = place.split(".")
                which = LEFT.get(place, "true")
                sql = f"SELECT count(*) FROM {table} WHERE {column} = $1 AND {which}"
                [[counts[place]]] = await reader.fetch(sql, mia)
            return counts

        # The made-up row of a table leads nowhere: in a real one there is a person.
        had = {place for place, n in (await rows_left()).items() if n}
        assert had >= MOVES.keys() - STAYS - {"coaches.person_id", "identities.person_id"}

        await database.write(lambda writer: merging.merge(writer, mia, other))

        after = await rows_left()
    assert {place for place, n in after.items() if n} == {"name_marks.person_id"}
