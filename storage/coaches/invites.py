"""Links that let coaches in: made, found by the digest of their token, used once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete

from domain.coaches.invites import Invite
from storage import batches
from storage.field_columns import columns_of
from storage.tables.invites import invites
from storage.transactions import Cells, Reader, Writer

_COLUMNS = columns_of(Invite, withdrawn="withdrawn_at IS NOT NULL")
_OPEN = "used_at IS NULL AND withdrawn_at IS NULL AND expires_at > $1"
_ADD = """
INSERT INTO invites (digest, name, coach_id, service_id, made_by, made_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
"""
_BY_ID = f"SELECT {_COLUMNS} FROM invites WHERE id = $1"
_BY_DIGEST = f"SELECT {_COLUMNS} FROM invites WHERE digest = $1"
_LISTED = f"SELECT {_COLUMNS} FROM invites WHERE {_OPEN} ORDER BY expires_at DESC, id DESC LIMIT $2"
_COUNT = f"SELECT count(*) FROM invites WHERE {_OPEN}"
_RENEW = "UPDATE invites SET digest = $2, made_at = $3, expires_at = $4 WHERE id = $1"
_USE = "UPDATE invites SET used_by = $2, used_at = $3 WHERE id = $1"
_WITHDRAW = "UPDATE invites SET withdrawn_at = $2 WHERE id = $1"
# A coach has one link at a time.
_WITHDRAW_OTHERS = """
UPDATE invites SET withdrawn_at = $2
WHERE coach_id = $1 AND used_at IS NULL AND withdrawn_at IS NULL RETURNING id
"""
_I = invites.c
_FORGET = delete(invites).where(batches.oldest(_I.id, _I.expires_at))


async def add(
    writer: Writer,
    digest: str,
    name: str,
    *,
    coach_id: int | None,
    service_id: int | None,
    made_by: int,
    now: datetime,
    expires_at: datetime,
) -> int:
    """A link that lets somebody in until then; the id."""
    values = digest, name, coach_id, service_id, made_by, now, expires_at
    [[id_]] = await writer.fetch(_ADD, *values)
    return int(id_)


async def by_id(reader: Reader, invite_id: int) -> Invite | None:
    return _one(await reader.fetch(_BY_ID, invite_id))


async def hold(writer: Writer, invite_id: int) -> Invite | None:
    """The same, locked: others who need it wait until the commit."""
    return _one(await writer.fetch(f"{_BY_ID} FOR UPDATE", invite_id))


async def by_digest(reader: Reader, digest: str) -> Invite | None:
    """The link whose token has this digest."""
    return _one(await reader.fetch(_BY_DIGEST, digest))


async def hold_by_digest(writer: Writer, digest: str) -> Invite | None:
    """The same; of two who use one link, the second waits for the first."""
    return _one(await writer.fetch(f"{_BY_DIGEST} FOR UPDATE", digest))


async def all_open(reader: Reader, now: datetime, most: int) -> list[Invite]:
    """Those that let somebody in now, the longest valid first."""
    return [Invite(*row) for row in await reader.fetch(_LISTED, now, most)]


async def count(reader: Reader, now: datetime) -> int:
    [[number]] = await reader.fetch(_COUNT, now)
    return int(number)


async def renew(
    writer: Writer, invite_id: int, digest: str, now: datetime, expires_at: datetime
) -> None:
    """Replaces its token."""
    await writer.fetch(_RENEW, invite_id, digest, now, expires_at)


async def use(writer: Writer, invite_id: int, person_id: int, now: datetime) -> None:
    """Somebody has come in by it."""
    await writer.fetch(_USE, invite_id, person_id, now)


async def withdraw(writer: Writer, invite_id: int, now: datetime) -> None:
    """It lets nobody in any more."""
    await writer.fetch(_WITHDRAW, invite_id, now)


async def withdraw_of_coach(writer: Writer, coach_id: int, now: datetime) -> list[int]:
    """The same for all open ones of one coach; their ids."""
    return [row[0] for row in await writer.fetch(_WITHDRAW_OTHERS, coach_id, now)]


async def forget_older(writer: Writer, before: datetime) -> int:
    """Deletes a batch of those that expired before an instant; how many."""
    return await writer.run(_FORGET, {"before": before})


def _one(rows: Sequence[Cells]) -> Invite | None:
    return Invite(*rows[0]) if rows else None
