"""Everything that can be exported, read a stretch of rows at a time, by id.

However much there is, no statement takes long and only one stretch is in memory. The rows of one
stretch are from one moment.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from domain.transfer.exports import ExportTable
from storage.transactions import Cells, Reader

STRETCH: Final = 2_000


class ExportQuery(NamedTuple):
    """columns: as they are read, after the id from which the next stretch goes on. sql: with $1 for
    the last id and $2 for how many; for tables with days, $3 and $4 for the instants, or NULL."""

    columns: tuple[str, ...]
    sql: str


_NAME = "concat_ws(' ', p.first_name, p.last_name)"
# Of several, the one proven to be theirs, which is also the one that is called.
_KNOWN = """
    (SELECT value FROM identities i WHERE i.person_id = p.id AND i.kind = '{0}'
        ORDER BY verified_at DESC NULLS LAST, id LIMIT 1)
""".strip()
_PHONE = _KNOWN.format("phone")
_EMAIL = f"coalesce(p.email, {_KNOWN.format('email')})"
_DAYS = "($3::timestamptz IS NULL OR {0} >= $3) AND ($4::timestamptz IS NULL OR {0} < $4)"
_CUSTOMERS = f"""
SELECT p.id, p.id, {_NAME}, {_PHONE}, {_EMAIL}, p.username,
    coalesce(p.chosen_language, p.language), p.zone, p.created_at,
    p.blocked_at, p.blocked_reason
FROM people p
WHERE p.id > $1 AND p.merged_into IS NULL AND p.erased_at IS NULL
    AND NOT EXISTS (SELECT FROM coaches c WHERE c.person_id = p.id)
ORDER BY p.id LIMIT $2
"""
_COACHES = f"""
SELECT c.id, c.id, c.name, {_PHONE}, {_EMAIL}, c.zone, c.place, c.active,
    (SELECT string_agg(s.title, '; ' ORDER BY s.position, s.id) FROM coach_services o
        JOIN services s ON s.id = o.service_id WHERE o.coach_id = c.id)
FROM coaches c JOIN people p ON p.id = c.person_id
WHERE c.id > $1 ORDER BY c.id LIMIT $2
"""
_SERVICES = """
SELECT id, id, title, category, description, minutes, price_minor, currency, buffer_before,
    buffer_after, capacity, hidden
FROM services WHERE id > $1 ORDER BY id LIMIT $2
"""
_BOOKINGS = f"""
SELECT a.id, a.code, a.starts_at, a.ends_at, a.zone, c.name, {_NAME}, {_PHONE}, {_EMAIL},
    a.service_title, a.status, a.places, a.price_minor, a.currency, a.note, a.answers::text,
    (SELECT string_agg(r.name, '; ' ORDER BY r.id) FROM resources r
        WHERE r.id = ANY (a.resource_ids)),
    a.meeting, a.reason, a.created_at
FROM appointments a JOIN coaches c ON c.id = a.coach_id JOIN people p ON p.id = a.customer_id
WHERE a.id > $1 AND a.status <> 'held' AND {_DAYS.format("a.starts_at")}
ORDER BY a.id LIMIT $2
"""
_ROOMS = """
SELECT id, id, name, kind, units, active, directions, hours::text
FROM resources WHERE id > $1 AND kind <> 'coach' ORDER BY id LIMIT $2
"""
# For the week, single dates, seasons and single services; a coach's together.
_HOURS = """
SELECT id, name, zone, kind, day, windows::text FROM (
    SELECT c.id, c.name, c.zone, 0 AS nr, 'week' AS kind, h.weekday::text AS day,
        json_agg(json_build_array(h.starts, h.ends + h.past_midnight) ORDER BY h.starts)::jsonb
            AS windows
    FROM coaches c JOIN working_hours h ON h.coach_id = c.id GROUP BY c.id, h.weekday
    UNION ALL
    SELECT c.id, c.name, c.zone, 1, 'date', o.day::text,
        CASE WHEN o.past_midnight = 0 THEN o.windows
            ELSE jsonb_set(o.windows, '{-1,1}', to_jsonb(1440 + o.past_midnight)) END
    FROM coaches c JOIN hours_overrides o ON o.coach_id = c.id
    UNION ALL
    SELECT c.id, c.name, c.zone, 2, 'season',
        concat(s.first_day, '/', s.last_day), s.weekly
    FROM coaches c JOIN hours_seasons s ON s.coach_id = c.id
    UNION ALL
    SELECT c.id, c.name, c.zone, 3, 'service', t.title, s.weekly
    FROM coaches c JOIN service_hours s ON s.coach_id = c.id JOIN services t ON t.id = s.service_id
) every WHERE id > $1 AND id <= $1 + $2 ORDER BY id, nr, day
"""
_LEAVE = f"""
SELECT l.id, c.name, l.starts_local, l.ends_local, c.zone, l.block, l.note
FROM leaves l JOIN coaches c ON c.id = l.coach_id
WHERE l.id > $1 AND {_DAYS.format("l.starts_local AT TIME ZONE c.zone")} ORDER BY l.id LIMIT $2
"""
_CLOSURES = """
SELECT id, name, first_day, last_day, yearly, region FROM closures
WHERE id > $1 ORDER BY id LIMIT $2
"""
_WAITLIST = f"""
SELECT w.id, {_NAME}, {_PHONE}, {_EMAIL}, s.title, c.name, w.first_day, w.last_day, w.zone,
    w.joined_at, w.state, w.closed_at
FROM waits w JOIN people p ON p.id = w.person_id JOIN services s ON s.id = w.service_id
    LEFT JOIN coaches c ON c.id = w.coach_id
WHERE w.id > $1 AND {_DAYS.format("w.joined_at")} ORDER BY w.id LIMIT $2
"""
_AUDIT = f"""
SELECT a.id, a.id, a.at, a.door, a.actor_id, {_NAME}, a.action, a.entity, a.entity_id,
    a.before::text, a.after::text
FROM audit a LEFT JOIN people p ON p.id = a.actor_id
WHERE a.id > $1 AND {_DAYS.format("a.at")} ORDER BY a.id LIMIT $2
"""


def _table(columns: str, sql: str) -> ExportQuery:
    return ExportQuery(tuple(columns.split()), sql)


TABLES: Final[Mapping[ExportTable, ExportQuery]] = {
    ExportTable.CUSTOMERS: _table(
        "id name phone email username language zone known_since blocked_since reason",
        _CUSTOMERS,
    ),
    ExportTable.COACHES: _table("id name phone email zone place open services", _COACHES),
    ExportTable.SERVICES: _table(
        "id service category description minutes price currency buffer_before "
        "buffer_after capacity hidden",
        _SERVICES,
    ),
    ExportTable.BOOKINGS: _table(
        "code start end zone coach customer phone email service state places price "
        "currency note answers room meeting reason booked",
        _BOOKINGS,
    ),
    ExportTable.ROOMS: _table("id name kind units open directions hours", _ROOMS),
    ExportTable.HOURS: _table("coach zone kind day hours", _HOURS),
    ExportTable.LEAVE: _table("coach start end zone blocked reason", _LEAVE),
    ExportTable.CLOSURES: _table("name first_day last_day yearly region", _CLOSURES),
    ExportTable.WAITLIST: _table(
        "customer phone email service coach first_day last_day zone joined state closed",
        _WAITLIST,
    ),
    ExportTable.AUDIT: _table(
        "id at door actor_id actor action entity entity_id before after",
        _AUDIT,
    ),
}
_LAST_COACH = "SELECT coalesce(max(id), 0) FROM coaches"


async def stretches(
    reader: Reader, kind: ExportTable, start: datetime | None, end: datetime | None
) -> AsyncIterator[Sequence[Cells]]:
    """Its rows in order, without their first cell; for tables with days only from `[start,
    end)`."""
    table = TABLES[kind]
    days = (start, end) if "$3" in table.sql else ()
    # Several rows share an id there: it goes on by id, not by row.
    [[until]] = await reader.fetch(_LAST_COACH) if kind is ExportTable.HOURS else [[0]]
    last = 0
    while True:
        rows = await reader.fetch(table.sql, last, STRETCH, *days)
        yield [row[1:] for row in map(tuple, rows)]
        if kind is ExportTable.HOURS:
            last += STRETCH
            if last >= until:
                return
        elif len(rows) < STRETCH:
            return
        else:
            last = rows[-1][0]
