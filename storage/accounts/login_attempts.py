"""How often somebody was refused lately: counted before a password is checked, in one statement.

So it works across replicas, and for any number of simultaneous requests. What is counted is a
digest: of the account, or of a name that nobody has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from storage import batches
from storage.tables.accounts import login_attempts
from storage.transactions import Autocommit, Reader, Writer

# Once a lock is over, or the last refusal is long ago, counting starts again.
_ANEW = "coalesce(a.locked_until, a.last_at + $4::interval) <= $2::timestamptz"
_COUNT = f"""
INSERT INTO login_attempts AS a (name, failures, last_at, locked_until)
SELECT name, 1, $2::timestamptz, CASE WHEN $3::int <= 1 THEN $2::timestamptz + $4::interval END
FROM unnest($1::text[]) AS given (name)
ON CONFLICT (name) DO UPDATE SET
    failures = CASE WHEN {_ANEW} THEN 1 ELSE a.failures + 1 END,
    last_at = $2::timestamptz,
    locked_until = CASE WHEN {_ANEW} THEN NULL
        WHEN a.failures + 1 = $3::int THEN $2::timestamptz + $4::interval
        ELSE a.locked_until END
RETURNING failures, locked_until
"""
_FORGIVE = "DELETE FROM login_attempts WHERE name = ANY ($1::text[]) RETURNING name"
_LOCKED = "SELECT max(locked_until) FROM login_attempts WHERE name = ANY ($1::text[])"
_A = login_attempts.c
_FORGET = delete(login_attempts).where(batches.oldest(_A.name, _A.last_at))


@dataclass(frozen=True, slots=True)
class LoginAttempt:
    """A counted attempt. number: from 1. locked_until: until then nothing is checked, except for
    the very attempt that caused the lock."""

    number: int
    locked_until: datetime | None


async def count(
    writer: Autocommit | Writer, name: str, *, most: int, lock: timedelta, now: datetime
) -> LoginAttempt:
    """Counts an attempt. The `most`th locks: later ones are not checked."""
    [[number, until]] = await writer.fetch(_COUNT, [name], now, most, lock)
    return LoginAttempt(number, until)


async def touch(writer: Writer, name: str, now: datetime) -> None:
    """It was checked, and was wrong."""
    await writer.fetch("UPDATE login_attempts SET last_at = $2 WHERE name = $1", name, now)


async def forgive(writer: Autocommit | Writer, names: Sequence[str]) -> bool:
    """Resets the counts; whether there were any."""
    return bool(await writer.fetch(_FORGIVE, list(names)))


async def locked_until(reader: Reader, names: Sequence[str]) -> datetime | None:
    """Until when any of these is locked, or was."""
    [[until]] = await reader.fetch(_LOCKED, list(names))
    return until if until is None or isinstance(until, datetime) else None


async def forget_older(writer: Writer, before: datetime) -> int:
    """Deletes a batch of those last tried before an instant; how many."""
    return await writer.run(_FORGET, {"before": before})
