"""Several whole processes behind one address, with one PostgreSQL and one Redis between them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.playground import Playground, PlaygroundServer
from handlers.http import webhook
from storage import migrations
from storage.business import dead_letters
from storage.tables.services import services
from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.balancer import Balancer
from tests.journeys.chat import Chat
from tests.journeys.conftest import coachbook_process, plant
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.test_kill import (
    booked_by,
    cards_of,
    deeds,
    everything_confirmed,
    maybe_repeated,
    until,
)
from tests.services import Postgres

MIA, ANNA = 7001, 7002
MONDAY = datetime(2031, 5, 5, 7, 0, tzinfo=UTC)
# In May 2031, when Anna works, and what is free on each of them.
DAYS = ("6", "7", "8", "9", "12", "13")
TIMES = ("09:00", "09:20", "09:40", "10:00", "10:20")
CUSTOMERS = 24
AT_ONCE = 3

Open = Callable[[int], Awaitable["Replicas"]]


class Replicas:
    """Processes behind one address, each with a log of its own."""

    def __init__(self, balancer: Balancer, each: list[Coachbook]) -> None:
        self.balancer = balancer
        self.each = each

    def who_handled(self, action: str) -> list[int]:
        """Numbers of the replicas that handled updates of this kind."""
        return [
            number
            for number, one in enumerate(self.each)
            for line in one.events("update")
            if line["action"] == action
        ]

    def complaints(self) -> list[str]:
        """What any of them has logged as an error."""
        lines = [line for one in self.each for line in one.log().splitlines()]
        return [line for line in lines if '"error"' in line or '"critical"' in line]


@asynccontextmanager
async def running_replicas(
    count: int, api_url: str, database_url: str, redis_url: str, folder: Path
) -> AsyncIterator[Replicas]:
    """Replicas started at the same moment; ready once all are."""
    async with Balancer() as balancer:
        each = []
        for number in range(count):
            own = folder / str(number)
            own.mkdir()
            more = {"PUBLIC_URL": balancer.url, "REDIS_URL": redis_url}
            each.append(coachbook_process(api_url, database_url, own, **more))
        balancer.replicas = [one.url for one in each]
        try:
            for one in each:
                one.launch()
            await asyncio.gather(*(one.ready() for one in each))
            yield Replicas(balancer, each)
        finally:
            for one in each:
                one.kill()


@pytest.fixture
async def open_replicas(
    playground: PlaygroundServer,
    stage: Stage,
    database: Database,
    database_url: str,
    redis_url: str,
    tmp_path: Path,
) -> AsyncIterator[Open]:
    """Opens replicas with Northside behind them, on Monday, 5 May 2031."""
    await stage.advance_to(MONDAY)
    await plant(database, stage)
    # Anybody's day is longer here than three of these calls.
    await database.write(lambda w: w.run(update(services).values(cap_day=0)))
    houses: list[Any] = []

    async def start(count: int) -> Replicas:
        house = running_replicas(count, playground.url, database_url, redis_url, tmp_path)
        houses.append(house)
        return await house.__aenter__()

    yield start
    for house in houses:
        await house.__aexit__(None, None, None)


async def booking(chat: Chat, number: int) -> None:
    """A session with Anna, at a time only this customer has."""
    await chat.send("/book")
    await chat.expect("What would you like to book")
    await chat.tap("Intro call")
    await chat.expect("Who would you like to see")
    await chat.tap("Anna Berg")
    await chat.expect("Which day")
    await chat.tap(DAYS[number % len(DAYS)])
    await chat.expect("what time")
    await chat.tap(TIMES[number // len(DAYS)])
    await chat.expect("Shall I book this")
    await chat.tap("Send request")
    await chat.expect("Booking code")


async def test_a_session_is_booked_and_approved_with_each_step_on_another_replica(
    open_replicas: Open, stage: Stage, database: Database
) -> None:
    replicas = await open_replicas(2)
    mia, anna = await stage.chat(MIA), await stage.chat(ANNA)
    await play("Anna says /start\nAnna sees Hello Anna", anna)

    await booking(mia, 0)
    await play(
        """
        Anna sees Mia Keller would like a session [✓ Approve]
        Anna taps Approve
        Anna sees Confirmed
        Mia sees Good news: Anna Berg has confirmed
        """,
        mia,
        anna,
    )

    [appointment] = await booked_by(database, MIA)
    assert await deeds(database, appointment) == ["book", "approve"]
    assert min(replicas.balancer.answered[one.url] for one in replicas.each) >= 3


async def test_a_question_asked_by_one_replica_is_answered_to_another(
    open_replicas: Open, stage: Stage, database: Database
) -> None:
    replicas = await open_replicas(2)
    mia = await stage.chat(MIA)
    for deed in ("Intro call", "Anna Berg", "8", "10:00"):
        if deed == "Intro call":
            await mia.send("/book")
        await mia.tap(deed)
        await mia.expect("")
    await mia.tap("Add a note")
    await mia.expect("")

    await mia.send("my left knee")
    await mia.expect("my left knee")
    await mia.tap("Send request")
    await mia.expect("Booking code")

    [appointment] = await booked_by(database, MIA)
    assert appointment.note == "my left knee"
    [asker], [answerer] = last_asked(replicas), replicas.who_handled("text")
    assert asker != answerer


def last_asked(replicas: Replicas) -> list[int]:
    """The replica that handled the press right before the text."""
    handled = [
        (line["update_id"], number, line["action"])
        for number, one in enumerate(replicas.each)
        for line in one.events("update")
    ]
    [text] = [update for update, _, action in handled if action == "text"]
    return [number for update, number, _ in handled if update == text - 1]


@pytest.mark.timeout(180)
async def test_three_that_start_at_once_migrate_once_and_set_the_webhook_in_peace(
    playground: PlaygroundServer, stage: Stage, postgres: Postgres, redis_url: str, tmp_path: Path
) -> None:
    name = await postgres.create(empty=True)
    url = postgres.url(name)

    async with running_replicas(3, playground.url, url, redis_url, tmp_path) as replicas:
        # A second migration would fail on the first table, and end its process.
        assert await migrations.version(url) == migrations.HEAD
        assert replicas.complaints() == []
        called = await stage.calls("setwebhook")
        # Telegram lets it be set once a second: the second may hear 429 first, the third twice, and
        # none asks too early.
        assert sum(call["status"] == 200 for call in called) == 3
        assert len(called) <= 3 + 1 + 2 + 1
        assert {call["payload"]["url"] for call in called} == {
            f"{replicas.balancer.url}{webhook.PATH}"
        }
        assert len({call["payload"]["secret_token"] for call in called}) == 1
        mia = await stage.chat(MIA)
        await mia.send("/start")
        await mia.expect("Hello Mia")
    await postgres.drop(name)


@pytest.mark.timeout(300)
async def test_replicas_restarted_one_after_another_lose_nothing_and_repeat_nothing(
    open_replicas: Open, stage: Stage, world: Playground, database: Database
) -> None:
    replicas = await open_replicas(3)
    anna = await stage.chat(ANNA)
    await play("Anna says /start\nAnna sees Hello Anna", anna)
    customers = [await stage.newcomer(f"Customer{number}") for number in range(CUSTOMERS)]
    waiting = list(enumerate(customers))

    async def book_on() -> None:
        while waiting:
            number, chat = waiting.pop()
            await booking(chat, number)

    async def restart_all() -> None:
        for one in replicas.each:
            assert await one.stop() == 0
            await one.start()

    booking_on = [asyncio.create_task(book_on()) for _ in range(AT_ONCE)]
    restarts = 0
    while waiting:
        await restart_all()
        restarts += 1
    await asyncio.gather(*booking_on)

    assert restarts > 0
    assert [one.events("intake.left_for_next_start") for one in replicas.each] == [[], [], []]
    await everything_confirmed(world)
    codes = set()
    for chat in customers:
        [appointment] = await booked_by(database, chat.person)
        assert await deeds(database, appointment) == ["book"]
        assert len([m for m in chat.messages.values() if m["from"]["is_bot"]]) == 1
        assert appointment.code in chat.last()["text"]
        codes.add(appointment.code)
    assert len(codes) == CUSTOMERS
    await until(lambda: cards_of(anna, customers).total() >= CUSTOMERS, seconds=90)
    assert set(cards_of(anna, customers).values()) == {1}
    assert await maybe_repeated(database) == set()
    async with database.read() as reader:
        assert await dead_letters.count(reader) == 0
