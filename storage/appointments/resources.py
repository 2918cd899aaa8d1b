"""Rooms and devices: a number of units each, claimed besides a coach.

A transaction that claims units waits for all others that want the same resource, so that the last
is neither missed nor given twice. All are waited for in one order, before the coach's time is
claimed: nobody waiting for a resource holds anything that others wait for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from domain.appointments.claims import ClaimReason
from domain.services.resources import ResourceKind
from domain.starts.rooming import Use
from domain.time.spans import epoch
from storage.appointments.busy_spans import PACKED, BlockedSpans
from storage.transactions import Reader, Writer

CALLED: Final = """
    array_agg(concat_ws(', ', name, directions) ORDER BY name, id) FILTER (WHERE kind = KIND)
"""
"""An aggregate of `resources`: the names of those of a kind, and how to find them."""
_NAMES = f"""
SELECT {", ".join(CALLED.replace("KIND", f"'{kind}'") for kind in ResourceKind)}
FROM resources WHERE id = ANY ($1::bigint[])
"""
_LOCK = "SELECT id FROM resources WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE"
_FORGET_EXPIRED = """
DELETE FROM claims
WHERE resource_id = ANY ($1::bigint[]) AND span && $2::tstzrange AND expires_at <= $3::timestamptz
"""
_TAKE = """
INSERT INTO claims (resource_id, holder_id, nr, unit, span, reason, created_at, expires_at)
SELECT wanted.id, $3, $8::int + row_number() OVER (PARTITION BY wanted.id ORDER BY free.unit),
    free.unit, $4::tstzrange, $5, $6, $7::timestamptz
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
# As `storage.appointments.busy_spans` does for coaches, and for the same reason: one lookup each.
_CLAIMED = f"""
SELECT array_agg(r.id), array_agg(found.unit), array_agg(found.spans)
FROM unnest($1::bigint[]) r (id) CROSS JOIN LATERAL (
    SELECT unit, {PACKED} AS spans FROM claims
    WHERE resource_id = r.id AND span && tstzrange($2::timestamptz, $3::timestamptz)
        AND (expires_at <= $4::timestamptz) IS NOT TRUE
        AND holder_id IS DISTINCT FROM $5::bigint
    GROUP BY unit
) found
"""
# Past sessions have released their claims, and record themselves what they had.
_USES = """
SELECT a.id, coalesce(a.service_title, v.title), o.name,
    coalesce(concat_ws(' ', p.first_name, p.last_name), ''), s.starts_at, s.ends_at, s.units, s.over
FROM (
    SELECT c.holder_id AS id, array_agg(c.unit ORDER BY c.unit) AS units, false AS over,
        coalesce(min(a.starts_at), min(g.starts_at)) AS starts_at,
        coalesce(min(a.ends_at), min(g.ends_at)) AS ends_at,
        coalesce(min(a.coach_id), min(g.coach_id)) AS coach_id,
        min(g.service_id) AS service_id, c.reason = 'appointment' AS single
    FROM claims c
    LEFT JOIN appointments a ON c.reason = 'appointment' AND a.id = c.holder_id
    LEFT JOIN sessions g ON c.reason = 'session' AND g.id = c.holder_id
    WHERE c.resource_id = $1 AND c.span && tstzrange($2::timestamptz, $3::timestamptz)
        AND c.reason IN ('appointment', 'session')
    GROUP BY c.holder_id, c.reason
    UNION ALL
    SELECT a.id, '{}', true, a.starts_at, a.ends_at, a.coach_id, NULL, true
    FROM coaches JOIN appointments a ON a.coach_id = coaches.id
        AND a.starts_at >= $2::timestamptz AND a.starts_at < $3::timestamptz
    WHERE a.resource_ids @> ARRAY[$1::bigint] AND a.session_id IS NULL
        AND a.status IN ('completed', 'no_show')
) s
JOIN coaches o ON o.id = s.coach_id
LEFT JOIN appointments a ON s.single AND a.coach_id = s.coach_id AND a.id = s.id
LEFT JOIN people p ON p.id = a.customer_id
LEFT JOIN services v ON v.id = s.service_id
ORDER BY s.starts_at, s.id
"""
_BESIDES = """
SELECT resource_id, count(*) FROM claims
WHERE holder_id = $1 AND nr > 0 AND reason <> 'proposal'
GROUP BY resource_id ORDER BY resource_id
"""
_RELEASE_BESIDES = "DELETE FROM claims WHERE holder_id = $1 AND nr > 0"


@dataclass(frozen=True, slots=True)
class ResourceUnits:
    """A number of units of a resource."""

    resource_id: int
    units: int = 1


class ResourceOccupied(Exception):
    """Fewer units of a resource are free than wanted."""

    def __init__(self, resource_id: int) -> None:
        super().__init__(f"resource {resource_id} is occupied")
        self.resource_id = resource_id


async def claimed_spans(
    reader: Reader,
    resource_ids: Sequence[int],
    start: datetime,
    end: datetime,
    *,
    now: datetime,
    without: int | None = None,
) -> dict[int, dict[int, BlockedSpans]]:
    """What is claimed of these resources in `[start, end)`, UTC: by resource, by unit.

    without: a holder that does not count. now: what has expired by then does not count.
    """
    [[ids, units, spans]] = await reader.fetch(
        _CLAIMED, list(resource_ids), start, end, now, without
    )
    claims: dict[int, dict[int, BlockedSpans]] = {}
    for resource_id, unit, packed in zip(ids or (), units or (), spans or (), strict=True):
        claims.setdefault(resource_id, {})[unit] = BlockedSpans(packed)
    return claims


async def uses(reader: Reader, resource_id: int, start: datetime, end: datetime) -> list[Use]:
    """Who has a resource in `[start, end)`, UTC, in order; past sessions included."""
    rows = await reader.fetch(_USES, resource_id, start, end)
    return [
        Use(id_, title, coach, who, epoch(starts), epoch(ends), tuple(units), over)
        for id_, title, coach, who, starts, ends, units, over in rows
    ]


async def lock(writer: Writer, units: Sequence[ResourceUnits]) -> None:
    """Wait for pending claims of these resources, and block others until the end.

    Call it before anything else that others may wait for.
    """
    if units:
        await writer.fetch(_LOCK, [one.resource_id for one in units])


async def take(
    writer: Writer,
    resource_units: Sequence[ResourceUnits],
    span: asyncpg.Range,
    *,
    holder_id: int,
    reason: ClaimReason,
    now: datetime,
    until: datetime | None = None,
    after: int = 0,
) -> None:
    """Claim units of locked resources, the lowest free ones, besides what a holder has.

    until: for a hold. after: the number after which those of the claims begin.

    Raises ResourceOccupied, perhaps after claiming some of them: use a savepoint, or roll back.
    """
    if not resource_units:
        return
    ids, units = [one.resource_id for one in resource_units], [one.units for one in resource_units]
    await writer.fetch(_FORGET_EXPIRED, ids, span, now)
    claim = holder_id, span, reason, now, until, after
    rows = await writer.fetch(_TAKE, ids, units, *claim)
    had = [row[0] for row in rows]
    for one in resource_units:
        if had.count(one.resource_id) < one.units:
            raise ResourceOccupied(one.resource_id)


async def take_instead(
    writer: Writer,
    had: Sequence[ResourceUnits],
    units: Sequence[ResourceUnits],
    span: asyncpg.Range,
    *,
    holder_id: int,
    now: datetime,
    reason: ClaimReason = ClaimReason.APPOINTMENT,
) -> None:
    """The same in place of what it has had until now; all of it is locked."""
    if had:
        await release_besides(writer, holder_id)
    await take(writer, units, span, holder_id=holder_id, reason=reason, now=now)


def ids_of(units: Sequence[ResourceUnits]) -> tuple[int, ...]:
    """The ids of these resources, in order, as in an appointment."""
    return tuple(sorted(one.resource_id for one in units))


async def names(
    reader: Reader, resource_ids: Sequence[int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The current names of rooms and of devices, as in an appointment."""
    if not resource_ids:
        return (), ()
    [[rooms, devices]] = await reader.fetch(_NAMES, list(resource_ids))
    return tuple(rooms or ()), tuple(devices or ())


async def besides(reader: Reader, holder_id: int) -> list[ResourceUnits]:
    """What a holder has claimed besides its coach."""
    return [ResourceUnits(*row) for row in await reader.fetch(_BESIDES, holder_id)]


async def release_besides(writer: Writer, holder_id: int) -> None:
    """Release what a holder has claimed besides its coach."""
    await writer.fetch(_RELEASE_BESIDES, holder_id)
