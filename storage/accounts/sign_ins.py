"""Devices that are signed in: added, found by an access token, renewed, ended."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from sqlalchemy import delete

from domain.accounts.sign_in import IDLE, Device, Method, SignIn, SignOutReason
from storage import batches
from storage.field_columns import columns_of
from storage.people import people
from storage.people.people import Person
from storage.tables.accounts import sign_ins
from storage.transactions import Cells, Reader, Writer

_COLUMNS = columns_of(SignIn, "s", device=columns_of(Device, "s"))
_PERSON = ", ".join(people.person_columns("people"))
# `now`, and since when it must have been used.
_LIVES = "s.ended_at IS NULL AND s.expires_at > $2 AND s.used_at > $3"
_WHO = f"""
SELECT s.created_at, {_PERSON} FROM sign_ins s JOIN people ON people.id = s.person_id
WHERE s.id = $1 AND s.person_id = $4 AND {_LIVES}
"""
_ADD = """
INSERT INTO sign_ins (person_id, installation, name, address, agent, method, created_at, used_at,
    expires_at, secret, digest, generation, renewed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, 0, $7) RETURNING id
"""
_HOLD = f"SELECT {_COLUMNS} FROM sign_ins s WHERE s.id = $1 FOR UPDATE"
_LIVING = f"""
SELECT {_COLUMNS} FROM sign_ins s WHERE s.person_id = $1 AND {_LIVES} ORDER BY s.used_at DESC, s.id
"""
_RENEW = """
UPDATE sign_ins SET before = digest, digest = $2, generation = generation + 1, renewed_at = $3,
    used_at = $3, address = $4, agent = $5
WHERE id = $1
"""
_END = """
UPDATE sign_ins SET ended_at = $2, ending = $3 WHERE id = $1 AND ended_at IS NULL RETURNING id
"""
_END_OTHERS = """
UPDATE sign_ins SET ended_at = $3, ending = $4
WHERE person_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $2::bigint
RETURNING id
"""
_REPLACE = """
UPDATE sign_ins SET ended_at = $3, ending = $4
WHERE person_id = $1 AND installation = $2 AND ended_at IS NULL RETURNING id
"""
_MAKE_ROOM = """
UPDATE sign_ins SET ended_at = $2, ending = $3 WHERE id IN (
    SELECT id FROM sign_ins WHERE person_id = $1 AND ended_at IS NULL
    ORDER BY used_at DESC, id DESC OFFSET $4) RETURNING id
"""
_KNOWN_DEVICE = """
SELECT EXISTS (SELECT FROM sign_ins WHERE person_id = $1 AND installation = $2
    AND ending IS DISTINCT FROM 'not_me' AND ending IS DISTINCT FROM 'reused')
"""
_S = sign_ins.c
_FORGET = delete(sign_ins).where(batches.oldest(_S.id, _S.used_at))


@dataclass(frozen=True, slots=True)
class SignedInPerson:
    """Who is signed in. since: when they proved who they are."""

    person: Person
    since: datetime


async def who(
    reader: Reader, sign_in_id: int, person_id: int, now: datetime
) -> SignedInPerson | None:
    """The person this device is signed in as; None if it is not, or not as them."""
    rows = await reader.fetch(_WHO, sign_in_id, now, now - IDLE, person_id)
    if not rows:
        return None
    [[since, *person]] = rows
    return SignedInPerson(Person(*person), since)


async def add(
    writer: Writer,
    person_id: int,
    device: Device,
    method: Method,
    *,
    now: datetime,
    expires_at: datetime,
    secret: bytes,
    digest: str,
) -> int:
    """A device that signs in; its id. digest: of its first token."""
    values = person_id, *astuple(device), method, now, expires_at, secret, digest
    [[id_]] = await writer.fetch(_ADD, *values)
    return int(id_)


async def hold(writer: Writer, sign_in_id: int) -> SignIn | None:
    """One of them, locked: others who need it wait until the commit."""
    return _one(await writer.fetch(_HOLD, sign_in_id))


async def living(reader: Reader, person_id: int, now: datetime) -> list[SignIn]:
    """Where a person is signed in, the most recently used first."""
    return [_sign_in(row) for row in await reader.fetch(_LIVING, person_id, now, now - IDLE)]


async def renew(
    writer: Writer, sign_in_id: int, digest: str, device: Device, now: datetime
) -> None:
    """It has a new token, and was used from there."""
    await writer.fetch(_RENEW, sign_in_id, digest, now, device.address, device.agent)


async def end(writer: Writer, sign_in_id: int, ending: SignOutReason, now: datetime) -> bool:
    """Whether it had not ended yet."""
    return bool(await writer.fetch(_END, sign_in_id, now, ending))


async def end_others(
    writer: Writer, person_id: int, but: int | None, ending: SignOutReason, now: datetime
) -> list[int]:
    """Ends all of a person's, except one if given; which."""
    return [row[0] for row in await writer.fetch(_END_OTHERS, person_id, but, now, ending)]


async def replace(writer: Writer, person_id: int, installation: str, now: datetime) -> bool:
    """Ends this device's previous sign-in; whether there was one."""
    values = person_id, installation, now, SignOutReason.REPLACED
    return bool(await writer.fetch(_REPLACE, *values))


async def make_room(writer: Writer, person_id: int, most: int, now: datetime) -> list[int]:
    """Keeps the most recently used `most`; which were ended."""
    values = person_id, now, SignOutReason.TOO_MANY, most
    return [row[0] for row in await writer.fetch(_MAKE_ROOM, *values)]


async def known_device(reader: Reader, person_id: int, installation: str) -> bool:
    """Whether the person has signed in there before."""
    [[known]] = await reader.fetch(_KNOWN_DEVICE, person_id, installation)
    return bool(known)


async def forget_older(writer: Writer, before: datetime) -> int:
    """Deletes a batch of those not used since; how many."""
    return await writer.run(_FORGET, {"before": before})


def _one(rows: Sequence[Cells]) -> SignIn | None:
    return _sign_in(rows[0]) if rows else None


def _sign_in(row: Cells) -> SignIn:
    id_, person_id, installation, name, address, agent, method, *rest = row
    created_at, used_at, expires_at, ended_at, ending, *token = rest
    return SignIn(
        id_,
        person_id,
        Device(installation, name, address, agent),
        Method(method),
        created_at,
        used_at,
        expires_at,
        ended_at,
        SignOutReason(ending) if ending else None,
        *token,
    )
