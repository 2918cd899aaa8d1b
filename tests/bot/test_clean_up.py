"""What is no longer needed is deleted by the clock: kind by kind, and a batch at a time."""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

import pytest
from structlog.testing import capture_logs

from bot.clean_up import HANDLED_KEPT, SENT_KEPT, UPDATES_KEPT
from bot.ticks import Ticks
from domain.messages.notices import Lane, NoticeKind
from storage import idempotency
from storage.batches import BATCH
from storage.business import dead_letters
from storage.messages import outbox, outgoing
from storage.messages.outbox import OutboxMessage
from storage.transactions import Database
from tests.bot.leftovers import MINUTE, fill, leftover_counts, prepare
from tests.house import NOW, House, open_house

MANY = 2 * BATCH + 500
# Records how many rows each statement takes, and in which transaction.
WATCH = """
CREATE TABLE bites (number int GENERATED ALWAYS AS IDENTITY, kind text, rows int, xact xid8);
CREATE FUNCTION bite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO bites (kind, rows, xact)
        SELECT TG_TABLE_NAME, count(*), pg_current_xact_id() FROM gone HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER bite AFTER DELETE ON handled REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION bite();
CREATE TRIGGER bite AFTER DELETE ON cards REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION bite();
CREATE TRIGGER bite AFTER DELETE ON outbox REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION bite();
CREATE TRIGGER bite AFTER DELETE ON notes REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION bite();
CREATE TRIGGER bite AFTER DELETE ON rate_limits REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION bite();
CREATE TRIGGER bite AFTER UPDATE ON dead_letters REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION bite()
"""


@pytest.fixture
def ticks(database: Database) -> Ticks:
    return Ticks(database, lambda: NOW, lambda: None, channels=())


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


async def bites(database: Database) -> dict[str, list[int]]:
    """How many rows of each table were deleted at a time."""
    async with database.read() as reader:
        rows = await reader.fetch("SELECT kind, rows, xact FROM bites ORDER BY kind, number")
    assert len({xact for _, _, xact in rows}) == len(rows), "two batches in one transaction"
    return {kind: [n for _, n, _ in these] for kind, these in groupby(rows, lambda row: row[0])}


async def test_old_keys_and_old_messages_are_forgotten_and_young_ones_kept(
    database: Database, ticks: Ticks, house: House
) -> None:
    old, young = NOW - HANDLED_KEPT - timedelta(minutes=1), NOW - timedelta(days=7)

    def letter(key: str, due_at: datetime) -> OutboxMessage:
        return OutboxMessage(
            key, house.customer.id, NoticeKind.COACH_WELCOME, {}, Lane.INTERACTIVE, due_at
        )

    await database.write(lambda w: idempotency.remember(w, "old", None, {}, old))
    await database.write(lambda w: idempotency.remember(w, "young", None, {}, young))
    ancient = NOW - SENT_KEPT - timedelta(days=1)
    await database.write(
        lambda w: outbox.enqueue(w, [letter("sent", ancient), letter("waiting", ancient)])
    )
    async with database.read() as reader:
        [[sent]] = await reader.fetch("SELECT id FROM outbox WHERE key = 'sent'")
    await database.write(lambda w: outgoing.mark_sent(w, sent, 1, ancient))

    await ticks.clean_up()

    async with database.read() as reader:
        assert await idempotency.outcome(reader, "old") is None
        assert await idempotency.outcome(reader, "young") == {}
        left = await reader.fetch("SELECT key FROM outbox")
    assert [row[0] for row in left] == ["waiting"]


async def test_the_update_in_a_dead_letter_is_forgotten_after_a_week_and_its_fault_kept(
    database: Database, ticks: Ticks
) -> None:
    week = NOW - UPDATES_KEPT
    for minutes, number in ((-1, 1), (1, 2)):
        await database.write(
            partial(
                dead_letters.add,
                at=week + timedelta(minutes=minutes),
                person_id=None,
                telegram_id=7001,
                letter={"update_id": number},
                error="KeyError: 'x'",
            )
        )

    await ticks.clean_up()
    await ticks.clean_up()

    async with database.read() as reader:
        kept = await dead_letters.newest(reader)
        assert [(one.update, one.error) for one in kept] == [
            ({}, "KeyError: 'x'"),
            ({"update_id": 2}, "KeyError: 'x'"),
        ]
        # Nothing can be done about the first one any more.
        assert [one.update for one in await dead_letters.waiting(reader)] == [{"update_id": 2}]
        assert await dead_letters.count(reader) == 1


def test_outcomes_outlive_the_updates_that_could_be_retried() -> None:
    assert UPDATES_KEPT < HANDLED_KEPT


async def test_however_much_is_old_all_of_it_goes_a_batch_in_each_transaction(
    database: Database, database_url: str, ticks: Ticks, house: House
) -> None:
    await fill(database, MANY)
    await prepare(database_url, WATCH)

    with capture_logs() as logs:
        await ticks.clean_up()

    assert await leftover_counts(database) == [0, 0, 0, 0, 0, 0]
    in_three = [BATCH, BATCH, MANY - 2 * BATCH]
    tables = ("cards", "dead_letters", "handled", "notes", "outbox", "rate_limits")
    assert await bites(database) == dict.fromkeys(tables, in_three)
    assert [(line["kind"], line["forgotten"]) for line in logs] == [
        ("letters", MANY),
        ("keys", MANY),
        ("messages", MANY),
        ("notes", MANY),
        ("answers", 0),
        ("leave", 0),
        ("waits", 0),
        ("words", 0),
        ("complaints", 0),
        ("customer_notes", 0),
        ("team_notes", 0),
        ("broadcasts", 0),
        ("exports", 0),
        ("files", 0),
        ("imports", 0),
        ("session_words", 0),
        ("people", 0),
        ("applications", 0),
        ("invites", 0),
        ("link_codes", 0),
        ("link_tries", 0),
        ("login_states", 0),
        ("launches", 0),
        ("rescues", 0),
        ("api_requests", 0),
        ("sms_tallies", 0),
        ("phone_codes", 0),
        ("tallies", 0),
        ("sign_ins", 0),
        ("logins", 0),
        ("attempts", 0),
        ("codes", 0),
        ("webhooks", 0),
        ("cards", MANY),
        ("chats", MANY),
    ]


async def test_the_oldest_go_first(database: Database, house: House) -> None:
    await fill(database, BATCH + 1)

    for forget, kept in (
        (idempotency.forget_older, HANDLED_KEPT),
        (outbox.forget_older, SENT_KEPT),
        (dead_letters.forget_updates, UPDATES_KEPT),
    ):
        assert await database.write(partial(forget, before=NOW - kept)) == BATCH

    async with database.read() as reader:
        assert [
            await reader.fetch("SELECT at FROM handled"),
            await reader.fetch("SELECT due_at FROM outbox"),
            await reader.fetch("SELECT at FROM dead_letters WHERE update <> '{}'"),
        ] == [[(NOW - kept - MINUTE,)] for kept in (HANDLED_KEPT, SENT_KEPT, UPDATES_KEPT)]


async def test_replicas_that_clean_up_together_share_the_work(
    database: Database, database_url: str, house: House
) -> None:
    await fill(database, MANY)
    await prepare(database_url, WATCH)
    replicas = [Ticks(database, lambda: NOW, lambda: None, channels=()) for _ in range(3)]

    with capture_logs() as logs:
        await asyncio.gather(*(replica.clean_up() for replica in replicas))

    assert await leftover_counts(database) == [0, 0, 0, 0, 0, 0]
    assert {kind: sum(rows) for kind, rows in (await bites(database)).items()} == dict.fromkeys(
        ("cards", "dead_letters", "handled", "notes", "outbox", "rate_limits"), MANY
    )
    assert {line["event"] for line in logs} == {"tick.clean_up"}
