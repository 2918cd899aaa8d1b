"""Everything a row of the table runs on: servers, a Telegram, and replicas to be mistreated.

    async with Fleet(seed, replicas=3) as fleet:              # PostgreSQL, Redis, Telegram, bots
        async with Crowd(fleet, seed) as crowd:               # people, known to the bot already
            load = asyncio.create_task(crowd.press(per_second=110, seconds=20))
            fleet.replicas[0].kill(); fleet.replicas[0].launch()
            await load
        await fleet.drain()                                   # all delivered, all sent
        verdict = await verdicts.reach(fleet, crowd)          # lost, twice, unsent, overlaps, …

`fleet.world` is the Telegram, `fleet.witness` its record of what went in and out, and
`fleet.database` a connection no replica knows of.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from bot import playground
from bot.delivery.deliverer import LEASE
from bot.playground import TOKEN, Playground, chat_actions
from bot.playground.limits import TELEGRAM_RATES, WEBHOOKS, Bucket, Rates
from bot.playground.sample_people import SamplePerson
from storage.transactions import Database
from tests.chaos import town
from tests.chaos.replica import Replica
from tests.chaos.witness import SentUpdate, Witness
from tests.clusters import TEMPLATE
from tests.journeys.balancer import Balancer
from tests.services import Postgres, Redis
from tests.surroundings import inherited_environ

FIRST_STRANGER = 7500
PATIENCE = 300.0  # what a killed replica was handed comes again, later each time
_WAITING = "SELECT count(*) FROM outbox WHERE state = 'waiting' AND due_at <= $1::timestamptz"
_SENDING = "SELECT count(*) FROM outbox WHERE state = 'sending'"
A_MOMENT = 0.02  # between two looks
_ON_ITS_WAY = """
WITH readers AS (
    SELECT id FROM people WHERE $2::bigint[] = '{}' OR telegram_id = ANY ($2::bigint[])
)
SELECT EXISTS (
    SELECT FROM outbox WHERE recipient_id IN (SELECT id FROM readers)
        AND (state = 'sending' OR (state = 'waiting' AND due_at <= $1::timestamptz))
) OR EXISTS (
    SELECT FROM cards WHERE person_id IN (SELECT id FROM readers)
        AND (due_at IS NOT NULL OR busy_until > clock_timestamp())
)
"""


class Fleet:
    """Replicas behind one address, with a PostgreSQL, a Redis and a Telegram of their own.

    settings: of the bots, by name without the prefix. postgres: of the server. guard: what all
    replicas do without. rates: what Telegram takes, None for any number of messages. The business
    has `town.COACHES` coaches, planted at Telegram's present time.
    """

    def __init__(
        self,
        seed: int,
        *,
        replicas: int = 3,
        settings: Mapping[str, str] | None = None,
        postgres: Mapping[str, str] | None = None,
        guard: str | None = None,
        rates: Rates | None = TELEGRAM_RATES,
    ) -> None:
        self.seed = seed
        self.balancer = Balancer()
        self.world = Playground(rates=rates)
        self.witness = Witness(self.world)
        self.replicas: list[Replica] = []
        self._count = replicas
        self._settings = dict(settings or {})
        self._postgres_settings = dict(postgres or {})
        self._guard = guard
        self._house = AsyncExitStack()
        self._strangers = 0

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as house:
            self.folder = Path(house.enter_context(TemporaryDirectory(prefix="chaos")))
            self.postgres = Postgres(self.folder / "postgres", self._postgres_settings)
            await self.postgres.start()
            house.push_async_callback(self.postgres.stop)
            # The server is only for this: its template need not be copied.
            self.database_url = self.postgres.url(TEMPLATE)
            self.redis = Redis(self.folder)
            self.redis.start()
            house.callback(self.redis.stop)
            self.database = Database(self.database_url)
            house.push_async_callback(self.database.close)
            house.callback(self.world.close)
            served = await playground.start(self.world)
            house.push_async_callback(served.stop)
            await house.enter_async_context(self.balancer)
            await self.database.write(town.plant)
            house.callback(self._kill_all)
            # A webhook may be set once a second; the first ones need not wait for that.
            self.world.limits._webhook = Bucket(WEBHOOKS, self._count)
            self._launch_all(served.url)
            await asyncio.gather(*(one.ready() for one in self.replicas))
            self.world.limits._webhook = Bucket(WEBHOOKS, 1)
            self._house = house.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._house.aclose()

    async def drain(self, seconds: float = 120) -> None:
        """Wait until every update is taken and everything due is sent.

        What a killed replica was sending stays leased to it: once nothing else waits, Telegram's
        clock (and with it the bots') is moved past the leases. The verdict shows whether time ran
        out.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._wait_until_calm()
                if await self._count_of(_SENDING):
                    self.advance(LEASE + timedelta(seconds=1))
                    await self._wait_until_calm(_SENDING)
        except TimeoutError:
            return

    async def take_away(self, statements: str) -> None:
        """Take something away from the database, with these statements."""
        await self.postgres.execute(statements, TEMPLATE)

    def advance(self, by: timedelta) -> None:
        """Move Telegram's clock, and let the bots hear of it.

        They hear of it in Telegram's answer to their next call, so for each replica a stranger
        comes by and says /start.
        """
        self.world.clock.advance(by.total_seconds())
        self.world.clock_moved()
        for _ in self.replicas:
            self._strangers += 1
            number = FIRST_STRANGER + self._strangers
            self.world.put_person(
                SamplePerson(number, f"Stranger{number}", None, None, "en", town.ZONE)
            )
            chat = self.world.chats.get(number)
            assert chat is not None
            chat_actions.send(self.world, chat, {"text": "/start"})

    async def advance_all(self, by: timedelta) -> None:
        """The same, until every replica has heard: whoever has not does as it did at that time."""
        await self.taken(lambda: self.advance(by))

    async def taken(self, act: Callable[[], None]) -> list[SentUpdate]:
        """The updates that come of it, each taken or given up waiting."""
        before = set(self.witness.updates)
        act()
        sent = [one for id_, one in self.witness.updates.items() if id_ not in before]
        await until(lambda: all(one.taken_at for one in sent), PATIENCE)
        return sent

    async def all_shown(self, *people: int) -> None:
        """Wait until what is due has been sent to these people, to everybody if none are named, and
        every card of theirs is as its session: it is redrawn a second or two later."""
        async with self.database.read() as reader:
            is_on_its_way = True
            while is_on_its_way:
                moment = self.witness.moment()
                [[is_on_its_way]] = await reader.fetch(_ON_ITS_WAY, moment, list(people))
                if is_on_its_way:
                    await asyncio.sleep(A_MOMENT)

    def complaints(self) -> list[str]:
        """What any replica has logged as an error, or worse."""
        lines = [line for one in self.replicas for line in one.log().splitlines()]
        return [line for line in lines if re.search(r'"level": ?"(error|critical)"', line)]

    def ended_replicas(self) -> list[str]:
        """The replicas that have ended, each in a sentence with what it logged last."""
        return [f"a replica has ended: {one.log()[-300:]}" for one in self.replicas if not one.runs]

    async def _wait_until_calm(self, *more: str) -> None:
        """Wait until nothing is waiting, and no message has arrived for two seconds."""
        calm_since, messages = self.witness.now(), -1
        while True:
            counts = [await self._count_of(query) for query in (_WAITING, *more)]
            if any(counts) or len(self.world.updates) or len(self.witness.messages) != messages:
                calm_since, messages = self.witness.now(), len(self.witness.messages)
            if self.witness.now() - calm_since > 2:
                return
            await asyncio.sleep(0.1)

    async def _count_of(self, query: str) -> int:
        arguments = [self.witness.moment()] if "$1" in query else []
        async with self.database.read() as reader:
            [[count]] = await reader.fetch(query, *arguments)
        return int(count)

    def _launch_all(self, api_url: str) -> None:
        environ = inherited_environ()
        settings = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api_url,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis.url,
            "PUBLIC_URL": self.balancer.url,
            **self._settings,
        }
        environ |= {f"COACHBOOK_{name}": value for name, value in settings.items()}
        for number in range(self._count):
            log = self.folder / f"replica{number}.log"
            self.replicas.append(Replica(environ, log, self._guard))
        self.balancer.replicas = [one.url for one in self.replicas]
        for one in self.replicas:
            one.launch()

    def _kill_all(self) -> None:
        for one in self.replicas:
            one.kill()


async def until(true: Callable[[], bool], seconds: float) -> bool:
    """Wait for something to become true, this long at most; whether it did."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not true():
        if asyncio.get_running_loop().time() > deadline:
            return False
        await asyncio.sleep(A_MOMENT)
    return True
