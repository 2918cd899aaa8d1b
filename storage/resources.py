"""Rooms and devices: with so many units each, and claimed besides a coach.

Whoever claims units waits for all others who want the same resource, so that the last unit is
neither missed nor given twice. All are waited for in one order, before the coach's time is claimed:
nobody waits for a resource who has anything that somebody else waits for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from storage.transactions import Writer

_ADD = """
INSERT INTO resources (id, kind, units) VALUES (nextval('coaches_id_seq'), $1, $2) RETURNING id
"""
_LOCK = "SELECT id FROM resources WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE"
_FORGET_EXPIRED = """
DELETE FROM claims
WHERE resource_id = ANY ($1::bigint[]) AND span && $2::tstzrange AND expires_at <= $3::timestamptz
"""
_TAKE = """
INSERT INTO claims (resource_id, holder_id, nr, unit, span, reason, created_at)
SELECT wanted.id, $3, row_number() OVER (PARTITION BY wanted.id ORDER BY free.unit), free.unit,
    $4::tstzrange, $5, $6
FROM unnest($1::bigint[], $2::int[]) wanted (id, units) JOIN resources USING (id)
CROSS JOIN LATERAL (
    SELECT unit FROM generate_series(1, resources.units) unit
    WHERE NOT EXISTS (
        SELECT FROM claims c
        WHERE c.resource_id = wanted.id AND c.unit = unit.unit AND c.span && $4::tstzrange
    )
    ORDER BY unit LIMIT wanted.units
) free
RETURNING resource_id
"""
_BESIDES = """
SELECT resource_id, count(*) FROM claims WHERE holder_id = $1 AND nr > 0
GROUP BY resource_id ORDER BY resource_id
"""
_RELEASE_BESIDES = "DELETE FROM claims WHERE holder_id = $1 AND nr > 0"


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many units of a resource."""

    resource_id: int
    units: int = 1


class Occupied(Exception):
    """Fewer units of a resource are free than are wanted."""

    def __init__(self, resource_id: int) -> None:
        super().__init__(f"resource {resource_id} is occupied")
        self.resource_id = resource_id


async def add(writer: Writer, kind: str, units: int = 1) -> int:
    """A new room or device (`kind`), of which so many can be had at once; the id."""
    [[resource_id]] = await writer.fetch(_ADD, kind, units)
    return int(resource_id)


async def lock(writer: Writer, wanted: Sequence[Wanted]) -> None:
    """Wait for whoever claims of these resources, and keep others waiting until the end.

    To be called before anything else that others may wait for.
    """
    if wanted:
        await writer.fetch(_LOCK, [one.resource_id for one in wanted])


async def take(
    writer: Writer,
    wanted: Sequence[Wanted],
    span: asyncpg.Range,
    *,
    holder_id: int,
    reason: str,
    now: datetime,
) -> None:
    """Claim units of resources that are locked, the lowest free ones, besides what a holder has.

    Raises Occupied, and may have claimed some of them by then: for a savepoint, or to be rolled
    back.
    """
    if not wanted:
        return
    ids, units = [one.resource_id for one in wanted], [one.units for one in wanted]
    await writer.fetch(_FORGET_EXPIRED, ids, span, now)
    had = [row[0] for row in await writer.fetch(_TAKE, ids, units, holder_id, span, reason, now)]
    for one in wanted:
        if had.count(one.resource_id) < one.units:
            raise Occupied(one.resource_id)


async def besides(writer: Writer, holder_id: int) -> list[Wanted]:
    """What a holder has claimed besides its coach."""
    return [Wanted(*row) for row in await writer.fetch(_BESIDES, holder_id)]


async def release_besides(writer: Writer, holder_id: int) -> None:
    """Let go of what a holder has claimed besides its coach."""
    await writer.fetch(_RELEASE_BESIDES, holder_id)
