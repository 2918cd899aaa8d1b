"""A code is requested, entered, and works once.

The caller gets a secret that belongs to the code, whether or not anybody has that address: the
answer and the work behind it are the same.
"""

import hmac
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.accounts.account_codes import (
    MOST_CODES,
    MOST_OF_ADDRESS,
    PAUSE,
    VALID,
    WITHIN,
    CodePurpose,
    CodeRequest,
    code_digest,
    normalize_code,
    request_digest,
)
from domain.accounts.account_refusals import NoWayToWrite, TooManyCodes
from domain.accounts.addresses import place_of
from domain.accounts.identity import Identity, IdentityKind
from domain.accounts.sign_in import Device
from storage.accounts import account_codes
from storage.transactions import Database, Writer


@dataclass(frozen=True, slots=True)
class CodeTicket:
    """What the caller presents together with the code. expires_at: UTC."""

    word: str
    expires_at: datetime


def require_way(ways: Collection[IdentityKind], kind: IdentityKind) -> None:
    """Raise NoWayToWrite unless codes can be sent there."""
    if kind not in ways:
        raise NoWayToWrite(kind.value)


async def ask(
    writer: Writer,
    purpose: CodePurpose,
    identity: Identity,
    *,
    person_id: int | None,
    device: Device,
    language: str | None,
    now: datetime,
    wanted: Mapping[str, Any] | None = None,
    send: bool = True,
) -> CodeTicket:
    """Store something that awaits its code. The caller holds the identity. send: False if nobody is
    to be written to. Raises TooManyCodes."""
    await _limit(writer, identity, device, now)
    word = secrets.token_urlsafe(24)
    await account_codes.add(
        writer,
        request_digest(word),
        purpose,
        identity,
        person_id=person_id,
        language=language,
        payload=wanted or {},
        address=_place(device),
        now=now,
        expires_at=now + VALID,
        send=send,
    )
    return CodeTicket(word, now + VALID)


async def verify_code(
    database: Database, word: str, code: str, purposes: Collection[CodePurpose], now: datetime
) -> CodeRequest | None:
    """What the code is for, if it is right, without using it up: for work that must be done before
    the transaction that uses it."""
    async with database.read() as reader:
        request = await account_codes.by_request(reader, request_digest(word))
    good = request is not None and request.purpose in purposes and _good(request, code, now)
    return request if good else None


async def redeem(
    writer: Writer, word: str, code: str, purposes: Collection[CodePurpose], now: datetime
) -> CodeRequest | None:
    """What the code was for; it is now used up. None for a wrong one, which is counted: the caller
    commits that, then raises WrongCode."""
    request = await account_codes.hold(writer, request_digest(word))
    if request is None or request.purpose not in purposes or not request.open(now):
        return None
    if not _good(request, code, now):
        await account_codes.count_try(writer, request.id)
        return None
    await account_codes.mark_used(writer, request.id, now)
    return request


def _good(request: CodeRequest, code: str, now: datetime) -> bool:
    digest = code_digest(request.request, normalize_code(code))
    same = [hmac.compare_digest(digest, one) for one in request.digests]
    return any(same) and request.open(now)


def _place(device: Device) -> str | None:
    return place_of(device.address) if device.address else None


async def _limit(writer: Writer, identity: Identity, device: Device, now: datetime) -> None:
    """Raise TooManyCodes if this mailbox, or the place that asks, has had its share. Requests from
    one place are counted one at a time, however many arrive at once."""
    place = _place(device)
    if place is not None:
        await account_codes.hold_place(writer, place)
    of_value, of_address, last, first, from_there = await account_codes.counts(
        writer, identity, place, now - WITHIN
    )
    until = None
    if of_value >= MOST_CODES and first is not None:
        until = first + WITHIN
    elif last is not None and now < last + PAUSE:
        until = last + PAUSE
    elif of_address >= MOST_OF_ADDRESS and from_there is not None:
        until = from_there + WITHIN
    if until is not None:
        raise TooManyCodes(int(until.timestamp()))
