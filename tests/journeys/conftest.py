"""The stage of a journey: the playground in this process, the bot as a process of its own.

The bot runs `coachbook run` in its own process (`tests/preloaded.py`), so that it can be killed and
started again while the playground, like Telegram, keeps running and remembers.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import playground as playgrounds
from bot.playground import TOKEN, Playground, PlaygroundServer
from bot.playground.limits import Rates
from bot.playground.sample_people import CAST
from storage.messages import backlog, due_items
from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.quick import INTERVAL, Quick
from tests.journeys.script import play
from tests.journeys.stage import Stage
from tests.journeys.the_week import ALEX, ANNA, BEN, MIA, MONDAY
from tests.northside import open_northside
from tests.surroundings import inherited_environ

Begin = Callable[..., AbstractAsyncContextManager[Coachbook]]

ADMINS = ",".join(str(person.id) for person in CAST if person.role == "admin")


@pytest.fixture
def world() -> Iterator[Playground]:
    """What the Bot API server knows: people, chats, unconfirmed updates."""
    new_world = Playground(rates=Rates(private=1 / INTERVAL))
    # Its clock only goes forward, and MONDAY must be in the future, whatever the day of the run.
    now = datetime.fromtimestamp(new_world.clock.now(), UTC)
    new_world.clock.offset = min(0.0, (MONDAY - timedelta(days=400) - now).total_seconds())
    yield new_world
    new_world.close()


@pytest.fixture
async def playground(database: Database, world: Playground) -> AsyncIterator[PlaygroundServer]:
    """A Bot API server with the cast in it, in this process."""

    async def next_due() -> datetime | None:
        async with database.read() as reader:
            return await backlog.next_due(reader)

    async def next_change() -> datetime | None:
        async with database.read() as reader:
            return await due_items.next_change(reader)

    backstage = playgrounds.Backstage(next_due=next_due, next_change=next_change)
    served = await playgrounds.start(world, backstage=backstage)
    yield served
    await served.stop()


@pytest.fixture
async def stage(playground: PlaygroundServer) -> AsyncIterator[Stage]:
    """The chats of the playground, as a test drives them."""
    async with Stage(playground.url) as new_stage:
        yield new_stage


@pytest.fixture
def begin(
    playground: PlaygroundServer,
    stage: Stage,
    database: Database,
    database_url: str,
    tmp_path: Path,
) -> Begin:
    """Runs a bot with its own settings, by name without the prefix, on a Monday at nine.

    The clock is set before: the bot hears of it from the playground, and an app may ask sooner.
    """

    @asynccontextmanager
    async def running(**more: str) -> AsyncIterator[Coachbook]:
        process = coachbook_process(playground.url, database_url, tmp_path, **more)
        await plant(database, stage)
        await stage.advance_to(MONDAY)
        try:
            yield await process.start()
        finally:
            process.kill()

    return running


@pytest.fixture
async def coachbook(
    playground: PlaygroundServer,
    stage: Stage,
    database: Database,
    database_url: str,
    tmp_path: Path,
) -> AsyncIterator[Coachbook]:
    """The bot with the seeded business behind it, ready."""
    process = coachbook_process(playground.url, database_url, tmp_path)
    await plant(database, stage)
    try:
        yield await process.start()
    finally:
        process.kill()


@pytest.fixture
async def monday(stage: Stage, coachbook: Coachbook) -> None:
    """It is Monday, 5 May 2031, nine in the morning in Berlin."""
    await stage.advance_to(MONDAY)


@pytest.fixture
async def mia(stage: Stage, monday: None) -> Chat:
    """A customer."""
    return await stage.chat(MIA)


@pytest.fixture
async def anna(stage: Stage, monday: None) -> Chat:
    """A coach who approves by hand. She has pressed Start, so the bot may write to her."""
    chat = await stage.chat(ANNA)
    await play("Anna says /start\nAnna sees Hello Anna [Requests] [My leave]", chat)
    return chat


@pytest.fixture
async def ben(stage: Stage, monday: None) -> Chat:
    """A coach whose sessions are confirmed at once. He has pressed Start, too."""
    chat = await stage.chat(BEN)
    await play("Ben says /start\nBen sees Hello Ben", chat)
    return chat


@pytest.fixture
async def alex(stage: Stage, monday: None) -> Chat:
    """An admin."""
    return await stage.chat(ALEX)


def coachbook_process(api_url: str, database_url: str, folder: Path, **more: str) -> Coachbook:
    """A bot not started yet. more: settings, by name without the prefix."""
    bot = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": api_url, "ADMIN_IDS": ADMINS}
    return playground_process(database_url, folder, **(bot | more))


def playground_process(database_url: str, folder: Path, **more: str) -> Coachbook:
    """One without a token, which opens a playground of its own. more: as above."""
    environ = inherited_environ()
    settings = {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder / "data"),
        # People in tests tap faster than people do.
        "PERSON_RATE": "0",
        **more,
    }
    environ |= {f"COACHBOOK_{name}": value for name, value in settings.items()}
    return Quick(environ, folder / "coachbook.log")


async def plant(database: Database, stage: Stage) -> None:
    """Northside Coaching, as from the playground's today."""
    now = datetime.fromtimestamp((await stage.get("/playground/state"))["now"]).astimezone()
    await open_northside(database, now)


def texts(messages: Iterable[dict[str, Any]]) -> list[str]:
    """The texts of Bot API messages."""
    return [str(message.get("text", "")) for message in messages]
