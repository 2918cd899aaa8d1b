"""Signing keys for access tokens: kept in the database, so that every replica has them.

Whoever needs a key first makes it. After a month a new one is made; the previous one verifies for a
day longer, which outlasts any token.
"""

import re
import secrets
from datetime import datetime, timedelta
from typing import Final
from weakref import WeakKeyDictionary

from domain.roles import Actor, Permission
from handlers.actions.person_log import write_down
from storage.accounts import signing_keys
from storage.accounts.signing_keys import SigningKey
from storage.transactions import Database, Writer

PURPOSE: Final = "access"
SIGNED_WITH: Final = timedelta(days=30)
LOOKED_WITH: Final = timedelta(days=1)  # after it was retired
REMEMBERED: Final = timedelta(minutes=5)  # before the database is asked again
_NAME: Final = re.compile("[0-9a-f]{16}")


class KeyRing:
    """The keys of one database, as this process knows them."""

    def __init__(self) -> None:
        self._keys: dict[str, SigningKey] = {}
        self._newest: SigningKey | None = None
        self._read_at: datetime | None = None

    async def newest(self, database: Database, now: datetime) -> SigningKey:
        """The key to sign with, made if there is none. Raises DatabaseAway."""
        if not self._knows(now):
            await self._read(database, now)
        if self._newest is None or now >= self._newest.made_at + SIGNED_WITH:
            await database.write(lambda writer: _renew(writer, now))
            await self._read(database, now)
        assert self._newest is not None
        return self._newest

    async def by_kid(self, database: Database, kid: str, now: datetime) -> SigningKey | None:
        """The key of this id, or None. Raises DatabaseAway."""
        if not _NAME.fullmatch(kid):
            return None
        # Another replica may have made one a moment ago.
        if kid not in self._keys or not self._knows(now):
            await self._read(database, now)
        return self._keys.get(kid)

    def forget(self) -> None:
        """Forget all keys, and ask the database next time."""
        self._keys, self._newest, self._read_at = {}, None, None

    def _knows(self, now: datetime) -> bool:
        # After the clock was set back, nothing is cached.
        return self._read_at is not None and self._read_at <= now < self._read_at + REMEMBERED

    async def _read(self, database: Database, now: datetime) -> None:
        async with database.read() as reader:
            keys = await signing_keys.of_purpose(reader, PURPOSE)
        self._keys = {key.kid: key for key in keys}
        self._newest = next((key for key in keys if key.retired_at is None), None)
        self._read_at = now


_RINGS: WeakKeyDictionary[Database, KeyRing] = WeakKeyDictionary()


def ring_of(database: Database) -> KeyRing:
    """The keys of a database, one ring each."""
    ring = _RINGS.get(database)
    if ring is None:
        ring = _RINGS[database] = KeyRing()
    return ring


async def rotate(database: Database, *, actor: Actor, now: datetime) -> None:
    """Discard all keys and make another: every access token becomes void, and is renewed.

    For when somebody has seen what they should not have, such as a backup. Raises NotAllowed.
    """
    actor.require(Permission.ROLES)

    async def work(writer: Writer) -> None:
        await signing_keys.hold(writer, PURPOSE)
        await signing_keys.forget_all(writer, PURPOSE)
        await _make(writer, now)
        await write_down(writer, actor.person, "rotate_keys", {}, {}, actor, now)

    await database.write(work)
    ring_of(database).forget()


async def _renew(writer: Writer, now: datetime) -> None:
    await signing_keys.hold(writer, PURPOSE)
    keys = await signing_keys.of_purpose(writer, PURPOSE)
    if keys and keys[0].retired_at is None and now < keys[0].made_at + SIGNED_WITH:
        return  # somebody was faster
    await signing_keys.retire(writer, PURPOSE, now)
    await signing_keys.forget(writer, PURPOSE, now - LOOKED_WITH)
    await _make(writer, now)


async def _make(writer: Writer, now: datetime) -> None:
    await signing_keys.add(writer, PURPOSE, secrets.token_hex(8), secrets.token_bytes(32), now)
