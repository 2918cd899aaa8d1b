"""Admins' exports: who is working on which, and how far it is.

Leases go by the database's own clock: replicas may differ, and the playground's clock is moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson
from sqlalchemy import delete

from domain.transfer.exports import ExportSpec, ExportState
from storage import batches
from storage.field_columns import cells_by_name, columns_of
from storage.tables.exports import exports
from storage.transactions import Autocommit, Cells, Reader, Writer

LEASE: Final = 60  # seconds, until the replica that makes it must renew its claim
MOST_ATTEMPTS: Final = 4


@dataclass(frozen=True, slots=True)
class ExportJob:
    """An export that is ours to make. telegram_id: None if they no longer have a chat. sent: files
    already sent. attempts: this one included. fetched: its files are stored for them instead of
    sent."""

    id: int
    person_id: int
    telegram_id: int | None
    language: str | None
    spec: ExportSpec
    sent: int
    attempts: int
    fetched: bool


@dataclass(frozen=True, slots=True)
class ExportStatus:
    """What somebody has asked for, and how far it is. sent: files already sent, or ready to fetch.
    fetched: they are fetched, not sent. at_it: they are being made."""

    id: int
    spec: ExportSpec
    state: ExportState
    sent: int
    created_at: datetime
    fetched: bool
    at_it: bool


_AT_IT = "coalesce(state = 'waiting' AND leased_until > clock_timestamp(), false)"
_OF = f"""
SELECT {columns_of(ExportStatus, spec="wanted::text", at_it=_AT_IT)}
FROM exports WHERE person_id = $1
"""
_OF_PERSON = f"{_OF} ORDER BY id DESC LIMIT $2"
_ONE_OF_PERSON = f"{_OF} AND id = $2"
_SAME = """
SELECT id FROM exports WHERE person_id = $1 AND state = 'waiting' AND fetched = $3
    AND wanted = $2::text::jsonb
"""
_ADD = """
INSERT INTO exports (person_id, wanted, fetched, created_at)
VALUES ($1, $2::text::jsonb, $3, $4) RETURNING id
"""
_JOB = columns_of(
    ExportJob,
    "e",
    telegram_id="p.telegram_id",
    language="coalesce(p.chosen_language, p.language)",
    spec="e.wanted::text",
)
_TAKE = f"""
UPDATE exports e SET
    leased_until = clock_timestamp() + interval '{LEASE} seconds', attempts = e.attempts + 1
FROM people p
WHERE p.id = e.person_id AND e.id = (
    SELECT id FROM exports
    WHERE state = 'waiting' AND (leased_until IS NULL OR leased_until < clock_timestamp())
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING {_JOB}
"""
_RENEW = f"""
UPDATE exports SET leased_until = clock_timestamp() + interval '{LEASE} seconds'
WHERE id = $1 AND state = 'waiting' RETURNING id
"""
_SENT = "UPDATE exports SET sent = greatest(sent, $2) WHERE id = $1 RETURNING id"
_END = "UPDATE exports SET state = $2, leased_until = NULL WHERE id = $1 RETURNING id"
_LATER = """
UPDATE exports SET leased_until = clock_timestamp() + make_interval(secs => $2) WHERE id = $1
RETURNING id
"""
_FORGET = delete(exports).where(batches.oldest(exports.c.id, exports.c.created_at))


async def add(
    writer: Writer, person_id: int, spec: ExportSpec, now: datetime, *, fetched: bool = False
) -> int:
    """The same export if this person already waits for it, or a new one; its id. fetched: its files
    are stored for them instead of sent."""
    text = orjson.dumps(spec.to_json()).decode()
    rows = await writer.fetch(_SAME, person_id, text, fetched)
    if not rows:
        rows = await writer.fetch(_ADD, person_id, text, fetched, now)
    return int(rows[0][0])


async def of_person(reader: Reader, person_id: int, most: int) -> Sequence[ExportStatus]:
    """A person's exports, latest first."""
    return [_status(row) for row in await reader.fetch(_OF_PERSON, person_id, most)]


async def one_of_person(reader: Reader, person_id: int, export_id: int) -> ExportStatus | None:
    """One of these; None if it is somebody else's."""
    rows = await reader.fetch(_ONE_OF_PERSON, person_id, export_id)
    return _status(rows[0]) if rows else None


async def take(autocommit: Autocommit) -> ExportJob | None:
    """The oldest that nobody is working on, under a lease; None if there is none."""
    rows = await autocommit.fetch(_TAKE)
    return _job(rows[0]) if rows else None


async def renew(autocommit: Autocommit, export_id: int) -> None:
    """Somebody is still working on it."""
    await autocommit.fetch(_RENEW, export_id)


async def set_sent(writer: Autocommit | Writer, export_id: int, files: int) -> None:
    """This many of its files were sent."""
    await writer.fetch(_SENT, export_id, files)


async def end(autocommit: Autocommit, export_id: int, state: ExportState) -> None:
    """It is finished: nobody works on it any more."""
    await autocommit.fetch(_END, export_id, str(state))


async def later(autocommit: Autocommit, export_id: int, seconds: float) -> None:
    """It is retried after this long."""
    await autocommit.fetch(_LATER, export_id, seconds)


async def forget_older(writer: Writer, *, before: datetime) -> int:
    """Deletes a batch of exports from before then; how many."""
    return await writer.run(_FORGET, {"before": before})


def _status(row: Cells) -> ExportStatus:
    cells = cells_by_name(ExportStatus, row)
    cells |= {"spec": _spec(cells["spec"]), "state": ExportState(cells["state"])}
    return ExportStatus(**cells)


def _job(row: Cells) -> ExportJob:
    cells = cells_by_name(ExportJob, row)
    return ExportJob(**cells | {"spec": _spec(cells["spec"])})


def _spec(text: str) -> ExportSpec:
    return ExportSpec.from_json(orjson.loads(text))
