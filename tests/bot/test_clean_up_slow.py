"""A kind that takes too long or fails keeps no other from being deleted; none is read whole."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.clean_up import HANDLED_KEPT, SENT_KEPT
from bot.ticks import Ticks
from storage import idempotency
from storage.batches import BATCH
from storage.messages import outbox
from storage.transactions import Database, Writer
from tests.bot.leftovers import fill, leftover_counts, prepare
from tests.house import NOW, House, open_house

MANY = 2 * BATCH + 500
SCANS = """
SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE relname IN ('handled', 'outbox')
"""
# How a statement ends that runs into its timeout.
TOO_SLOW = """
CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {when} THEN
        RAISE EXCEPTION USING ERRCODE = 'query_canceled';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER dawdle BEFORE {deed} ON {table} EXECUTE FUNCTION dawdle()
"""


@pytest.fixture
def ticks(database: Database) -> Ticks:
    return Ticks(database, lambda: NOW, lambda: None, channels=())


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


@pytest.mark.parametrize(
    ("table", "deed", "kind", "kept"),
    [
        ("dead_letters", "UPDATE", "letters", [0, 0, 9, 0, 0, 0]),
        ("handled", "DELETE", "keys", [9, 0, 0, 0, 0, 0]),
        ("outbox", "DELETE", "messages", [0, 9, 0, 0, 0, 0]),
        ("rate_limits", "DELETE", "chats", [0, 0, 0, 9, 0, 0]),
        ("notes", "DELETE", "notes", [0, 0, 0, 0, 9, 0]),
        ("cards", "DELETE", "cards", [0, 0, 0, 0, 0, 9]),
    ],
)
async def test_a_kind_that_takes_too_long_keeps_no_other_from_being_forgotten(
    database: Database,
    database_url: str,
    ticks: Ticks,
    house: House,
    table: str,
    deed: str,
    kind: str,
    kept: list[int],
) -> None:
    await fill(database, 9)
    await prepare(database_url, TOO_SLOW.format(table=table, deed=deed, when="true"))

    with capture_logs() as logs:
        await ticks.clean_up()

    assert await leftover_counts(database) == kept
    assert [line for line in logs if line["event"] != "tick.clean_up"] == [
        {
            "event": "tick.database_away",
            "log_level": "warning",
            "tick": f"clean_up {kind}",
            "reason": "a statement took too long",
        }
    ]


async def test_a_kind_that_breaks_keeps_no_other_from_being_forgotten(
    database: Database, ticks: Ticks, house: House
) -> None:
    await fill(database, 9)
    async with database.read() as reader:
        await reader.fetch("ALTER TABLE dead_letters RENAME COLUMN at TO lost")

    with capture_logs() as logs:
        await ticks.clean_up()

    assert await leftover_counts(database) == [0, 0, 9, 0, 0, 0]
    assert [(line["event"], line["tick"]) for line in logs if "tick" in line] == [
        ("tick.broke", "clean_up letters")
    ]


async def test_what_went_before_a_batch_takes_too_long_stays_gone(
    database: Database, database_url: str, ticks: Ticks, house: House
) -> None:
    await fill(database, BATCH + 9)
    await prepare(
        database_url,
        TOO_SLOW.format(table="handled", deed="DELETE", when="(SELECT count(*) FROM handled) = 9"),
    )

    await ticks.clean_up()

    assert await leftover_counts(database) == [9, 0, 0, 0, 0, 0]


async def test_a_batch_is_found_without_reading_everything(
    database: Database, house: House
) -> None:
    await fill(database, 20 * BATCH)

    async def scans(writer: Writer) -> dict[str, int]:
        before = NOW - timedelta(seconds=19 * BATCH)
        assert await idempotency.forget_older(writer, before - HANDLED_KEPT) == BATCH
        assert await outbox.forget_older(writer, before - SENT_KEPT) == BATCH
        return {name: count for name, count in await writer.fetch(SCANS)}  # noqa: C416 - records

    assert await database.write(scans) == {"handled": 0, "outbox": 0}
