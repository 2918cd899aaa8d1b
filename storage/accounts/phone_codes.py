"""Phone numbers being verified, each by a code sent to it."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from storage.field_columns import columns_of
from storage.transactions import Writer


class SentCode(NamedTuple):
    """A code that was sent. digest: of it. until: when it stops working. tries: how often a wrong
    one was typed. sends: how many codes this person has requested since `since`."""

    number: str
    digest: bytes
    until: datetime
    tries: int
    sends: int
    since: datetime


HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
_LOCKED: Final = f"""
SELECT {columns_of(SentCode)} FROM phone_codes WHERE person_id = $1 FOR UPDATE
"""
# Requests for one number take turns.
_HOLD: Final = "SELECT pg_advisory_xact_lock(hashtextextended('phone_code:' || $1, 0))"
_SENT_TO: Final = """
SELECT coalesce(sum(sends), 0) FROM phone_codes
WHERE number = $1 AND since > $2 AND person_id <> $3
"""
_HOLD_DAY: Final = "SELECT pg_advisory_xact_lock(hashtextextended('phone_codes', 0))"
_IN_A_DAY: Final = """
SELECT coalesce(sum(sends), 0), min(sent_at) FROM phone_codes WHERE sent_at > $1
"""
_KEEP: Final = """
INSERT INTO phone_codes AS known (person_id, number, digest, sent_at, until, since)
VALUES ($1, $2, $3, $4, $5, $4)
ON CONFLICT (person_id) DO UPDATE SET number = excluded.number, digest = excluded.digest,
    sent_at = excluded.sent_at, until = excluded.until, tries = 0,
    sends = CASE WHEN known.since > $6 THEN known.sends + 1 ELSE 1 END,
    since = CASE WHEN known.since > $6 THEN known.since ELSE excluded.since END
"""
_TRIED: Final = "UPDATE phone_codes SET tries = tries + 1 WHERE person_id = $1"
# Its row stays, to count how many were sent.
_USED: Final = "UPDATE phone_codes SET until = $2 WHERE person_id = $1 AND until > $2"
_FORGET: Final = """
DELETE FROM phone_codes WHERE person_id = ANY (ARRAY(
    SELECT person_id FROM phone_codes WHERE since < $1 AND until < $1 LIMIT 1000))
RETURNING 1
"""


async def lock(writer: Writer, person_id: int) -> SentCode | None:
    """The last code sent to a person, locked until the commit."""
    rows = await writer.fetch(_LOCKED, person_id)
    return SentCode(*rows[0]) if rows else None


async def count_sent_to(writer: Writer, number: str, person_id: int, now: datetime) -> int:
    """How many codes others have had sent to this number within an hour; nobody else can send more
    until the commit."""
    await writer.fetch(_HOLD, number)
    [[others]] = await writer.fetch(_SENT_TO, number, now - HOUR, person_id)
    return int(others)


async def count_sent_in_a_day(writer: Writer, now: datetime) -> tuple[int, datetime | None]:
    """How many codes were sent to everybody within a day, counting for each person those of their
    last hour of requests, and when the first was; nobody else can send any until the commit."""
    await writer.fetch(_HOLD_DAY)
    [[sends, first]] = await writer.fetch(_IN_A_DAY, now - DAY)
    return int(sends), first


async def keep(
    writer: Writer, person_id: int, number: str, digest: bytes, now: datetime, until: datetime
) -> None:
    """Stores this as the current code."""
    await writer.fetch(_KEEP, person_id, number, digest, now, until, now - HOUR)


async def count_try(writer: Writer, person_id: int) -> None:
    """A wrong code was typed."""
    await writer.fetch(_TRIED, person_id)


async def mark_used(writer: Writer, person_id: int, now: datetime) -> None:
    """It is no longer valid."""
    await writer.fetch(_USED, person_id, now)


async def forget_older(writer: Writer, before: datetime) -> int:
    """Deletes a batch of those that ended before an instant; how many."""
    return len(await writer.fetch(_FORGET, before))
