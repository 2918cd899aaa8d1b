"""What identifies people, and what of it is proven to be theirs.

Chats and mailboxes are added by triggers on `people`, which says where each is written to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.accounts.identity import Identity, IdentityKind
from storage.transactions import Reader, Writer


@dataclass(frozen=True, slots=True)
class KnownIdentity:
    """An identity of a person. verified_at: since when it is proven to be theirs, None if somebody
    only said so."""

    identity: Identity
    verified_at: datetime | None


_OF_PERSON = """
SELECT kind, value, verified_at FROM identities WHERE person_id = $1 ORDER BY id
"""
# Held until the commit, even if there is no row yet.
_HOLD = "SELECT pg_advisory_xact_lock(hashtextextended($1 || ':' || $2, 0))"
_HOLDER = """
SELECT person_id FROM identities WHERE kind = $1 AND value = $2 AND verified_at IS NOT NULL
"""
# Whom nobody can act as: no chat, no account, nor anything else proven to be theirs.
_RECORDS = """
SELECT i.person_id FROM identities i JOIN people p ON p.id = i.person_id
WHERE i.kind = $1 AND i.value = $2 AND i.verified_at IS NULL
    AND p.telegram_id IS NULL AND p.merged_into IS NULL
    AND NOT EXISTS (
        SELECT FROM identities o WHERE o.person_id = p.id AND o.verified_at IS NOT NULL)
    AND NOT EXISTS (SELECT FROM coaches c WHERE c.person_id = p.id)
ORDER BY i.person_id
"""
_SAY = """
INSERT INTO identities (person_id, kind, value, created_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (person_id, kind, value) DO NOTHING
"""
_TAKE_FROM_OTHERS = """
UPDATE identities SET verified_at = NULL
WHERE kind = $2 AND value = $3 AND verified_at IS NOT NULL AND person_id <> $1
"""
_SHOW = """
INSERT INTO identities AS known (person_id, kind, value, verified_at, created_at)
VALUES ($1, $2, $3, $4, $4)
ON CONFLICT (person_id, kind, value) DO UPDATE SET
    verified_at = coalesce(known.verified_at, excluded.verified_at)
"""
_LET_GO = "DELETE FROM identities WHERE person_id = $1 AND kind = $2 AND value = $3"
_FORGET = "DELETE FROM identities WHERE person_id = $1 AND kind = $2 RETURNING 1"


async def of_person(reader: Reader, person_id: int) -> list[KnownIdentity]:
    """All of a person's identities, oldest first."""
    rows = await reader.fetch(_OF_PERSON, person_id)
    return [
        KnownIdentity(Identity(IdentityKind(kind), value), verified)
        for kind, value, verified in rows
    ]


async def hold(writer: Writer, identities: Sequence[Identity]) -> None:
    """Makes others who need one of these wait until the commit, whether anybody has it or not.

    Call it before any row is locked, so that nobody waits in a circle.
    """
    for one in sorted(identities, key=lambda one: (one.kind, one.value)):
        await writer.fetch(_HOLD, one.kind, one.value)


async def holder(reader: Reader, identity: Identity) -> int | None:
    """The person who has proved that this is theirs."""
    rows = await reader.fetch(_HOLDER, identity.kind, identity.value)
    return rows[0][0] if rows else None


async def records(reader: Reader, identity: Identity) -> list[int]:
    """The people, oldest first, said to have this and as whom nobody can act."""
    return [row[0] for row in await reader.fetch(_RECORDS, identity.kind, identity.value)]


async def say(writer: Writer, person_id: int, identity: Identity, now: datetime) -> None:
    """Somebody says that this is the person's."""
    await writer.fetch(_SAY, person_id, identity.kind, identity.value, now)


async def show(writer: Writer, person_id: int, identity: Identity, now: datetime) -> None:
    """It is proven to be the person's. For anybody who proved it before, it is no longer proven."""
    await writer.fetch(_TAKE_FROM_OTHERS, person_id, identity.kind, identity.value)
    await writer.fetch(_SHOW, person_id, identity.kind, identity.value, now)


async def let_go(writer: Writer, person_id: int, identity: Identity) -> None:
    """The person no longer has this identity."""
    await writer.fetch(_LET_GO, person_id, identity.kind, identity.value)


async def forget(writer: Writer, person_id: int, kind: IdentityKind) -> bool:
    """The person no longer has any of this kind; whether they had."""
    return bool(await writer.fetch(_FORGET, person_id, kind))
