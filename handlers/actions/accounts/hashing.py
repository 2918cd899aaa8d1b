"""Passwords and what is kept of them: argon2id, in two threads of its own.

Each takes tens of milliseconds and 19 MiB, on purpose. On the loop it would stall everybody, and
in the pool that others use it would starve them. The pool is the cap: who hangs up meanwhile frees
no thread, so nobody gets more of them. A caller who would wait behind too many is turned away.
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
# What OWASP asks for at least; a hash says itself with what it was made.
MEMORY_KIB: Final = 19 * 1024
PASSES: Final = 2


class Hashing:
    """The pool of this process. most: how many may wait. looked: how many passwords it has looked
    at."""

    def __init__(self, most: int = MOST_WAITING) -> None:
        self._most = most
        self._pool: ThreadPoolExecutor | None = None
        self._waiting = 0
        self._decoy: str | None = None
        self.looked = 0

    async def hash_password(self, password: str) -> str:
        """What is kept of a password. Raises TooBusy."""
        return await self._run(_hash, password)

    async def matches(self, password: str, stored_hash: str | None) -> bool:
        """Whether it is that one. stored_hash: None for none, which takes as long. Raises
        TooBusy."""
        self.looked += 1
        if stored_hash is None:
            if self._decoy is None:
                self._decoy = await self.hash_password(secrets.token_urlsafe())
            await self._run(_verify, self._decoy, password)
            return False
        return await self._run(_verify, stored_hash, password)

    def needs_rehash(self, stored_hash: str) -> bool:
        """Whether it was made with parameters that are no longer used."""
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
            task.exception()  # nobody may be waiting for it any more


HASHING: Final = Hashing()


@cache
def common_passwords() -> frozenset[str]:
    """Three thousand that are tried first, in small letters."""
    text = (files(__package__) / "common_passwords.dat").read_text("utf-8")
    return frozenset(text.split())


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # noqa: PLC0415 - where nobody signs in it is not needed

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)


def _hash(password: str) -> str:
    return _hasher().hash(password)


def _verify(stored_hash: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 - as above

    try:
        return _hasher().verify(stored_hash, password)
    except (VerificationError, InvalidHashError):
        return False
