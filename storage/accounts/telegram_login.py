"""What is used once when signing in with Telegram: where somebody comes back to, and what they
show."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from storage import batches
from storage.field_columns import columns_of, values_of
from storage.people import people
from storage.people.people import Person, TelegramProfile, person_columns
from storage.tables.telegram_login import login_states, spent_launches
from storage.transactions import Writer


@dataclass(frozen=True, slots=True)
class PendingLogin:
    """A sign-in with Telegram that has begun. verifier: PKCE's. proof: the digest of what the
    person who began it holds. expires_at: UTC."""

    verifier: str
    redirect_uri: str
    proof: str
    expires_at: datetime


_BEGIN = f"""
INSERT INTO login_states (digest, {columns_of(PendingLogin)})
VALUES ($1, $2, $3, $4, $5)
"""
_TAKE = f"DELETE FROM login_states WHERE digest = $1 RETURNING {columns_of(PendingLogin)}"
_SPEND = """
INSERT INTO spent_launches (digest, expires_at) VALUES ($1, $2)
ON CONFLICT (digest) DO NOTHING RETURNING 1
"""
_KNOW = f"""
INSERT INTO people (telegram_id, first_name, last_name, username, language, unreachable_since,
    created_at, met)
VALUES ($1, $2, $3, $4, $5, $6, $6, false)
ON CONFLICT (telegram_id) DO NOTHING RETURNING {", ".join(person_columns("people"))}
"""
_S, _L = login_states.c, spent_launches.c
_FORGET_STATES = delete(login_states).where(batches.oldest(_S.digest, _S.expires_at))
_FORGET_LAUNCHES = delete(spent_launches).where(batches.oldest(_L.digest, _L.expires_at))


async def begin(writer: Writer, digest: str, login: PendingLogin) -> None:
    """Somebody goes to Telegram. digest: of the state they come back with."""
    await writer.fetch(_BEGIN, digest, *values_of(login))


async def take(writer: Writer, digest: str) -> PendingLogin | None:
    """Somebody comes back with this state. It works only once."""
    rows = await writer.fetch(_TAKE, digest)
    return PendingLogin(*rows[0]) if rows else None


async def spend(writer: Writer, digest: str, expires_at: datetime) -> bool:
    """Marks what a Mini App showed as used; whether it was unused."""
    return bool(await writer.fetch(_SPEND, digest, expires_at))


async def know(writer: Writer, profile: TelegramProfile, now: datetime) -> tuple[Person, bool]:
    """The person with this profile, who has shown it without writing to us: unchanged, or new and
    not reached by Telegram until they write; whether they are new."""
    rows = await writer.fetch(
        _KNOW,
        profile.telegram_id,
        profile.first_name,
        profile.last_name,
        profile.username,
        profile.language,
        now,
    )
    if rows:
        return Person(*rows[0]), True
    person = await people.by_telegram_id(writer, profile.telegram_id)
    assert person is not None
    return person, False


async def forget_states(writer: Writer, before: datetime) -> int:
    """Deletes a batch of sign-ins that were not finished in time; how many."""
    return await writer.run(_FORGET_STATES, {"before": before})


async def forget_launches(writer: Writer, before: datetime) -> int:
    """Deletes a batch of those no longer believed before an instant; how many."""
    return await writer.run(_FORGET_LAUNCHES, {"before": before})
