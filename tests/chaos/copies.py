"""Every update three times: a network that repeats what Telegram sends.

Two copies reach two replicas at once, or nearly, and Telegram gets an answer when both are done;
the third is held back until later updates of that person have been handled: `release` sends those
of one person, in any order.
"""

import asyncio
import random
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import aiohttp
import orjson
from aiohttp import web

from bot.intake.update_fields import sender_of
from tests.journeys.balancer import Balancer

APART: Final = 0.03  # most seconds between two copies that come together
TRIES: Final = 20


@dataclass(frozen=True, slots=True)
class Late:
    """A copy that is still to come. replica: its address."""

    replica: str
    request: web.Request
    body: bytes


class Threefold(Balancer):
    """The one address, in place of a balancer. copies: how many went to replicas."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.copies = 0
        self._draw = random.Random(seed)
        self._late: dict[int, list[Late]] = defaultdict(list)

    async def release(self, *people: int) -> None:
        """Let the late copies of these people come, all at once, and wait until they are taken."""
        late = [copy for person in people for copy in self._late.pop(person, [])]
        self._draw.shuffle(late)
        await asyncio.gather(*(self._insist(copy) for copy in late))

    async def _pass_on(self, request: web.Request) -> web.Response:
        body = await request.read()
        first, second, third = self._draw.sample(list(self.replicas), 3)
        apart = self._draw.uniform(0, APART)
        answers = await asyncio.gather(
            self._hand(first, request, body), self._hand(second, request, body, apart)
        )
        refused = [answer for answer in answers if answer.status != 200]
        if refused:
            return refused[0]  # it comes again, three times
        person = sender_of(orjson.loads(body)).get("id", 0)
        self._late[person].append(Late(third, request, body))
        return answers[0]

    async def _hand(
        self, replica: str, request: web.Request, body: bytes, wait: float = 0.0
    ) -> web.Response:
        await asyncio.sleep(wait)
        self.copies += 1
        try:
            status, reply, headers = await self._ask(replica, request, body)
        except aiohttp.ClientError:
            return web.Response(status=502)
        self.answered[replica] += 1
        return web.Response(status=status, body=reply, headers=headers)

    async def _insist(self, copy: Late) -> None:
        for _ in range(TRIES):
            if (await self._hand(copy.replica, copy.request, copy.body)).status == 200:
                return
            await asyncio.sleep(1)
        raise AssertionError("a late copy was never taken")
