"""One address in front of replicas that are killed under the very press that matters."""

import asyncio
import random
from collections.abc import Callable, Iterator
from typing import Any, Final

from aiohttp import web

from tests.chaos.replica import Replica
from tests.journeys.balancer import Balancer

LATEST: Final = 0.12  # seconds after the press within which it is killed
LIKELY: Final = 0.5
MORE: Final = 5  # rounds at most in which what chance has left out may still happen


def rounds_until(rounds: int, enough: Callable[[], bool]) -> Iterator[int]:
    """The numbers of so many rounds, and of a few more until enough has happened in them.

    Whether a kill comes before the answer, and which of two answers comes first, is chance.
    """
    number = 0
    while number < rounds or (number < rounds + MORE and not enough()):
        yield number
        number += 1


class Ambush(Balancer):
    """Kills the replica that got such a press, a random moment later, and starts it again. The
    press goes on to the next one, as with Telegram's next attempt.

    matters: whether a request does, by its body. At least one replica is left that has answered
    since its start. kills: how many there were; hits: those after which no answer came.
    """

    def __init__(self, seed: int, matters: Callable[[bytes], bool]) -> None:
        super().__init__()
        self.armed = False
        self.kills = 0
        self.hits = 0
        self.victims: list[Replica] = []
        self._matters = matters
        self._draw = random.Random(seed)
        self._answered_at: dict[str, int] = {}

    async def _ask(
        self, replica: str, request: web.Request, body: bytes
    ) -> tuple[int, bytes, dict[str, Any]]:
        if not (self.armed and self._matters(body) and self._draw.random() < LIKELY):
            return await super()._ask(replica, request, body)
        victim = next(one for one in self.victims if one.url == replica)
        asking = asyncio.create_task(super()._ask(replica, request, body))
        await asyncio.wait([asking], timeout=self._draw.uniform(0, LATEST))
        if self._may_die(victim):
            self._answered_at[replica] = self.answered[replica]
            self.kills += 1
            self.hits += not asking.done()
            victim.kill()
            victim.launch()
        return await asking

    def _may_die(self, victim: Replica) -> bool:
        """Whether it has answered since its start, and so has another one."""
        there = [
            one
            for one in self.victims
            if self.answered[one.url] > self._answered_at.get(one.url, 0)
        ]
        return victim in there and len(there) > 1
