"""A way that is tried and not gone: what it is refused with, while everything stays as it was."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from domain.refusals import Refusal
from storage.transactions import Database, Writer


class _Undone(Exception):
    def __init__(self, outcome: Any) -> None:
        self.outcome = outcome


@dataclass(frozen=True)
class Rehearsal:
    """A database in which nothing lasts that is written."""

    database: Database

    def __getattr__(self, name: str) -> Any:
        return getattr(self.database, name)

    async def write(self, work: Callable[[Writer], Awaitable[Any]]) -> Any:
        async def undone(writer: Writer) -> None:
            raise _Undone(await work(writer))

        try:
            await self.database.write(undone)
        except _Undone as undo:
            return undo.outcome


async def outcome(tried: Awaitable[Any]) -> Refusal | None:
    """What it was refused with; None where it was done."""
    try:
        await tried
    except Refusal as refusal:
        return refusal
    return None
