"""Times held for people while they make up their mind: at most one per person.

A claim that expires (`storage.appointments.claims`) keeps it from others; this table says whose it
is. A row whose claim has expired means nothing, and goes with the next one or with time.

In a group session, places are held: they count as taken, so nobody else can have them, until the
row goes. A trigger then gives them back, and ends a session that nobody is in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from domain.appointments.claims import ClaimReason
from storage.appointments import claims, resources
from storage.appointments.resources import ResourceUnits
from storage.field_columns import columns_of
from storage.transactions import Reader, Writer


@dataclass(frozen=True, slots=True)
class Hold:
    """A time that is held. id: of the claim's holder, 0 until there is one.

    starts_at, ends_at: of the session. until: when the hold ends. UTC. places: in a group session,
    which is then the claim's holder; 0 for a time of its own. alone: nobody else is in it, and it
    ends as soon as they are released.
    """

    coach_id: int
    id: int
    starts_at: datetime
    ends_at: datetime
    until: datetime
    places: int = 0
    alone: bool = True

    @property
    def claim_id(self) -> int | None:
        """The claim that does not count for them; None if others need it, too."""
        return self.id if self.alone else None


_ALONE = "h.places = 0 OR (s.taken = h.places AND NOT s.by_hand) IS TRUE"
_NOTED = f"""
SELECT {columns_of(Hold, "h", id="h.holder_id", until="h.expires_at", alone=_ALONE)}
FROM holds h LEFT JOIN sessions s ON h.places > 0 AND s.coach_id = h.coach_id
    AND s.id = h.holder_id AND s.starts_at = h.starts_at AND s.state IN ('open', 'closed')
WHERE h.person_id = $1 AND h.expires_at > $2
"""
_OF = f"{_NOTED} AND (h.places = 0 OR s.id IS NOT NULL)"
_DROP = "DELETE FROM holds WHERE person_id = $1 RETURNING coach_id, holder_id"
_BOOKED = """
WITH tally AS (UPDATE hold_tallies SET n = greatest(n - 1, 0) WHERE person_id = $1)
DELETE FROM holds WHERE person_id = $1
"""
# Counted in the same statement: how often somebody holds a time without booking it.
_TALLY = """
tally AS (
    INSERT INTO hold_tallies AS t (person_id, since, n) VALUES ($1, {now}::timestamptz, 1)
    ON CONFLICT (person_id) DO UPDATE SET
        n = CASE WHEN t.since > excluded.since - interval '1 day' THEN t.n + 1 ELSE 1 END,
        since = CASE WHEN t.since > excluded.since - interval '1 day' THEN t.since
            ELSE excluded.since END
)
"""
_NOTE = f"""
WITH {_TALLY.format(now="$7")}
INSERT INTO holds (person_id, coach_id, holder_id, starts_at, ends_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6)
"""
_KEEP_PLACES = f"""
WITH {_TALLY.format(now="$6")}, counted AS (
    UPDATE sessions SET taken = taken + $4::int
    WHERE coach_id = $2 AND id = $3 AND state = 'open' AND capacity - taken >= $4::int
    RETURNING starts_at, ends_at
)
INSERT INTO holds (person_id, coach_id, holder_id, starts_at, ends_at, expires_at, places)
SELECT $1::bigint, $2::bigint, $3::bigint, starts_at, ends_at, $5::timestamptz, $4::int FROM counted
RETURNING 1
"""
_LAPSE = """
DELETE FROM holds
WHERE coach_id = $1 AND starts_at = $2 AND places > 0 AND expires_at <= $3::timestamptz
"""
_LAPSED = """
SELECT holder_id, sum(places)::int FROM holds
WHERE coach_id = ANY ($1::bigint[]) AND places > 0 AND expires_at <= $2 GROUP BY holder_id
"""
_LAPSED_ANYWHERE = """
SELECT person_id FROM holds WHERE places > 0 AND expires_at <= $1 ORDER BY expires_at LIMIT $2::int
"""
_DROP_LAPSED = "DELETE FROM holds WHERE person_id = $1 AND places > 0 AND expires_at <= $2"
_PLACES_OF_OTHERS = """
SELECT coalesce(sum(places), 0)::int FROM holds
WHERE coach_id = $1 AND holder_id = $2 AND places > 0 AND expires_at > $3
"""
_FORGET = """
DELETE FROM holds WHERE person_id = ANY (ARRAY(
    SELECT person_id FROM holds WHERE expires_at <= $1::timestamptz AND places = 0
    LIMIT $2::int FOR UPDATE SKIP LOCKED
)) RETURNING 1
"""
_OTHERS = """
SELECT EXISTS (
    SELECT FROM claims
    WHERE resource_id = $1 AND span && $2::tstzrange AND reason IN ('hold', 'proposal')
        AND expires_at > $3 AND holder_id IS DISTINCT FROM $4::bigint
) OR EXISTS (
    SELECT FROM holds
    WHERE coach_id = $1 AND places > 0 AND tstzrange(starts_at, ends_at) && $2::tstzrange
        AND expires_at > $3 AND holder_id IS DISTINCT FROM $4::bigint
)
"""


async def of_person(reader: Reader, person_id: int, now: datetime) -> Hold | None:
    """What is held for a person."""
    rows = await reader.fetch(_OF, person_id, now)
    return Hold(*rows[0]) if rows else None


async def any_of_person(reader: Reader, person_id: int, now: datetime) -> Hold | None:
    """The same, including places that mean nothing: their session has moved, or is cancelled."""
    rows = await reader.fetch(_NOTED, person_id, now)
    return Hold(*rows[0]) if rows else None


async def keep(
    writer: Writer,
    person_id: int,
    new: Hold,
    span: asyncpg.Range,
    *,
    now: datetime,
    besides: Sequence[ResourceUnits] = (),
) -> bool:
    """Hold a time for a person who holds none; False if it is taken.

    span: UTC, including what is kept free around the session. besides: what else is held, free and
    locked.
    """
    holder = await claims.hold(writer, new.coach_id, span, until=new.until, now=now)
    if holder is None:
        return False
    await resources.take(
        writer, besides, span, holder_id=holder, reason=ClaimReason.HOLD, now=now, until=new.until
    )
    times = new.starts_at, new.ends_at, new.until
    await writer.fetch(_NOTE, person_id, new.coach_id, holder, *times, now)
    return True


async def keep_places(
    writer: Writer,
    person_id: int,
    coach_id: int,
    session_id: int,
    places: int,
    until: datetime,
    *,
    now: datetime,
) -> bool:
    """Hold places in a group session for a person who holds none; whether enough were left."""
    rows = await writer.fetch(_KEEP_PLACES, person_id, coach_id, session_id, places, until, now)
    return bool(rows)


async def lapse(writer: Writer, coach_id: int, start: datetime, now: datetime) -> None:
    """Release expired places in the session that begins then."""
    await writer.fetch(_LAPSE, coach_id, start, now)


async def lapsed_places(reader: Reader, coach_ids: Sequence[int], now: datetime) -> dict[int, int]:
    """By session: places that count as taken although they have expired."""
    rows = await reader.fetch(_LAPSED, coach_ids, now)
    return {int(session): int(places) for session, places in rows}


async def places_kept(reader: Reader, coach_id: int, session_id: int, now: datetime) -> int:
    """How many places of a session are held for people who have not booked them."""
    [[places]] = await reader.fetch(_PLACES_OF_OTHERS, coach_id, session_id, now)
    return int(places)


async def let_go(writer: Writer, person_id: int) -> None:
    """Release what is held for a person, if anything."""
    for coach_id, holder_id in await writer.fetch(_DROP, person_id):
        await claims.release_hold(writer, coach_id, holder_id)


async def became(writer: Writer, person_id: int) -> None:
    """What was held for a person is booked: the hold ends, and its claim stays."""
    await writer.fetch(_BOOKED, person_id)


async def of_others(
    reader: Reader, coach_id: int, span: asyncpg.Range, now: datetime, *, without: int | None
) -> bool:
    """Whether a coach's time is held for somebody. without: a hold that does not count."""
    [[kept]] = await reader.fetch(_OTHERS, coach_id, span, now, without)
    return bool(kept)


async def forget_expired(writer: Writer, now: datetime, limit: int) -> int:
    """Delete expired holds, except for places; how many. Their claims go by themselves."""
    return len(await writer.fetch(_FORGET, now, limit))


async def of_lapsed_places(reader: Reader, now: datetime, limit: int) -> list[int]:
    """People whose places have expired: for `drop_lapsed`, each in a transaction of its own, since
    a customer who moves between sessions has two of them."""
    return [person_id for (person_id,) in await reader.fetch(_LAPSED_ANYWHERE, now, limit)]


async def drop_lapsed(writer: Writer, person_id: int, now: datetime) -> None:
    """Delete expired places, unless they have been replaced."""
    await writer.fetch(_DROP_LAPSED, person_id, now)
