"""Requests with an Idempotency-Key: who is working on one, and its stored answer.

This is bookkeeping of the HTTP door. What the request itself does is an action of its own, which
happens once under the same key (`handlers.actions.once`).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from storage.programs import api_requests
from storage.programs.api_requests import StoredRequest
from storage.transactions import Database


async def claim(
    database: Database,
    key: str,
    person_id: int,
    fingerprint: bytes,
    *,
    lease: timedelta,
    now: datetime,
) -> bool:
    """Whether this request is ours until the lease ends: it has no answer yet, and nobody else is
    working on it."""
    take = partial(
        api_requests.take,
        key=key,
        person_id=person_id,
        fingerprint=fingerprint,
        now=now,
        until=now + lease,
    )
    return await database.write(take)


async def stored_request(database: Database, key: str) -> StoredRequest | None:
    """What is known of the request under this key."""
    async with database.read() as reader:
        return await api_requests.find(reader, key)


async def save_answer(
    database: Database, key: str, status: int, headers: Mapping[str, str], body: bytes
) -> None:
    """Store the answer, unless there is an earlier one."""
    await database.write(
        lambda writer: api_requests.save_answer(writer, key, status, dict(headers), body)
    )


async def let_go(database: Database, key: str) -> None:
    """The request failed for a passing reason: it may be sent again."""
    await database.write(lambda writer: api_requests.let_go(writer, key))
