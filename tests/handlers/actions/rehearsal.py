"""A dry run: what something is refused with, while everything stays as it was."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from domain.refusals import NotOffered, Refusal, SlotTaken, TooFar, TooManyOpen, TooSoon
from domain.services.limits import DayFull
from domain.starts.constraints import Reason
from domain.starts.room_refusals import RoomTaken
from storage.transactions import Database, Writer


class _Rollback(Exception):
    def __init__(self, outcome: Any) -> None:
        self.outcome = outcome


@dataclass(frozen=True)
class Rehearsal:
    """A database in which nothing written lasts."""

    database: Database

    def __getattr__(self, name: str) -> Any:
        return getattr(self.database, name)

    async def write(self, work: Callable[[Writer], Awaitable[Any]]) -> Any:
        async def rehearse(writer: Writer) -> None:
            raise _Rollback(await work(writer))

        try:
            await self.database.write(rehearse)
        except _Rollback as undo:
            return undo.outcome


def reasons(refusal: Refusal | None) -> set[Reason | None]:
    """How an empty screen may explain a start refused so: never by another rule."""
    match refusal:
        case None | TooManyOpen():
            return {None}
        case TooSoon():
            return {Reason.NOTICE}
        case TooFar():
            return {Reason.HORIZON}
        case DayFull(whose="coach" | "service"):
            return {Reason.CAP}
        case DayFull():
            return {Reason.LIMIT}
        case RoomTaken():
            return {Reason.ROOM}
        case SlotTaken():
            return {Reason.BOOKED, Reason.BUFFER, Reason.GAP}
        case NotOffered(reason="hours"):
            return {Reason.HOURS, Reason.LENGTH}
        case NotOffered():
            return {Reason(refusal.reason)}
    raise AssertionError(refusal)


async def outcome(tried: Awaitable[Any]) -> Refusal | None:
    """What it was refused with; None if it was done."""
    try:
        await tried
    except Refusal as refusal:
        return refusal
    return None
