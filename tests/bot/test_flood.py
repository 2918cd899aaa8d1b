"""Somebody who hammers buttons is slowed, told so once, and nobody else notices."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.flood import BURST, MANY_PEOPLE, SUSPICIOUS, Counts, Flood
from bot.playground import Playground, Served
from storage import people
from storage import redis as stored_redis
from storage.people import Profile
from storage.transactions import Database, Writer
from tests.journeys.balancer import Balancer
from tests.journeys.chat import Chat
from tests.journeys.conftest import Coachbook, coachbook_process, plant, playground, stage, world
from tests.journeys.stage import Stage
from tests.journeys.test_kill import until

__all__ = ["playground", "stage", "world"]
MIA, LENA = 7001, 7005
SLOWED = "That was a lot at once"
PRESSES = 1_000


class Stopwatch:
    """Monotonic seconds that pass when told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def counts(watch: Stopwatch) -> Counts:
    return Counts(2.0, watch)


def press(number: int, person: int = MIA, language: str = "en") -> dict[str, Any]:
    user = {"id": person, "is_bot": False, "first_name": "Mia", "language_code": language}
    query = {"id": str(number), "from": user, "data": "1:h"}
    return {"update_id": number, "callback_query": query}


def message(number: int, chat: int = MIA) -> dict[str, Any]:
    user = {"id": MIA, "is_bot": False, "first_name": "Mia", "language_code": "de"}
    return {"update_id": number, "message": {"from": user, "chat": {"id": chat}, "text": "hi"}}


def now_or_past(answer: float | None, watch: Stopwatch) -> bool:
    return answer is not None and answer <= watch.seconds


def test_twenty_at_once_are_handled_at_once(counts: Counts, watch: Stopwatch) -> None:
    assert all(now_or_past(counts.weigh(MIA, 50), watch) for _ in range(BURST))


def test_two_a_second_are_never_too_fast(counts: Counts, watch: Stopwatch) -> None:
    for _ in range(1_000):
        assert now_or_past(counts.weigh(MIA, 0), watch)
        watch.seconds += 0.5


def test_what_comes_faster_waits_half_a_second_longer_each(
    counts: Counts, watch: Stopwatch
) -> None:
    for _ in range(BURST):
        counts.weigh(MIA, 50)

    waits = [counts.weigh(MIA, 50) for _ in range(3)]

    assert [wait - watch.seconds for wait in waits if wait] == pytest.approx([0.5, 1.0, 1.5])


def test_no_more_wait_than_may_until_the_person_has_rested(
    counts: Counts, watch: Stopwatch
) -> None:
    for _ in range(BURST + 50):
        assert counts.weigh(MIA, 50) is not None
    assert counts.weigh(MIA, 50) is None
    watch.seconds += 25.5
    assert now_or_past(counts.weigh(MIA, 50), watch), "as time passes, some are handled again"
    assert counts.weigh(MIA, 50) is None

    watch.seconds += 20

    assert all(now_or_past(counts.weigh(MIA, 50), watch) for _ in range(BURST))
    assert counts.weigh(MIA, 50) is not None


def test_each_person_is_counted_alone(counts: Counts) -> None:
    for _ in range(200):
        counts.weigh(MIA, 0)

    assert counts.weigh(MIA, 0) is None
    assert counts.weigh(LENA, 0) == 0.0


def test_people_who_have_rested_are_forgotten(counts: Counts, watch: Stopwatch) -> None:
    for person in range(20 * MANY_PEOPLE):
        counts.weigh(person + 1, 0)
        watch.seconds += 0.001

    assert len(counts) <= MANY_PEOPLE + 1


def test_weighing_an_update_takes_less_than_five_microseconds() -> None:
    async def measured() -> float:
        flood = Flood(2.0, call=none, reply=none, language="en")
        update, rounds = press(1), []
        for _ in range(5):
            begun = perf_counter()
            for person in range(1, 10_001):
                flood.weigh(person, update, polled=True)
            rounds.append((perf_counter() - begun) / 10_000)
        return min(rounds)

    assert asyncio.run(measured()) < 5e-6


async def none(method: str, payload: Mapping[str, Any]) -> None:
    raise AssertionError("nothing is said")


class Said:
    """What the bot was to call, in order."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Mapping[str, Any]]] = []

    async def call(self, method: str, payload: Mapping[str, Any]) -> None:
        self.calls.append((method, payload))


async def test_the_sentence_comes_once_and_every_press_is_answered(watch: Stopwatch) -> None:
    said = Said()
    flood = Flood(2.0, call=said.call, reply=said.call, language="en", stopwatch=watch)
    for number in range(200):
        if flood.weigh(MIA, press(number), polled=True) is None:
            await flood.dismiss(MIA, press(number))

    texts = [payload["text"] for _, payload in said.calls if "text" in payload]
    assert len(texts) == 1
    assert SLOWED in texts[0]
    assert len(said.calls) == 200 - BURST


async def test_who_writes_too_much_reads_it_in_their_language_and_groups_read_nothing(
    watch: Stopwatch,
) -> None:
    said = Said()
    flood = Flood(2.0, call=said.call, reply=said.call, language="en", stopwatch=watch)
    for number in range(100):
        if flood.weigh(MIA, message(number), polled=True) is None:
            await flood.dismiss(MIA, message(number, chat=MIA if number > 50 else -100))
            watch.seconds += 0.1

    assert {(method, payload["chat_id"]) for method, payload in said.calls} <= {
        ("sendMessage", MIA)
    }
    assert all("viel auf einmal" in payload["text"] for _, payload in said.calls)


async def test_the_sentence_is_in_the_language_that_was_chosen_not_in_telegrams(
    database: Database, watch: Stopwatch
) -> None:
    async def choose(writer: Writer) -> None:
        mia = await people.register(writer, Profile(MIA, "Mia", language="en"), False)
        await people.set_language(writer, mia.id, "de")

    await database.write(choose)
    nowhere = Database("postgresql://nobody@127.0.0.1:1/nothing")
    said = {}
    for name, asked in (("chosen", database), ("away", nowhere)):
        told = Said()
        flood = Flood(
            2.0, call=told.call, reply=told.call, language="en", database=asked, stopwatch=watch
        )
        for number in range(BURST + 5):
            if flood.weigh(MIA, press(number), polled=True) is None:
                await flood.dismiss(MIA, press(number))
        said[name] = next(payload["text"] for _, payload in told.calls)
    await nowhere.close()

    assert "viel auf einmal" in said["chosen"]
    assert SLOWED in said["away"]


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1},
        {"update_id": 1, "message": {"from": {"id": 5}, "chat": "x"}},
        {"update_id": 1, "message": {"from": {"id": 5}}, "callback_query": "x"},
        {"update_id": 1, "message": {"chat": {"id": 5}}},
        {"update_id": 1, "callback_query": {"from": {"id": 5}}},
    ],
)
async def test_an_update_of_a_strange_shape_is_no_trouble(update: dict[str, Any]) -> None:
    said = Said()
    flood = Flood(2.0, call=said.call, reply=said.call, language="en")
    for _ in range(100):
        if flood.weigh(5, update, polled=True) is None:
            await flood.dismiss(5, update)
    for ready_at in (0.0, 1.0):
        assert await flood.wait(5, update, ready_at) <= 5.0


@pytest.fixture
async def client(redis_url: str) -> AsyncIterator[Redis]:
    made = stored_redis.connect(redis_url)
    await made.flushall()
    yield made
    await made.aclose()


async def test_replicas_with_a_redis_count_one_person_together(client: Redis) -> None:
    said = Said()
    replicas = [
        Flood(2.0, call=said.call, reply=said.call, language="en", redis=client, bot="1")
        for _ in range(2)
    ]

    async def waits(flood: Flood, number: int) -> float:
        ready_at = flood.weigh(MIA, press(number), polled=False)
        assert ready_at is not None
        return await flood.wait(MIA, press(number), ready_at) if ready_at else 0.0

    # Neither of them sees more than sixteen.
    first = [await waits(replicas[0], number) for number in range(16)]
    second = [await waits(replicas[1], number) for number in range(16)]

    assert max(first) <= 0
    assert second[3] <= 0
    assert 4 <= second[-1] <= 5
    assert len(said.calls) == 1


async def test_redis_is_not_asked_about_people_at_a_usual_pace(client: Redis) -> None:
    flood = Flood(2.0, call=none, reply=none, language="en", redis=client, bot="1")
    for number in range(SUSPICIOUS):
        assert flood.weigh(MIA, press(number), polled=True) == 0.0

    assert await client.dbsize() == 0


async def test_a_redis_that_accepts_and_never_answers_costs_a_tenth_of_a_second_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as hole:
        client = stored_redis.connect(f"redis://127.0.0.1:{hole.getsockname()[1]}/0")
        said = Said()
        flood = Flood(2.0, call=said.call, reply=said.call, language="en", redis=client)
        begun = asyncio.get_running_loop().time()
        for number in range(BURST):
            ready_at = flood.weigh(MIA, press(number), polled=True)
            assert ready_at is not None
            if ready_at:
                assert await flood.wait(MIA, press(number), ready_at) <= 0
        await client.aclose()

    assert asyncio.get_running_loop().time() - begun < 0.4


@pytest.fixture(params=["polling", "webhook"])
async def limited(
    request: pytest.FixtureRequest,
    playground: Served,
    stage: Stage,
    database: Database,
    database_url: str,
    tmp_path: Path,
) -> AsyncIterator[Coachbook]:
    """The bot with the limit that it has by default, both ways."""
    await plant(database, stage)
    async with Balancer() as front:
        more = {"PERSON_RATE": "", "PUBLIC_URL": front.url if request.param == "webhook" else ""}
        made = coachbook_process(playground.url, database_url, tmp_path, **more)
        front.replicas = [made.url]
        try:
            yield await made.start()
        finally:
            made.kill()


async def greeted(stage: Stage, person: int) -> Chat:
    chat = await stage.chat(person)
    await chat.send("/start")
    await chat.expect("")
    return chat


async def tapping(chat: Chat, times: int) -> list[float]:
    """Seconds to the answer of each tap, at a pace that people have."""
    taken = []
    for _ in range(times):
        begun = perf_counter()
        await chat.tap_data("1:nonsense", chat.last()["message_id"])
        await chat.toast(timeout=30)
        taken.append(perf_counter() - begun)
        await asyncio.sleep(0.3)
    return taken


async def hammer(chat: Chat) -> None:
    screen = chat.last()["message_id"]
    for _ in range(PRESSES // 50):
        await asyncio.gather(*(chat.tap_data("1:nonsense", screen) for _ in range(50)))
        await asyncio.sleep(0.3)


def p95(taken: list[float]) -> float:
    return quantiles(taken, n=20)[-1]


@pytest.mark.timeout(180)
async def test_others_do_not_notice_a_thousand_presses_of_one_person(
    limited: Coachbook, stage: Stage, world: Playground
) -> None:
    mia, lena = await greeted(stage, MIA), await greeted(stage, LENA)
    quiet = await tapping(lena, 18)
    await asyncio.sleep(10)  # she has rested

    hammering = asyncio.create_task(hammer(mia))
    taken = await tapping(lena, 34)
    await hammering

    assert p95(taken) < 0.1 + 3 * p95(quiet)
    # What may wait is through after 25 s, and the rest at once.
    await until(lambda: len(world.updates) == 0, seconds=60)
    metrics = await limited.metrics()
    assert 'kind="callback_query",outcome="dismissed"' in metrics
    told = [
        answer["payload"].get("text", "")
        for answer in await stage.calls("answercallbackquery")
        if SLOWED in answer["payload"].get("text", "")
    ]
    assert 1 <= len(told) <= 6, "once, and again only after ten seconds"
