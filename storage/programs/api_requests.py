"""Requests with an Idempotency-Key: who is handling one, and what was answered.

One is taken under a lease before it is handled, and its answer is stored after: if a process dies
in between, its lease runs out, and the next request does it again, under the same action key, which
makes it happen once.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete

from storage import batches
from storage.field_columns import columns_of
from storage.tables.api_keys import api_requests
from storage.transactions import Cells, Reader, Writer


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """What is known of one. fingerprint: of what was asked. answer: None until it is answered."""

    fingerprint: bytes
    status: int | None
    headers: dict[str, str]
    answer: bytes | None


_COLUMNS = columns_of(StoredRequest, headers="headers::text")
# Once a lease has run out, its owner is presumed dead.
_TAKE = """
INSERT INTO api_requests AS known (key, person_id, fingerprint, at, leased_until)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key) DO UPDATE SET leased_until = excluded.leased_until
    WHERE known.answer IS NULL AND known.fingerprint = excluded.fingerprint
        AND known.leased_until <= $4
RETURNING 1
"""
_FIND = f"SELECT {_COLUMNS} FROM api_requests WHERE key = $1"
# The first answer stands.
_ANSWER = """
UPDATE api_requests SET status = $2, headers = $3::jsonb, answer = $4, leased_until = NULL
WHERE key = $1 AND answer IS NULL
"""
_LET_GO = "UPDATE api_requests SET leased_until = at WHERE key = $1 AND answer IS NULL"
_R = api_requests.c
_FORGET = delete(api_requests).where(batches.oldest(_R.key, _R.at))


async def take(
    writer: Writer,
    key: str,
    person_id: int,
    fingerprint: bytes,
    *,
    now: datetime,
    until: datetime,
) -> bool:
    """Whether it is ours to do: it is unanswered, and nobody else is handling it."""
    return bool(await writer.fetch(_TAKE, key, person_id, fingerprint, now, until))


async def find(reader: Reader, key: str) -> StoredRequest | None:
    rows = await reader.fetch(_FIND, key)
    return _request(rows[0]) if rows else None


async def save_answer(
    writer: Writer, key: str, status: int, headers: dict[str, Any], answer: bytes
) -> None:
    """Store the answer, unless there already is one."""
    await writer.fetch(_ANSWER, key, status, orjson.dumps(headers).decode(), answer)


async def let_go(writer: Writer, key: str) -> None:
    """It was not done, for a temporary reason: the next request may do it."""
    await writer.fetch(_LET_GO, key)


async def forget_older(writer: Writer, before: datetime) -> int:
    """Deletes a batch of those from before an instant; how many."""
    return await writer.run(_FORGET, {"before": before})


def _request(row: Cells) -> StoredRequest:
    fingerprint, status, headers, answer = row
    return StoredRequest(
        bytes(fingerprint),
        status,
        orjson.loads(headers) if headers else {},
        None if answer is None else bytes(answer),
    )
