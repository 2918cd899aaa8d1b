"""The audit log for browsing: newest first, all of it or what concerns something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from storage.field_columns import columns_of
from storage.transactions import Cells, Reader


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of the log, as in `audit.AuditEntry`; id: its place in it. request_id: of the
    request behind it, None from before there were any."""

    id: int
    at: datetime
    actor_id: int | None
    door: str | None
    action: str
    coach_id: int | None
    entity: str
    entity_id: int
    request_id: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    facts: Mapping[str, Any]


_COLUMNS: Final = columns_of(
    AuditLine, "a", before="a.before::text", after="a.after::text", facts="a.facts::text"
)
_ALL = f"SELECT {_COLUMNS} FROM audit a WHERE a.id < $1 ORDER BY a.id DESC LIMIT $2"
_OF_KIND = f"""
SELECT {_COLUMNS} FROM audit a WHERE a.entity = $3 AND a.id < $1 ORDER BY a.id DESC LIMIT $2
"""
_OF_ROW = f"""
SELECT {_COLUMNS} FROM audit a WHERE a.entity = $3 AND a.entity_id = $4 AND a.id < $1
ORDER BY a.id DESC LIMIT $2
"""
_BETWEEN = f"""
SELECT {_COLUMNS} FROM audit a WHERE a.at >= $3 AND a.at < $4 AND a.id < $1
ORDER BY a.id DESC LIMIT $2
"""
_OF_REQUEST = f"""
SELECT {_COLUMNS} FROM audit a
WHERE a.request_id = (SELECT request_id FROM audit WHERE id = $3) AND a.id < $1
ORDER BY a.id DESC LIMIT $2
"""
_REQUEST = "SELECT min(id) FROM audit WHERE request_id = $1"
# What somebody did, and what was done to them, to their bookings and to the records merged into
# them: each has an index of its own.
_OF_PERSON = f"""
WITH RECURSIVE them (id) AS (
    SELECT $3::bigint UNION SELECT p.id FROM people p JOIN them t ON p.merged_into = t.id
), found AS (
    (SELECT a.id FROM them t CROSS JOIN LATERAL (
        SELECT id FROM audit WHERE actor_id = t.id AND id < $1 ORDER BY id DESC LIMIT $2) a)
    UNION
    (SELECT a.id FROM audit a JOIN them t ON a.entity = 'person' AND a.entity_id = t.id
        WHERE a.id < $1 ORDER BY a.id DESC LIMIT $2)
    UNION
    (SELECT a.id FROM appointments b JOIN audit a
            ON a.entity = 'appointment' AND a.entity_id = b.id
        WHERE b.customer_id IN (SELECT id FROM them) AND a.id < $1 ORDER BY a.id DESC LIMIT $2)
)
SELECT {_COLUMNS} FROM audit a WHERE a.id IN (SELECT id FROM found) ORDER BY a.id DESC LIMIT $2
"""
_PEOPLE = """
SELECT id, concat_ws(' ', first_name, last_name) FROM people WHERE id = ANY ($1::bigint[])
"""
_SESSIONS = """
SELECT a.id, a.code, s.title, concat_ws(' ', p.first_name, p.last_name)
FROM appointments a JOIN services s ON s.id = a.service_id JOIN people p ON p.id = a.customer_id
WHERE a.id = ANY ($1::bigint[])
"""
NEWEST: Final = 2**62


async def newest(reader: Reader, before: int, most: int) -> list[AuditLine]:
    """The newest lines before one."""
    return _lines(await reader.fetch(_ALL, before, most))


async def of_kind(reader: Reader, entity: str, before: int, most: int) -> list[AuditLine]:
    """Those about rows of one kind."""
    return _lines(await reader.fetch(_OF_KIND, before, most, entity))


async def of_row(reader: Reader, entity: str, id_: int, before: int, most: int) -> list[AuditLine]:
    """Those about one row."""
    return _lines(await reader.fetch(_OF_ROW, before, most, entity, id_))


async def between(
    reader: Reader, start: datetime, end: datetime, before: int, most: int
) -> list[AuditLine]:
    """Those of `[start, end)`, UTC."""
    return _lines(await reader.fetch(_BETWEEN, before, most, start, end))


async def of_request(reader: Reader, line_id: int, before: int, most: int) -> list[AuditLine]:
    """Those from the same request as one line."""
    return _lines(await reader.fetch(_OF_REQUEST, before, most, line_id))


async def line_of_request(reader: Reader, request_id: str) -> int | None:
    """The first line of a request."""
    rows = await reader.fetch(_REQUEST, request_id)
    line_id: int | None = rows[0][0]
    return line_id


async def of_person(reader: Reader, person_id: int, before: int, most: int) -> list[AuditLine]:
    """What somebody did, and what was done to them and to their bookings."""
    return _lines(await reader.fetch(_OF_PERSON, before, most, person_id))


async def people_named(reader: Reader, ids: Sequence[int]) -> dict[int, str]:
    """These people's names."""
    return {row[0]: row[1] for row in await reader.fetch(_PEOPLE, list(ids))}


async def sessions_named(reader: Reader, ids: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    """Booking code, service and customer of these sessions."""
    rows = await reader.fetch(_SESSIONS, list(ids))
    return {id_: (code, title, name) for id_, code, title, name in rows}


def _lines(rows: Sequence[Cells]) -> list[AuditLine]:
    return [_line(*row) for row in rows]


def _line(*cells: Any) -> AuditLine:
    id_, at, actor_id, door, action, coach_id, entity, entity_id, request_id, *texts = cells
    before, after, facts = map(_json, texts)
    of = actor_id, door, action, coach_id, entity, entity_id, request_id
    return AuditLine(id_, at, *of, before, after, facts or {})


def _json(text: str | None) -> Any:
    return None if text is None else orjson.loads(text)
