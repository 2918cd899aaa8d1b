"""Who should be looked at: the evidence, and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import delete

from domain.people.flags import WITHIN, Flag, FlagDecision, Thresholds
from domain.roles import Role
from storage import batches
from storage.field_columns import columns_of
from storage.tables.flags import hold_tallies
from storage.transactions import Cells, Reader, Writer

LOOKS_BACK: Final = timedelta(hours=1)
"""So far back each look goes for what people did: the replica that looked last may have died."""


class Suspect(NamedTuple):
    """Somebody who did something lately. times: all that count. decided_at: when it was last
    decided about."""

    person_id: int
    times: Sequence[datetime]
    decided_at: datetime | None


class OfferDropper(NamedTuple):
    """Somebody who released many times held for them. since: the first of them."""

    person_id: int
    n: int
    since: datetime
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class RaisedFlag:
    """A flag. n: how many there were; threshold: how many it takes."""

    id: int
    person_id: int
    name: str
    kind: Flag
    n: int
    threshold: int
    raised_at: datetime
    decision: FlagDecision | None
    decided_at: datetime | None


# Without people who work here, and those who can no longer book.
_CUSTOMERS: Final = f"""
p.merged_into IS NULL AND p.erased_at IS NULL AND p.blocked_at IS NULL
    AND coalesce(p.role, '{Role.CUSTOMER}') = '{Role.CUSTOMER}'
    AND NOT EXISTS (SELECT FROM coaches c WHERE c.person_id = p.id)
    AND NOT EXISTS (SELECT FROM flags f
        WHERE f.person_id = p.id AND f.kind = $2 AND f.decision IS NULL)
"""
_DECIDED: Final = "(SELECT max(decided_at) FROM flags f WHERE f.person_id = p.id AND f.kind = $2)"
# Cancelled for them by somebody else, at their request.
_FOR_THEM: Final = """
u.action = 'cancel_by_coach' AND u.entity = 'appointment' AND u.after ->> 'borne_by' = 'customer'
"""
# Dates of a series cancelled together are one cancellation.
_CANCELLED: Final = f"""
SELECT p.id, ARRAY(
    SELECT a.at FROM audit a WHERE a.actor_id = p.id
        AND a.action = 'cancel' AND a.entity = 'appointment' AND a.at > $3
    UNION SELECT u.at FROM appointments a JOIN audit u ON u.entity_id = a.id
        WHERE a.customer_id = p.id AND a.status = 'cancelled' AND a.borne_by = 'customer'
        AND u.at > $3 AND {_FOR_THEM}), {_DECIDED}
FROM people p WHERE p.id IN (
    SELECT actor_id FROM audit WHERE at > $1 AND action = 'cancel' AND entity = 'appointment'
    UNION SELECT a.customer_id FROM audit u JOIN appointments a ON a.id = u.entity_id
        WHERE u.at > $1 AND {_FOR_THEM})
    AND {_CUSTOMERS}
"""
_MISSED: Final = f"""
SELECT p.id, ARRAY(SELECT starts_at FROM appointments WHERE customer_id = p.id
    AND status = 'no_show' AND starts_at > $3), {_DECIDED}
FROM people p WHERE p.id IN (
    SELECT a.customer_id FROM audit u JOIN appointments a
        ON a.coach_id = u.coach_id AND a.id = u.entity_id
    WHERE u.at > $1 AND u.action = 'record_no_show' AND u.entity = 'appointment')
    AND {_CUSTOMERS}
"""
# One booking each is enough: it is their number that counts.
_NEW: Final = f"""
SELECT p.id, {_DECIDED}
FROM people p WHERE p.created_at > $1 AND p.created_at <= $3 AND p.id IN (
    SELECT actor_id FROM audit WHERE at > $1 AND action IN ('book', 'book_series'))
    AND {_CUSTOMERS}
"""
_DROPPED: Final = f"""
SELECT p.id, t.n, t.since, {_DECIDED}
FROM hold_tallies t JOIN people p ON p.id = t.person_id
WHERE t.since > $1 AND t.n >= $3 AND {_CUSTOMERS}
"""
_RAISE: Final = """
INSERT INTO flags (person_id, kind, n, threshold, raised_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (person_id, kind) WHERE decision IS NULL DO NOTHING RETURNING id
"""
_NAME: Final = "concat_ws(' ', p.first_name, p.last_name)"
_FLAG: Final = f"""
SELECT {columns_of(RaisedFlag, "f", name=_NAME)} FROM flags f JOIN people p ON p.id = f.person_id
"""
_PAGE: Final = f"{_FLAG} WHERE f.decision IS NULL ORDER BY f.id LIMIT $1 OFFSET $2"
_BY_ID: Final = f"{_FLAG} WHERE f.id = $1"
_OF_PERSON: Final = f"{_FLAG} WHERE f.person_id = $1 AND f.decision IS NULL ORDER BY f.id"
_COUNT: Final = "SELECT count(*) FROM flags WHERE decision IS NULL"
_DECIDE: Final = """
UPDATE flags SET decision = $2, decided_at = $3 WHERE id = $1 AND decision IS NULL RETURNING kind
"""
_DECIDE_ALL: Final = """
UPDATE flags SET decision = $2, decided_at = $3 WHERE person_id = $1 AND decision IS NULL
"""
_THRESHOLDS: Final = """
SELECT flag_cancellations, flag_no_shows, flag_dropped, flag_burst FROM business WHERE id = 1
"""
_FORGET_TALLIES: Final = delete(hold_tallies).where(
    batches.oldest(hold_tallies.c.person_id, hold_tallies.c.since)
)
_LARGEST: Final = 2**63 - 1  # the range of a bigint


async def thresholds(reader: Reader) -> Thresholds:
    """How many it takes to raise each."""
    [row] = await reader.fetch(_THRESHOLDS)
    return Thresholds(*row)


async def cancelling(reader: Reader, now: datetime) -> Sequence[Suspect]:
    """Who has cancelled something lately, unless their flag is waiting."""
    kind = Flag.CANCELLATIONS
    rows = await reader.fetch(_CANCELLED, now - LOOKS_BACK, kind, now - WITHIN[kind])
    return [Suspect(*row) for row in rows]


async def no_shows(reader: Reader, now: datetime) -> Sequence[Suspect]:
    """Who was recently recorded as a no-show, unless their flag is waiting."""
    kind = Flag.NO_SHOWS
    rows = await reader.fetch(_MISSED, now - LOOKS_BACK, kind, now - WITHIN[kind])
    return [Suspect(*row) for row in rows]


async def new_and_booking(reader: Reader, now: datetime) -> Sequence[Suspect]:
    """New people who have already booked."""
    kind = Flag.BURST
    rows = await reader.fetch(_NEW, now - WITHIN[kind], kind, now)
    return [Suspect(person, (), decided) for person, decided in rows]


async def dropping(reader: Reader, least: int, now: datetime) -> Sequence[OfferDropper]:
    """Who has released at least this many times held for them."""
    kind = Flag.DROPPED
    rows = await reader.fetch(_DROPPED, now - WITHIN[kind], kind, least)
    return [OfferDropper(*row) for row in rows]


async def raise_flag(
    writer: Writer, person_id: int, kind: Flag, n: int, threshold: int, now: datetime
) -> int | None:
    """A new flag; its id, None if one is already waiting."""
    rows = await writer.fetch(_RAISE, person_id, kind, n, threshold, now)
    return rows[0][0] if rows else None


async def count(reader: Reader) -> int:
    """How many are waiting."""
    [[n]] = await reader.fetch(_COUNT)
    return int(n)


async def waiting(reader: Reader, limit: int, offset: int) -> Sequence[RaisedFlag]:
    """Those waiting, oldest first."""
    return [_flag(row) for row in await reader.fetch(_PAGE, limit, offset)]


async def of_person(reader: Reader, person_id: int) -> Sequence[RaisedFlag]:
    """One person's waiting flags."""
    return [_flag(row) for row in await reader.fetch(_OF_PERSON, person_id)]


async def by_id(reader: Reader, flag_id: int) -> RaisedFlag | None:
    """The flag with this id, which may be any number."""
    if not 0 < flag_id <= _LARGEST:
        return None
    rows = await reader.fetch(_BY_ID, flag_id)
    return _flag(rows[0]) if rows else None


async def decide(writer: Writer, flag_id: int, decision: FlagDecision, now: datetime) -> bool:
    """Whether it was waiting until now."""
    return bool(await writer.fetch(_DECIDE, flag_id, decision, now))


async def decide_all(writer: Writer, person_id: int, decision: FlagDecision, now: datetime) -> None:
    """All of one person's waiting flags."""
    await writer.fetch(_DECIDE_ALL, person_id, decision, now)


async def forget_tallies(writer: Writer, before: datetime) -> int:
    """Deletes a batch of hold counts from before an instant; how many."""
    return await writer.run(_FORGET_TALLIES, {"before": before})


def _flag(row: Cells) -> RaisedFlag:
    one = RaisedFlag(*row)
    decision = FlagDecision(one.decision) if one.decision else None
    return replace(one, kind=Flag(one.kind), decision=decision)
