"""What the team reads about a person, and about several in a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from domain.accounts.identity import IdentityKind
from storage.transactions import Reader


class PersonEntry(NamedTuple):
    """Somebody in a list. username, number, emails: to tell people of the same name apart; None if
    unknown. emails are all of them, as one text."""

    id: int
    name: str
    username: str | None
    number: str | None
    emails: str | None


@dataclass(frozen=True, slots=True)
class BookingCounts:
    """What somebody has booked. coming: standing and not over; following: the first of them. past:
    took place. missed, cancelled: of all bookings."""

    coming: int
    past: int
    missed: int
    cancelled: int
    following: int | None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What else is recorded about a person. since: when they were first heard of."""

    since: datetime
    blocked_at: datetime | None
    blocked_reason: str | None
    blocked_until: datetime | None
    erased: bool


_LISTED = f"""
SELECT p.id, concat_ws(' ', p.first_name, p.last_name), p.username, (
    SELECT value FROM identities WHERE person_id = p.id AND kind = '{IdentityKind.PHONE}'
    ORDER BY verified_at DESC NULLS LAST LIMIT 1
), (
    SELECT string_agg(value, ' ') FROM identities
    WHERE person_id = p.id AND kind = '{IdentityKind.EMAIL}'
)
FROM people p WHERE p.id = ANY ($1::bigint[])
"""
_NEWEST = """
SELECT id FROM people WHERE merged_into IS NULL AND erased_at IS NULL ORDER BY id DESC LIMIT $1
"""
_BEFORE = """
SELECT id FROM people WHERE merged_into IS NULL AND erased_at IS NULL AND id < $1
ORDER BY id DESC LIMIT $2
"""
_COMING = "status IN ('held', 'pending', 'confirmed') AND ends_at > $2"
_HISTORY = f"""
SELECT count(*) FILTER (WHERE {_COMING}), count(*) FILTER (WHERE status = 'completed'),
    count(*) FILTER (WHERE status = 'no_show'), count(*) FILTER (WHERE status = 'cancelled'),
    (SELECT id FROM appointments WHERE customer_id = $1 AND {_COMING} ORDER BY starts_at LIMIT 1)
FROM appointments WHERE customer_id = $1
"""
_RECORD = """
SELECT created_at, blocked_at, blocked_reason, blocked_until, erased_at IS NOT NULL
FROM people WHERE id = $1
"""
# An address may be proven to be one person's, and said to be others'.
_MAILBOXES = f"""
SELECT person_id FROM identities
WHERE kind = '{IdentityKind.EMAIL}' AND value = lower($1) AND verified_at IS NOT NULL
UNION
SELECT person_id FROM identities
WHERE kind = '{IdentityKind.EMAIL}' AND value = lower($1) AND verified_at IS NULL
"""


async def entries(reader: Reader, ids: Sequence[int]) -> Sequence[PersonEntry]:
    """These people, in no order."""
    return [PersonEntry(*row) for row in await reader.fetch(_LISTED, list(ids))]


async def newest(reader: Reader, most: int) -> Sequence[int]:
    """The latest people we met, latest first."""
    return [row[0] for row in await reader.fetch(_NEWEST, most)]


async def before(reader: Reader, person_id: int, most: int) -> Sequence[int]:
    """The latest people we met before somebody, latest first."""
    return [row[0] for row in await reader.fetch(_BEFORE, person_id, most)]


async def with_email(reader: Reader, address: str) -> Sequence[int]:
    """People who have this address, or are said to."""
    return [row[0] for row in await reader.fetch(_MAILBOXES, address)]


async def history(reader: Reader, person_id: int, now: datetime) -> BookingCounts:
    """What a person has booked, as of now (UTC)."""
    [row] = await reader.fetch(_HISTORY, person_id, now)
    return BookingCounts(*row)


async def record(reader: Reader, person_id: int) -> PersonRecord:
    """What is recorded about a person, who must exist."""
    [row] = await reader.fetch(_RECORD, person_id)
    return PersonRecord(*row)
