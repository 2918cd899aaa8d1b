"""`Idempotency-Key`: a repeat under the same key gets the first answer.

The action stores its effect under its key in its own transaction (`handlers.actions.once`), so it
happens once even if this process dies. This module stores the answer: a late repeat gets it even if
the booking was moved since. Simultaneous requests with the same key wait for each other.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct, json, structs

from handlers.actions.programs import api_answers
from handlers.http.api.answers import EncodedAnswer
from handlers.http.api.request_faults import FieldFault, Unacceptable, of_fields
from storage.transactions import Database

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotent-Replayed"
LONGEST: Final = 255
PASSWORDS: Final = ("password", "current_password")
# How long a process may work on a request before another one presumes it dead.
LEASE: Final = timedelta(seconds=30)
NO_LEASE: Final = timedelta()
# Seconds between two checks whether the other request has been answered.
LOOK: Final = 0.05

Do = Callable[[], Awaitable[EncodedAnswer]]


def parse_key(header: str) -> str:
    """A key as sent. Raises Unacceptable: 400."""
    # As the description has it: no blanks, and no characters that a proxy may change.
    if not 0 < len(header) <= LONGEST or not all("!" <= letter <= "~" for letter in header):
        message = f"Expected 1 to {LONGEST} letters of ASCII without blanks"
        raise of_fields(400, [FieldFault(field=HEADER, code="invalid", message=message)])
    return header


def fingerprint_of(*parts: bytes) -> bytes:
    """Tells different requests under the same key apart."""
    return hashlib.sha256(b"\0".join(parts)).digest()


def content_of(raw: bytes, body: Struct | None) -> bytes:
    """Tells different bodies apart, ignoring passwords: no digest is stored that somebody could
    brute-force offline."""
    hidden = {name: "" for name in PASSWORDS if getattr(body, name, None)}
    return json.encode(structs.replace(body, **hidden)) if body and hidden else raw


async def once(
    database: Database,
    key: str,
    person_id: int,
    fingerprint: bytes,
    do: Do,
    *,
    clock: Callable[[], datetime],
) -> EncodedAnswer:
    """Do it, or repeat the stored answer. Raises Unacceptable: 422 for another request under the
    same key, 503 if the same one has had no answer for long."""
    for _ in range(int(2 * LEASE.total_seconds() / LOOK)):
        if await api_answers.claim(database, key, person_id, fingerprint, lease=LEASE, now=clock()):
            return await _perform(database, key, do)
        answer = await _kept_answer(database, key, fingerprint)
        if answer is not None:
            return answer
        await asyncio.sleep(LOOK)
    raise Unacceptable(503, "still_being_done", headers={"Retry-After": "5"})


async def mark(
    database: Database, key: str, person_id: int, fingerprint: bytes, *, now: datetime
) -> None:
    """Record the request under a key whose answer is not stored. Raises Unacceptable, 422, for
    another request under it: its action would find the first one's outcome, and do nothing."""
    if not await api_answers.claim(database, key, person_id, fingerprint, lease=NO_LEASE, now=now):
        await _kept_answer(database, key, fingerprint)


async def _perform(database: Database, key: str, do: Do) -> EncodedAnswer:
    try:
        answer = await do()
    except BaseException:
        await api_answers.let_go(database, key)
        raise
    if answer.status >= 500 or answer.status == 429:
        await api_answers.let_go(database, key)
        return answer
    await api_answers.save_answer(database, key, answer.status, answer.headers, answer.body)
    return answer


async def _kept_answer(database: Database, key: str, fingerprint: bytes) -> EncodedAnswer | None:
    request = await api_answers.stored_request(database, key)
    if request is None:
        return None
    if request.fingerprint != fingerprint:
        raise Unacceptable(422, "idempotency_key_used")
    if request.answer is None or request.status is None:
        return None
    return EncodedAnswer(request.status, request.answer, {**request.headers, REPLAYED: "true"})
