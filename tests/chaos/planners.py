"""Customers who each book, move and cancel series, one after another, and remember what they saw.

    planners = Planners(fleet, seed, count=24)
    await planners.live(lambda: fleet.witness.now() > ends)
    planners.told()                    what they were told that was done

Two share a coach, and want each other's times. Now and then somebody presses twice at once.
"""

import asyncio
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from bot.playground import chat_actions
from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Service
from domain.starts.slots import free_slots
from domain.time.spans import epoch
from handlers.buttons.press import Press
from handlers.buttons.series_links import AskCancelSeries, MoveOnward, RepeatStart
from handlers.wording.words import words_for
from tests.chaos.crowd import tag_of
from tests.chaos.fleet import Fleet, until
from tests.chaos.rush import Waiting
from tests.chaos.witness import SentUpdate

TOGETHER: Final = 2  # customers of one coach
MOVES: Final = 2  # of one series
TWICE: Final = 0.2  # how likely somebody presses twice
# With replicas killed again and again, the wait grows from try to try.
PATIENCE: Final = 300.0
# A preview may have to be repeated, as somebody else is faster.
TRIES: Final = 6
RHYTHM, COUNT, SKIP, CARRY_OUT = "zr", "zn", "zx", "zy"
SERIES_CANCEL, CANCEL = "zq", "zz"
DECISIVE: Final = (CARRY_OUT, CANCEL)
CANCELLED: Final = words_for("en", None, "en").label("series.cancelled")
_START: Final = "SELECT extract(epoch FROM starts_at)::bigint FROM appointments WHERE id = $1"


@dataclass(frozen=True, slots=True, order=True)
class Deed:
    """Something done to a series at once. person: Telegram id. dates: how many."""

    person: int
    action: str
    dates: int


@dataclass
class Planners:
    """Those customers, of coaches in the catalogue. seen: what their screens said, by person and
    pressed button, as a button pressed twice acts once. cancels: the same for pop-ups, which come
    with the press, or perhaps a moment after it was taken."""

    fleet: Fleet
    seed: int
    known: Catalogue
    crowd: Sequence[Waiting]
    seen: dict[tuple[int, str], Deed] = field(default_factory=dict)
    cancels: dict[tuple[int, str], tuple[SentUpdate, Deed]] = field(default_factory=dict)

    async def live(self, over: Callable[[], bool]) -> None:
        """Until it is over, and everybody has the answer to their last press."""
        coaches = sorted(self.known.coaches.values(), key=lambda one: one.id)
        async with asyncio.TaskGroup() as group:
            for number, one in enumerate(self.crowd):
                draw = random.Random(f"{self.seed} {number}")
                coach = coaches[number // TOGETHER % len(coaches)]
                group.create_task(self._live(one, coach, draw, over))

    def reported_deeds(self) -> list[Deed]:
        """What they were told, each once; ask for it when everything has arrived."""
        toast = self.fleet.witness.toast
        cancelled = (deed for sent, deed in self.cancels.values() if toast(sent) == CANCELLED)
        return sorted([*self.seen.values(), *cancelled])

    async def _live(
        self, one: Waiting, coach: Coach, draw: random.Random, over: Callable[[], bool]
    ) -> None:
        service = next(s for s in self.known.offered_services if s.id in coach.service_ids)
        while not over():
            first = await self._book(one, service, coach, draw)
            moves = draw.randint(0, MOVES)
            while first and moves and not over():
                await self._move(one, first, draw)
                moves -= 1
            if first and not over():
                await self._cancel(one, first, draw)

    async def _book(self, one: Waiting, service: Service, coach: Coach, draw: random.Random) -> int:
        """Book a series of random length from a random start; the id of a date, 0 for none."""
        now = self.fleet.witness.moment()
        day = epoch(now + timedelta(days=2))
        starts = free_slots(service, coach, [], (day, day + 7 * 86_400), epoch(now))
        sent = await self._tap(one, RepeatStart(service.id, coach.id, draw.choice(starts) // 60))
        for tag in (RHYTHM, COUNT):
            sent = await self._tap(one, _one_of(sent, tag, draw))
        return await self._carry_out(one, sent, "book", draw)

    async def _move(self, one: Waiting, first: int, draw: random.Random) -> None:
        """Move all dates from this one on by some half hours, as far as they are free then."""
        async with self.fleet.database.read() as reader:
            [[start]] = await reader.fetch(_START, first)
        by = draw.choice([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5]) * 30
        sent = await self._tap(one, MoveOnward(first, start // 60 + by))
        await self._carry_out(one, sent, "move", draw)

    async def _carry_out(
        self, one: Waiting, sent: SentUpdate | None, action: str, draw: random.Random
    ) -> int:
        """Leave out what cannot be had and take the rest; the id of a date, 0 for none."""
        for _ in range(TRIES):
            data = _one_of(sent, CARRY_OUT, draw) or _one_of(sent, SKIP, draw)
            sent = await self._tap(one, data, twice=draw.random() < TWICE)
            if sent is None:
                return 0
            if tag_of(data) == CARRY_OUT and (card := _one_of(sent, SERIES_CANCEL, draw)):
                dates = int((data or "").split(":")[3])
                person = one[0].person.id
                self.seen[person, str(data)] = Deed(person, action, dates)
                return int(card.split(":")[2])
        return 0

    async def _cancel(self, one: Waiting, first: int, draw: random.Random) -> None:
        sent = await self._tap(one, AskCancelSeries(first))
        data = _one_of(sent, CANCEL, draw)
        label = next((key["text"] for key in _keys(sent) if key.get("callback_data") == data), "")
        number = re.search(r"\d+", label)
        sent = await self._tap(one, data)
        if sent is not None:
            person, dates = one[0].person.id, int(number[0]) if number else 1
            self.cancels[person, str(data)] = sent, Deed(person, "cancel", dates)

    async def _tap(
        self, one: Waiting, press: Press | str | None, *, twice: bool = False
    ) -> SentUpdate | None:
        """The press once taken, of two the later; None without one."""
        if press is None:
            return None
        chat, message_id = one
        data = press if isinstance(press, str) else press.pack()
        queries = [
            chat_actions.tap(self.fleet.world, chat, {"message_id": message_id, "data": data})[
                "query_id"
            ]
            for _ in range(1 + twice)
        ]
        updates = self.fleet.witness.updates
        presses = [sent for sent in updates.values() if sent.query_id in queries]
        await until(lambda: all(sent.taken_at for sent in presses), PATIENCE)
        return presses[-1]


def _keys(sent: SentUpdate | None) -> list[dict[str, Any]]:
    rows = sent.screen.get("reply_markup", {}).get("inline_keyboard", []) if sent else []
    return [key for row in rows for key in row]


def _one_of(sent: SentUpdate | None, tag: str, draw: random.Random) -> str | None:
    """A button of the screen by its tag, a random one if there are several; None without one."""
    data = [str(key.get("callback_data", "")) for key in _keys(sent)]
    matches = [one for one in data if tag_of(one) == tag]
    return draw.choice(matches) if matches else None
