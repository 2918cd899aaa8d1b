"""People who do the same again when asked to: customers paired with a coach each.

    async with Pairs(fleet, seed, count=12) as pairs:
        await pairs.live(rounds=3)

Nobody else books with a pair's coach, the two act in turn, and neither acts before everything the
other did has arrived, and the cards they were shown before are redrawn. So what a pair does follows
from the seed and its own screens, not from who was faster. Days are chosen from the day after
tomorrow on: before that, what is free depends on the minute.
"""

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Final, Self

from bot.playground import chat_actions
from bot.playground.chats import Chat
from bot.playground.sample_people import SamplePerson
from tests.chaos import town
from tests.chaos.crowd import tag_of
from tests.chaos.fleet import Fleet
from tests.chaos.promises import ACTIONS
from tests.chaos.witness import SentUpdate

FIRST_CUSTOMER: Final = 9001
PRESSES: Final = 16  # in a round
PATIENCE: Final = 300.0
DAY: Final = 5  # the field of a day's button that is the day
# How likely each kind of button is pressed if there are several, by the tag of its data. None leads
# to another coach.
CUSTOMER: Final[Mapping[str, float]] = {
    "bd": 4, "bm": 1, "bt": 4, "bk": 9, "a": 0.5, "ac": 3, "am": 9, "ax": 1.5, "ay": 9,
}  # fmt: skip
COACH: Final[Mapping[str, float]] = {"ca": 4, "cd": 1, "cn": 9}
_COACHES: Final = """
SELECT p.telegram_id, c.id, s.service_id
FROM coaches c JOIN people p ON p.id = c.person_id JOIN coach_services s ON s.coach_id = c.id
ORDER BY c.id LIMIT $1::int
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A customer and a coach. link: the start parameter that leads to the coach's calendar."""

    customer: Chat
    coach: Chat
    link: str
    draw: random.Random


class Pairs:
    """This many pairs, on a fleet with the business of `town`."""

    def __init__(self, fleet: Fleet, seed: int, *, count: int) -> None:
        self._fleet = fleet
        self._seed = seed
        self._count = count
        self._pairs: list[Pair] = []
        self._taken: dict[int, asyncio.Event] = {}

    async def __aenter__(self) -> Self:
        async with self._fleet.database.read() as reader:
            coaches = await reader.fetch(_COACHES, self._count)
        for number, (telegram_id, coach, service) in enumerate(coaches):
            self._pairs.append(
                Pair(
                    self._join(FIRST_CUSTOMER + number, f"Customer{number}", "customer"),
                    self._join(telegram_id, f"Coach{number}", "coach"),
                    f"s_{service}_c_{coach}",
                    random.Random(f"{self._seed} {number}"),
                )
            )
        self._fleet.witness.on_taken.append(self._was_taken)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._fleet.witness.on_taken.remove(self._was_taken)

    async def live(self, rounds: int, ended: Callable[[Pair], None]) -> None:
        """This many rounds of each pair, all pairs in parallel. ended: called after each round."""
        await asyncio.gather(*(self._live(pair, rounds, ended) for pair in self._pairs))

    async def _live(self, pair: Pair, rounds: int, ended: Callable[[Pair], None]) -> None:
        world, start = self._fleet.world, {"payload": pair.link}
        for _ in range(rounds):
            await self._act(pair.customer, lambda: chat_actions.start(world, pair.customer, start))
            shown = max(pair.customer.messages)
            for _ in range(PRESSES):
                deed = await self._press(pair, pair.customer, shown, CUSTOMER)
                if deed is None:
                    break
                if deed in ACTIONS:
                    await self._coach_answers(pair)
            ended(pair)

    async def _coach_answers(self, pair: Pair) -> None:
        """The coach looks at everything that has come, once it all has."""
        await self._wait_until_shown(pair)
        for shown in sorted(pair.coach.messages):
            while await self._press(pair, pair.coach, shown, COACH):
                await self._wait_until_shown(pair)

    async def _press(
        self, pair: Pair, chat: Chat, shown: int, likes: Mapping[str, float]
    ) -> str | None:
        """Press a button of a message, as the pair's seed decides; its tag, None without one."""
        keys = chat.messages[shown].get("reply_markup", {}).get("inline_keyboard", [])
        offered: dict[str, list[str]] = {}
        for data in (key.get("callback_data", "") for row in keys for key in row):
            if tag_of(data) in likes and self._is_settled(data):
                offered.setdefault(tag_of(data), []).append(data)
        if not offered:
            return None
        tags = list(offered)
        [tag] = pair.draw.choices(tags, [likes[tag] for tag in tags])
        tap = {"message_id": shown, "data": pair.draw.choice(offered[tag])}
        await self._act(chat, lambda: chat_actions.tap(self._fleet.world, chat, tap))
        return tag

    def _is_settled(self, data: str) -> bool:
        """Whether what a button leads to is the same all day."""
        if tag_of(data) != "bd":
            return True
        first = self._fleet.witness.moment() + timedelta(days=2)
        return data.split(":")[DAY] >= f"{first:%Y%m%d}"

    async def _act(self, chat: Chat, deed: Callable[[], object]) -> None:
        """Do something, and wait until it was taken."""
        taken = self._taken[chat.person.id] = asyncio.Event()
        deed()
        async with asyncio.timeout(PATIENCE):
            await taken.wait()

    async def _wait_until_shown(self, pair: Pair) -> None:
        """Wait until both see everything that has come of it so far."""
        async with asyncio.timeout(PATIENCE):
            await self._fleet.all_shown(pair.customer.person.id, pair.coach.person.id)

    def _was_taken(self, sent: SentUpdate) -> None:
        if sent.person in self._taken:
            self._taken[sent.person].set()

    def _join(self, number: int, name: str, role: str) -> Chat:
        world = self._fleet.world
        world.put_person(SamplePerson(number, name, None, None, "en", town.ZONE, role))
        chat = world.chats.get(number)
        assert chat is not None
        world.chats.start(chat)
        return chat
