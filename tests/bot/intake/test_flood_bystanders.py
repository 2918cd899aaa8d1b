"""A thousand presses of one person, by polling and by webhook: nobody else notices."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

from bot.playground import Playground, PlaygroundServer
from storage.transactions import Database
from tests.bot.intake.hammering import LENA, MIA, SLOWED
from tests.coachbook import Coachbook
from tests.journeys.balancer import Balancer
from tests.journeys.chat import Chat
from tests.journeys.conftest import coachbook_process, plant, playground, stage, world
from tests.journeys.stage import Stage
from tests.journeys.test_kill import until
from tests.journeys.the_week import BEN

__all__ = ["playground", "stage", "world"]
PRESSES = 1_000


@pytest.fixture(params=["polling", "webhook"])
async def limited(
    request: pytest.FixtureRequest,
    playground: PlaygroundServer,
    stage: Stage,
    database: Database,
    database_url: str,
    tmp_path: Path,
) -> AsyncIterator[Coachbook]:
    """The bot with four times the default limit, so that what waits is done sooner."""
    await plant(database, stage)
    async with Balancer() as front:
        more = {"PERSON_RATE": "8", "PUBLIC_URL": front.url if request.param == "webhook" else ""}
        process = coachbook_process(playground.url, database_url, tmp_path, **more)
        front.replicas = [process.url]
        try:
            yield await process.start()
        finally:
            process.kill()


async def start_chat(stage: Stage, person: int) -> Chat:
    chat = await stage.chat(person)
    await chat.send("/start")
    await chat.expect("")
    return chat


async def tapping(chat: Chat, times: int) -> list[float]:
    """Seconds to the answer of each tap, at a human pace."""
    taken = []
    for _ in range(times):
        begun = perf_counter()
        await chat.tap_data("1:nonsense", chat.last()["message_id"])
        await chat.toast()
        taken.append(perf_counter() - begun)
        await asyncio.sleep(0.12)
    return taken


async def hammer(chat: Chat) -> None:
    screen = chat.last()["message_id"]
    for _ in range(PRESSES // 50):
        await asyncio.gather(*(chat.tap_data("1:nonsense", screen) for _ in range(50)))
        await asyncio.sleep(0.3)


@pytest.mark.timeout(180)
async def test_others_do_not_notice_a_thousand_presses_of_one_person(
    limited: Coachbook, stage: Stage, world: Playground
) -> None:
    mia, lena, ben = [await start_chat(stage, person) for person in (MIA, LENA, BEN)]
    before = await tapping(ben, 10)  # who has paused by the time nobody looks at him any more

    hammering = asyncio.create_task(hammer(mia))
    taken = []
    while not hammering.done():
        taken += await tapping(lena, 1)
    await hammering
    assert len(taken) >= 10

    # What may wait is done after 7 s, and the rest at once.
    await until(lambda: len(world.updates) == 0, seconds=60)
    await limited.counts('kind="callback_query",outcome="dismissed"')
    toasts = [
        answer["payload"].get("text", "")
        for answer in await stage.calls("answercallbackquery")
        if SLOWED in answer["payload"].get("text", "")
    ]
    assert 1 <= len(toasts) <= 6, "once, and again only after ten seconds"
    # By the middle: the slowest tell of what else the machine does. It may be busier than it was.
    after = await tapping(ben, 10)
    assert median(taken) < 0.1 + 3 * max(median(before), median(after))
