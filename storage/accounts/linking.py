"""Codes that link an account and a chat, and wrong ones that people have typed."""

from datetime import datetime

from sqlalchemy import delete

from domain.accounts.linking import VALID, CodeTries, LinkCode
from storage import batches
from storage.tables.telegram_login import link_codes, link_tries
from storage.transactions import Reader, Writer

# A person has one code at a time.
_DROP_OPEN = "DELETE FROM link_codes WHERE person_id = $1 AND used_by IS NULL"
_ADD = """
INSERT INTO link_codes (digest, person_id, from_chat, expires_at) VALUES ($1, $2, $3, $4)
"""
_BY_DIGEST = """
SELECT id, person_id, from_chat, expires_at, used_by FROM link_codes WHERE digest = $1
"""
_USE = "UPDATE link_codes SET used_by = $2 WHERE id = $1"
_DROP = "DELETE FROM link_codes WHERE id = $1 AND used_by IS NULL"
_TRIES = "SELECT since, wrong FROM link_tries WHERE person_id = $1"
_MISS = """
INSERT INTO link_tries AS known (person_id, since, wrong) VALUES ($1, $2, 1)
ON CONFLICT (person_id) DO UPDATE SET
    since = CASE WHEN known.since <= $3 THEN excluded.since ELSE known.since END,
    wrong = CASE WHEN known.since <= $3 THEN 1 ELSE known.wrong + 1 END
"""
_C, _T = link_codes.c, link_tries.c
_FORGET = delete(link_codes).where(batches.oldest(_C.id, _C.expires_at))
_FORGET_TRIES = delete(link_tries).where(batches.oldest(_T.person_id, _T.since))


async def add(
    writer: Writer, digest: str, person_id: int, *, from_chat: bool, expires_at: datetime
) -> None:
    """A new code for somebody; their previous one stops working."""
    await writer.fetch(_DROP_OPEN, person_id)
    await writer.fetch(_ADD, digest, person_id, from_chat, expires_at)


async def hold(writer: Writer, digest: str) -> LinkCode | None:
    """The code with this digest; of two who use it, the second waits for the first."""
    rows = await writer.fetch(f"{_BY_DIGEST} FOR UPDATE", digest)
    return LinkCode(*rows[0]) if rows else None


async def use(writer: Writer, code_id: int, person_id: int) -> None:
    """Somebody has used it."""
    await writer.fetch(_USE, code_id, person_id)


async def drop(writer: Writer, code_id: int) -> None:
    """Deletes it."""
    await writer.fetch(_DROP, code_id)


async def tries(reader: Reader, person_id: int) -> CodeTries | None:
    """The wrong codes somebody has typed, recently or a while ago."""
    rows = await reader.fetch(_TRIES, person_id)
    return CodeTries(*rows[0]) if rows else None


async def miss(writer: Writer, person_id: int, now: datetime) -> None:
    """They have typed another wrong one. Any older than codes stay valid do not count."""
    await writer.fetch(_MISS, person_id, now, now - VALID)


async def forget_older(writer: Writer, before: datetime) -> int:
    """Deletes a batch of codes that expired before an instant; how many."""
    return await writer.run(_FORGET, {"before": before})


async def forget_tries(writer: Writer, before: datetime) -> int:
    """The same for wrong codes typed before it."""
    return await writer.run(_FORGET_TRIES, {"before": before})
