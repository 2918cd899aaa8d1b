"""Rows that are no longer of use, by the thousand."""

from datetime import timedelta

import asyncpg

from bot.clean_up import HANDLED_KEPT, SENT_KEPT, UPDATES_KEPT
from storage.transactions import Database
from tests.house import NOW

MINUTE = timedelta(minutes=1)
# One for each of the last seconds, in no order, except that the newest comes first.
OLD_KEYS = """
INSERT INTO handled (key, outcome, at)
SELECT 'u:' || n, '{}', $1::timestamptz - ((n - 1) * 7919 % $2::int) * interval '1 second'
FROM generate_series(1, $2::int) n
"""
OLD_LETTERS = """
INSERT INTO dead_letters (at, update, error)
SELECT $1::timestamptz - ((n - 1) * 7919 % $2::int) * interval '1 second', '{"n": 1}', 'KeyError'
FROM generate_series(1, $2::int) n
"""
OLD_MESSAGES = """
INSERT INTO outbox (key, recipient_id, kind, facts, lane, due_at, state)
SELECT 'm:' || n, (SELECT min(id) FROM people), 'letter', '{}', 0,
    $1::timestamptz - ((n - 1) * 7919 % $2::int) * interval '1 second',
    ('{sent,dropped,failed}'::text[])[1 + n % 3]
FROM generate_series(1, $2::int) n
"""
PAST_NOTES = """
INSERT INTO notes (person_id, service_id, coach_id, starts_at, note, updated_at)
SELECT (SELECT min(id) FROM people), 1, n,
    $1::timestamptz - ((n - 1) * 7919 % $2::int) * interval '1 second', 'my knee', $1::timestamptz
FROM generate_series(1, $2::int) n
"""
IDLE_CHATS = """
INSERT INTO rate_limits (chat_id, due)
SELECT n, clock_timestamp() - interval '2 hours' FROM generate_series(1, $1::int) n
"""
OLD_CARDS = """
INSERT INTO cards (person_id, message_id, shown_at)
SELECT (SELECT min(id) FROM people), n,
    $1::timestamptz - ((n - 1) * 7919 % $2::int) * interval '1 second'
FROM generate_series(1, $2::int) n
"""
LEFT = """
SELECT (SELECT count(*) FROM handled), (SELECT count(*) FROM outbox),
    (SELECT count(*) FROM dead_letters WHERE update <> '{}'), (SELECT count(*) FROM rate_limits
        WHERE chat_id <> 0), (SELECT count(*) FROM notes), (SELECT count(*) FROM cards)
"""


async def fill(database: Database, rows: int) -> None:
    """Add this many keys, messages, letters, notes, chats and cards, all old enough."""
    async with database.read() as reader:
        await reader.fetch(OLD_KEYS, NOW - HANDLED_KEPT - MINUTE, rows)
        await reader.fetch(OLD_MESSAGES, NOW - SENT_KEPT - MINUTE, rows)
        await reader.fetch(OLD_LETTERS, NOW - UPDATES_KEPT - MINUTE, rows)
        await reader.fetch(PAST_NOTES, NOW - MINUTE, rows)
        await reader.fetch(IDLE_CHATS, rows)
        await reader.fetch(OLD_CARDS, NOW - SENT_KEPT - MINUTE, rows)


async def prepare(url: str, script: str) -> None:
    """Runs several statements."""
    connection = await asyncpg.connect(url)
    await connection.execute(script)
    await connection.close()


async def leftover_counts(database: Database) -> list[int]:
    """How many keys, messages, letters with their update, chats, notes and cards there are."""
    async with database.read() as reader:
        [counts] = await reader.fetch(LEFT)
    return list(counts)
