"""Flagged people, for the team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.people.blocking import can_block
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from storage.people import flags, merging, person_cards, person_limits
from storage.people.flags import RaisedFlag
from storage.people.person_cards import BookingCounts
from storage.transactions import Database

PAGE: Final = 8


@dataclass(frozen=True, slots=True)
class FlagCase:
    """A flag, with its person's bookings. limited: they have a limit of their own. blockable: the
    actor may limit or block them; perhaps they work here by now."""

    flag: RaisedFlag
    history: BookingCounts
    limited: bool
    blockable: bool


async def waiting(
    database: Database, page: int, *, actor: Actor
) -> tuple[int, int, Sequence[RaisedFlag]]:
    """All waiting flags: how many, the page (clamped to the last) and those on it, oldest first.
    Raises NotAllowed."""
    actor.require(Permission.BLOCK)
    async with database.read() as reader:
        n = await flags.count(reader)
        page = min(max(page, 0), max(n - 1, 0) // PAGE)
        return n, page, await flags.waiting(reader, PAGE, page * PAGE)


async def all_waiting(database: Database, most: int, *, actor: Actor) -> Sequence[RaisedFlag]:
    """The first waiting ones, oldest first. Raises NotAllowed."""
    actor.require(Permission.BLOCK)
    async with database.read() as reader:
        return await flags.waiting(reader, most, 0)


async def case(database: Database, flag_id: int, *, actor: Actor, now: datetime) -> FlagCase:
    """One of them, decided or not. Raises NotAllowed, NotFound."""
    actor.require(Permission.BLOCK)
    async with database.read() as reader:
        flag = await flags.by_id(reader, flag_id)
        if flag is None:
            raise NotFound
        limits = await person_limits.of_person(reader, flag.person_id)
        history = await person_cards.history(reader, flag.person_id, now)
        person = await merging.current(reader, flag.person_id)
        blockable = person is not None and can_block(actor, person.id, person.roles)
        return FlagCase(flag, history, limits.any, blockable)
