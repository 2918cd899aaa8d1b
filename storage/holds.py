"""Who has a time kept for them while they make up their mind: one time for each person at most.

What keeps it from others is a claim that expires (`storage.claims`); here stands whose it is. A row
whose claim has expired means nothing, and goes with the next one or with time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from storage import claims, resources
from storage.resources import Wanted
from storage.transactions import Reader, Writer

_OF = """
SELECT coach_id, holder_id, starts_at, ends_at, expires_at FROM holds
WHERE person_id = $1 AND expires_at > $2
"""
_DROP = "DELETE FROM holds WHERE person_id = $1 RETURNING coach_id, holder_id"
_NOTE = """
INSERT INTO holds (person_id, coach_id, holder_id, starts_at, ends_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6)
"""
_FORGET = """
DELETE FROM holds WHERE person_id = ANY (ARRAY(
    SELECT person_id FROM holds WHERE expires_at <= $1::timestamptz
    LIMIT $2::int FOR UPDATE SKIP LOCKED
)) RETURNING 1
"""
_OTHERS = """
SELECT EXISTS (
    SELECT FROM claims
    WHERE resource_id = $1 AND span && $2::tstzrange AND reason IN ('hold', 'proposal')
        AND expires_at > $3 AND holder_id IS DISTINCT FROM $4::bigint
)
"""


@dataclass(frozen=True, slots=True)
class Hold:
    """A time that is kept. id: of what holds the claim, 0 until there is one.

    starts_at, ends_at: of the session. until: kept so long. UTC.
    """

    coach_id: int
    id: int
    starts_at: datetime
    ends_at: datetime
    until: datetime


async def of_person(reader: Reader, person_id: int, now: datetime) -> Hold | None:
    """What is kept for a person."""
    rows = await reader.fetch(_OF, person_id, now)
    return Hold(*rows[0]) if rows else None


async def keep(
    writer: Writer,
    person_id: int,
    new: Hold,
    span: asyncpg.Range,
    *,
    now: datetime,
    besides: Sequence[Wanted] = (),
) -> bool:
    """Keep a time for a person for whom nothing is kept; whether nobody else has it.

    span: UTC, with what is to be kept free around the session. besides: what else is kept, free
    and locked.
    """
    holder = await claims.hold(writer, new.coach_id, span, until=new.until, now=now)
    if holder is None:
        return False
    await resources.take(
        writer, besides, span, holder_id=holder, reason="hold", now=now, until=new.until
    )
    times = new.starts_at, new.ends_at, new.until
    await writer.fetch(_NOTE, person_id, new.coach_id, holder, *times)
    return True


async def let_go(writer: Writer, person_id: int) -> None:
    """Let go of what is kept for a person; also of nothing."""
    for coach_id, holder_id in await writer.fetch(_DROP, person_id):
        await claims.release_hold(writer, coach_id, holder_id)


async def became(writer: Writer, person_id: int) -> None:
    """What was kept for a person is booked: it is kept no longer, and its claim stays."""
    await writer.fetch(_DROP, person_id)


async def of_others(
    reader: Reader, coach_id: int, span: asyncpg.Range, now: datetime, *, without: int | None
) -> bool:
    """Whether a coach's time is kept for somebody. without: a hold that does not count."""
    [[kept]] = await reader.fetch(_OTHERS, coach_id, span, now, without)
    return bool(kept)


async def forget_expired(writer: Writer, now: datetime, limit: int) -> int:
    """Strike what is kept no longer; how many. Their claims go by themselves."""
    return len(await writer.fetch(_FORGET, now, limit))
