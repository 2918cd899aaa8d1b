"""Password hashing: argon2id, on two threads of its own.

A hash takes tens of milliseconds and 19 MiB, on purpose. On the loop it would stall everybody, and
in the shared pool it would starve other work. The pool is the cap: hanging up frees no thread, so
nobody gains by it. A caller who would wait behind too many is turned away.
"""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, TypeVar

from domain.accounts.account_refusals import TooBusy

if TYPE_CHECKING:
    from argon2 import PasswordHasher

T = TypeVar("T")

THREADS: Final = 2
MOST_WAITING: Final = 64
# OWASP's minimum; a hash names the parameters it was made with.
MEMORY_KIB: Final = 19 * 1024
PASSES: Final = 2


class HashingPool:
    """This process's pool. most: how many may wait. looked: how many passwords it has checked."""

    def __init__(self, most: int = MOST_WAITING) -> None:
        self._most = most
        self._pool: ThreadPoolExecutor | None = None
        self._waiting = 0
        self._decoy: str | None = None
        self.looked = 0

    async def hash_password(self, password: str) -> str:
        """The hash to store for a password. Raises TooBusy."""
        return await self._run(_hash, password)

    async def matches(self, password: str, stored_hash: str | None) -> bool:
        """Whether it is that password. stored_hash: None if there is none, which takes just as
        long. Raises TooBusy."""
        self.looked += 1
        if stored_hash is None:
            if self._decoy is None:
                self._decoy = await self.hash_password(secrets.token_urlsafe())
            await self._run(_verify, self._decoy, password)
            return False
        return await self._run(_verify, stored_hash, password)

    def needs_rehash(self, stored_hash: str) -> bool:
        """Whether it was made with outdated parameters."""
        return _hasher().check_needs_rehash(stored_hash)

    async def _run(self, work: Callable[..., T], *arguments: str) -> T:
        if self._waiting >= self._most:
            raise TooBusy
        if self._pool is None:
            self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="argon2")
        self._waiting += 1
        task = asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    def _done(self, task: "asyncio.Future[Any]") -> None:
        self._waiting -= 1
        if not task.cancelled():
            task.exception()  # nobody may be waiting for it any longer


HASHING: Final = HashingPool()


@cache
def common_passwords() -> frozenset[str]:
    """The three thousand that attackers try first, in lower case."""
    text = (files(__package__) / "common_passwords.dat").read_text("utf-8")
    return frozenset(text.split())


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # noqa: PLC0415 - not needed where nobody signs in

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)


def _hash(password: str) -> str:
    return _hasher().hash(password)


def _verify(stored_hash: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 - as above

    try:
        return _hasher().verify(stored_hash, password)
    except (VerificationError, InvalidHashError):
        return False
