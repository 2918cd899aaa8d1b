"""Requests that wait for a code, and the letters that carry the codes.

They are not rows of the outbox: they go to an address and not to a person, end within minutes, and
nothing readable later holds a code, which is only made when its letter is written.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import delete

from domain.accounts.account_codes import CodePurpose, CodeRequest
from domain.accounts.identity import Identity, IdentityKind
from storage import batches
from storage.field_columns import columns_of
from storage.tables.accounts import account_codes
from storage.transactions import Autocommit, Cells, Reader, Writer

# The state in which a letter waits. A slow way holds up no other, and the previous version does not
# take other letters for mail.
STATES: Final = {IdentityKind.EMAIL: "waiting", IdentityKind.PHONE: "to_text"}
_COLUMNS = columns_of(CodeRequest, identity=columns_of(Identity), payload="wanted::text")
# Requests since $3: for one mailbox, and from one place; and when the last was.
_COUNTS = """
SELECT count(*) FILTER (WHERE value = $1), count(*) FILTER (WHERE address = $2),
    max(made_at) FILTER (WHERE value = $1), min(made_at) FILTER (WHERE value = $1),
    min(made_at) FILTER (WHERE address = $2)
FROM account_codes WHERE made_at > $3 AND (value = $1 OR address = $2)
"""
_HOLD = "SELECT pg_advisory_xact_lock(hashtextextended('account codes from ' || $1, 0))"
_ADD = """
INSERT INTO account_codes (request, purpose, kind, value, person_id, language, wanted, address,
    made_at, expires_at, state, due_at)
VALUES ($1, $2, $3, $4, $5, $6, $7::text::jsonb, $8, $9, $10, $11, $9)
"""
_BY_REQUEST = f"SELECT {_COLUMNS} FROM account_codes WHERE request = $1"
_DUE = {
    kind: f"""
SELECT {_COLUMNS} FROM account_codes
WHERE state = '{state}' AND due_at <= $1 AND expires_at > $1
ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
"""
    for kind, state in STATES.items()
}
# Several letters may all arrive: any of their codes is valid.
_SENDING = """
UPDATE account_codes SET due_at = $2, digests = CASE WHEN $3::text IS NULL THEN digests
    ELSE array_append(digests, $3) END
WHERE id = $1
"""
_SENT = "UPDATE account_codes SET state = 'sent' WHERE id = $1 RETURNING id"
_LATER = "UPDATE account_codes SET due_at = $2 WHERE id = $1 RETURNING id"
_TRIED = "UPDATE account_codes SET tries = tries + 1 WHERE id = $1"
_USED = """
UPDATE account_codes SET used_at = $2, wanted = NULL, digests = '{}', state = 'sent' WHERE id = $1
"""
_OUTDATE = """
UPDATE account_codes SET expires_at = $2
WHERE person_id = $1 AND used_at IS NULL AND expires_at > $2 AND purpose = 'recover'
"""
_A = account_codes.c
_FORGET = delete(account_codes).where(batches.oldest(_A.id, _A.made_at))


async def hold_place(writer: Writer, address: str) -> None:
    """Keeps others from asking from this place until this transaction ends."""
    await writer.fetch(_HOLD, address)


async def counts(
    reader: Reader, identity: Identity, address: str | None, since: datetime
) -> tuple[int, int, datetime | None, datetime | None, datetime | None]:
    """How many requests there were since then: for this mailbox, from this place; when the last and
    the first for the mailbox, and the first from the place."""
    [row] = await reader.fetch(_COUNTS, identity.value, address, since)
    of_value, of_address, last, first, from_there = row
    return int(of_value), int(of_address), last, first, from_there


async def add(
    writer: Writer,
    request: str,
    purpose: CodePurpose,
    identity: Identity,
    *,
    person_id: int | None,
    language: str | None,
    payload: Mapping[str, Any],
    address: str | None,
    now: datetime,
    expires_at: datetime,
    send: bool,
) -> None:
    """A request that waits for its code. send: False if no letter goes out."""
    state = STATES.get(identity.kind, "none") if send else "none"
    words = orjson.dumps(payload).decode()
    mailbox = identity.kind, identity.value
    values = person_id, language, words, address, now, expires_at, state
    await writer.fetch(_ADD, request, purpose, *mailbox, *values)


async def by_request(reader: Reader, request: str) -> CodeRequest | None:
    """The request whose word has this digest."""
    return _one(await reader.fetch(_BY_REQUEST, request))


async def hold(writer: Writer, request: str) -> CodeRequest | None:
    """The same, locked: others who try a code for it wait until the commit."""
    return _one(await writer.fetch(f"{_BY_REQUEST} FOR UPDATE", request))


async def due(writer: Writer, kind: IdentityKind, now: datetime) -> CodeRequest | None:
    """The oldest one waiting to be sent to this kind of address, unless it is already being
    sent."""
    return _one(await writer.fetch(_DUE[kind], now))


async def mark_sending(
    writer: Writer, code_id: int, digest: str | None, again_at: datetime
) -> None:
    """Its letter is being sent, with a code of this digest if it has one. again_at: when somebody
    else may try, if it is still unsent."""
    await writer.fetch(_SENDING, code_id, again_at, digest)


async def mark_sent(autocommit: Autocommit, code_id: int) -> None:
    """Its letter is on its way, or cannot be sent at all: nobody tries again."""
    await autocommit.fetch(_SENT, code_id)


async def retry_at(autocommit: Autocommit, code_id: int, at: datetime) -> None:
    """Its letter could not be sent: it is retried then."""
    await autocommit.fetch(_LATER, code_id, at)


async def count_try(writer: Writer, code_id: int) -> None:
    """A wrong code was typed."""
    await writer.fetch(_TRIED, code_id)


async def mark_used(writer: Writer, code_id: int, now: datetime) -> None:
    """It is no longer valid, and nothing of what was requested is kept."""
    await writer.fetch(_USED, code_id, now)


async def outdate(writer: Writer, person_id: int, now: datetime) -> None:
    """Makes pending codes to recover a person's account invalid."""
    await writer.fetch(_OUTDATE, person_id, now)


async def forget_older(writer: Writer, before: datetime) -> int:
    """Deletes a batch of requests from before an instant; how many."""
    return await writer.run(_FORGET, {"before": before})


LEASE = timedelta(seconds=60)  # longer than a mail server may take


def _one(rows: Sequence[Cells]) -> CodeRequest | None:
    if not rows:
        return None
    id_, request, purpose, kind, value, person_id, language, payload, digests, *rest = rows[0]
    facts = orjson.loads(payload) if payload else {}
    identity = Identity(IdentityKind(kind), value)
    head = id_, request, CodePurpose(purpose), identity, person_id, language
    return CodeRequest(*head, facts, tuple(digests), *rest)
