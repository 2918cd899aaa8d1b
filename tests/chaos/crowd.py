"""People who use the bot: each presses what is on their screen, at a steady rate overall.

    async with Crowd(fleet, seed) as crowd:
        await crowd.press(per_second=110, seconds=20)
        await crowd.quiet()

A customer walks from button to button of one message: mostly onwards to a booking, at times back,
to other days, to a move, to a cancellation. A coach answers each request, mostly with yes, at times
with other times, of which the customer mostly takes one. Nobody
presses again before Telegram has been told that the last press was taken, and nobody knows more
of the bot than what its screens offer: whether it did what it said is for `verdicts` to find out.
"""

import asyncio
import random
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, Self

from bot.playground import chat_actions
from bot.playground.chats import Chat
from bot.playground.sample_people import SamplePerson
from tests.chaos import town
from tests.chaos.fleet import Fleet, until
from tests.chaos.witness import Call, SentUpdate

FIRST_CUSTOMER: Final = 9001
CUSTOMERS: Final = 100
# How many more presses may come at once after a moment in which everybody had to wait.
CATCH_UP: Final = 50
TICK: Final = 0.01
# How likely each kind of button is pressed if there are several, by the tag of its data. Six or
# seven presses to a message: more messages than 25 a second would only queue.
CUSTOMER: Final[Mapping[str, float]] = {
    "h": 0.3, "b": 1.2, "bs": 9, "bc": 9, "bd": 4, "bm": 1, "bt": 4, "bk": 9,
    "a": 0.5, "ac": 3, "am": 9, "ax": 0.8, "ay": 9, "pa": 9, "pn": 2,
}  # fmt: skip
COACH: Final[Mapping[str, float]] = {"ca": 4, "cd": 1, "cn": 9, "pc": 1, "pd": 3, "ps": 9}
# After these a coach is done for now: the customer's answer comes in a message of its own.
OVER_TO_THE_CUSTOMER: Final = ("ps",)
# Buttons under a message a customer leaves everything else for.
INVITING: Final = ("pa",)


@dataclass(slots=True)
class Somebody:
    """One of the crowd. desk: messages this person still has to look at, the first one now."""

    chat: Chat
    likes: Mapping[str, float]
    desk: deque[int] = field(default_factory=deque)
    waits: bool = False


class Crowd:
    """Customers and the coaches of `town`, on a fleet."""

    def __init__(self, fleet: Fleet, seed: int, *, customers: int = CUSTOMERS) -> None:
        self._fleet = fleet
        self._draw = random.Random(seed)
        self._people: dict[int, Somebody] = {}
        self._free: deque[Somebody] = deque()
        self._called: deque[Somebody] = deque()
        for number in range(customers):
            self._join(FIRST_CUSTOMER + number, f"Customer{number}", "customer", CUSTOMER)
        for number in range(town.COACHES):
            self._join(town.FIRST_COACH + number, f"Coach{number}", "coach", COACH)

    async def __aenter__(self) -> Self:
        """Put the menu on everybody's screen: one asks for it, the others already have it."""
        world, witness = self._fleet.world, self._fleet.witness
        first, *others = [one for one in self._people.values() if one.likes is CUSTOMER]
        chat_actions.send(world, first.chat, {"text": "/start"})
        assert await until(lambda: bool(witness.messages) and not len(world.updates), 30)
        [greeting] = witness.sent_to(first.chat.person.id)
        menu = {name: greeting.result[name] for name in ("text", "reply_markup")}
        first.desk.append(greeting.result["message_id"])
        for one in others:
            shown = world.chats.add(one.chat, world.profile.user(), menu)
            one.desk.append(shown["message_id"])
        self._free.extend((first, *others))
        witness.on_taken.append(self._on_taken)
        witness.on_message.append(self._on_message)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._fleet.witness.on_taken.remove(self._on_taken)
        self._fleet.witness.on_message.remove(self._on_message)

    async def press(self, *, per_second: float, seconds: float) -> None:
        """This many presses a second, by whoever has time; fewer while everybody has to wait."""
        begun = self._fleet.witness.now()
        pressed = 0.0
        while (elapsed := self._fleet.witness.now() - begun) < seconds:
            due = elapsed * per_second
            pressed = max(pressed, due - CATCH_UP)
            while pressed < due and self._somebody_presses():
                pressed += 1
            await asyncio.sleep(TICK)

    async def quiet(self, seconds: float = 60) -> bool:
        """Wait until nobody is waiting any more, this long at most; whether it came to that."""
        return await until(lambda: not any(one.waits for one in self._people.values()), seconds)

    def _join(self, number: int, name: str, role: str, likes: Mapping[str, float]) -> None:
        world = self._fleet.world
        world.put_person(SamplePerson(number, name, None, None, "en", town.ZONE, role))
        chat = world.chats.get(number)
        assert chat is not None
        world.chats.start(chat)
        self._people[number] = Somebody(chat, likes)

    def _somebody_presses(self) -> bool:
        """Whether there was somebody with time and a button to press; coaches come first."""
        for queue in (self._called, self._free):
            for _ in range(len(queue)):
                if self._presses(queue.popleft()):
                    return True
        return False

    def _presses(self, one: Somebody) -> bool:
        while one.desk and not one.waits:
            place = self._choice(one)
            if place is not None:
                row, column = place
                tap = {"message_id": one.desk[0], "row": row, "column": column}
                chat_actions.tap(self._fleet.world, one.chat, tap)
                one.waits = True
                return True
            one.desk.popleft()
        return False

    def _choice(self, one: Somebody) -> tuple[int, int] | None:
        """Row and column of the button this person would press."""
        shown = one.chat.messages[one.desk[0]].get("reply_markup", {}).get("inline_keyboard", [])
        offered: dict[str, list[tuple[int, int]]] = {}
        for row, keys in enumerate(shown):
            for column, key in enumerate(keys):
                tag = tag_of(key.get("callback_data"))
                if tag in one.likes:
                    offered.setdefault(tag, []).append((row, column))
        if "ca" not in offered:
            # Confirmed sessions can be offered other times, too; coaches would do nothing else.
            offered.pop("pc", None)
        if not offered:
            return None
        tags = list(offered)
        [tag] = self._draw.choices(tags, [one.likes[tag] for tag in tags])
        return self._draw.choice(offered[tag])

    def _on_taken(self, sent: SentUpdate) -> None:
        one = self._people.get(sent.person)
        if one is None or not one.waits:
            return
        one.waits = False
        if tag_of(sent.data) in OVER_TO_THE_CUSTOMER:
            one.desk.popleft()
        (self._free if one.likes is CUSTOMER else self._called).append(one)

    def _on_message(self, message: Call) -> None:
        one = self._people.get(message.chat)
        if one is None:
            return
        number = message.result["message_id"]
        if one.likes is COACH:
            one.desk.append(number)
            self._called.append(one)
        elif not _tags(message.result).isdisjoint(INVITING):
            # Also while a press under another message is unanswered.
            one.desk.appendleft(number)


def _tags(message: Mapping[str, Any]) -> set[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {tag_of(key.get("callback_data")) for row in rows for key in row}


def tag_of(data: str | None) -> str:
    """The kind of a button by its callback data, `1:<tag>:…`; empty without any."""
    return (data or "").partition(":")[2].partition(":")[0]
