"""Fixtures for tests of the process."""

import asyncio
import logging
import os
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiohttp import ClientSession

from bot import playground
from bot.intake.intake import Intake
from bot.playground import Playground, PlaygroundServer
from bot.postgres.embedded import EmbeddedPostgres
from bot.settings.settings import Settings
from bot.telegram.transport import Telegram, open_session
from bot.timing.clock import Clock
from handlers.http.metrics import Metrics
from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Database
from tests import clusters, preloaded
from tests.bot.commands.checkup import free_port
from tests.bot.commands.kept_letters import KeptLetters
from tests.bot.delivery.post_office import Post
from tests.bot.intake.arrivals import LENA, MIA, Open, Process
from tests.bot.postgres.backups import Store
from tests.bot.postgres.clusters import QUICK, Start
from tests.databases import Databases
from tests.services import Postgres

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def post(database: Database) -> AsyncIterator[Post]:
    """A post office with nothing to deliver yet."""
    world = Playground()
    server = await playground.start(world)
    async with open_session() as session:
        new_post = Post(database, world, Telegram(session, server.url, world.token, Clock()))
        yield new_post
        await new_post.close()
    await server.stop()
    world.close()


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    """The session for calls of the Bot API."""
    async with open_session() as opened:
        yield opened


@pytest.fixture
def world() -> Playground:
    """The world of a Bot API server."""
    return Playground()


@pytest.fixture
async def served(world: Playground) -> AsyncIterator[PlaygroundServer]:
    """The Bot API server of that world."""
    server = await playground.start(world)
    yield server
    await server.stop()
    world.close()


@pytest.fixture
async def open_intake(
    database: Database, world: Playground, served: PlaygroundServer
) -> AsyncIterator[Open]:
    """Opens an intake with this handler of updates; Mia and Lena have pressed Start."""
    for person in (MIA, LENA):
        chat = world.chats.get(person)
        assert chat is not None
        world.say(chat, {"text": "/start"})
    async with open_session() as session:
        telegram = Telegram(session, served.url, world.token, Clock())

        def make(process: Process) -> Intake:
            return Intake(
                process,
                database=database,
                call=telegram.call,
                clock=lambda: datetime(2026, 5, 1, tzinfo=UTC),
                language="en",
                metrics=Metrics(),
            )

        yield make


@pytest.fixture
def folder() -> Iterator[Path]:
    """A place for an embedded PostgreSQL."""
    # Not pytest's own: its path is long, and closed to every other user.
    with tempfile.TemporaryDirectory(prefix="coachbook-test-") as directory:
        yield Path(directory) / "data"


@pytest.fixture
async def start_postgres(folder: Path) -> AsyncIterator[Start]:
    """Starts an embedded PostgreSQL; all are stopped at the end.

    With `fresh`, in a folder that does not exist yet, it creates its cluster, which takes a second.
    """
    servers: list[EmbeddedPostgres] = []

    async def start_server(place: Path = folder, *, fresh: bool = False) -> EmbeddedPostgres:
        if not fresh and not place.exists():
            await clusters.put_into(place)
        server = EmbeddedPostgres(place, QUICK)
        await server.start()
        servers.append(server)
        return server

    yield start_server
    for server in servers:
        await server.stop()


@pytest.fixture
def cluster(tmp_path: Path) -> None:
    """Puts a migrated database into the test's folder: a new one takes seconds."""
    asyncio.run(clusters.put_into(tmp_path / "data"))


@pytest.fixture
async def store(
    postgres: Postgres,
    databases: Databases,
    database_name: str,
    database_url: str,
    tmp_path: Path,
) -> Store:
    """An empty database, and the file to save it in."""
    await databases.leave(database_name)
    return Store(postgres, database_url, tmp_path / "all.dump")


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The environment of a `coachbook` that stays in the test's folder."""
    clean = {name: v for name, v in os.environ.items() if not name.startswith("COACHBOOK_")}
    return clean | {
        "PYTHONPATH": str(ROOT),
        "COACHBOOK_DATA_DIR": str(tmp_path / "data"),
        "COACHBOOK_HTTP_PORT": "0",
    }


@pytest.fixture
def coachbook(
    environ: dict[str, str], tmp_path: Path
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `coachbook` to its end."""

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        out, errors = tmp_path / "out", tmp_path / "errors"
        process = preloaded.launch(
            environ | {f"COACHBOOK_{name}": value for name, value in settings.items()},
            out,
            arguments=arguments,
            folder=tmp_path,
            errors=errors,
        )
        process.join(60)
        assert process.exitcode is not None, "it did not end within a minute"
        done = subprocess.CompletedProcess(
            arguments, process.exitcode, out.read_text("utf-8"), errors.read_text("utf-8")
        )
        out.unlink()
        errors.unlink()
        return done

    return run


@pytest.fixture
def well(tmp_path: Path) -> dict[str, Any]:
    """Settings with which the doctor finds nothing wrong."""
    return {"data_dir": tmp_path / "data", "http_port": free_port()}


@pytest.fixture
async def letters(
    database: Database, database_url: str, world: Playground, served: PlaygroundServer
) -> KeptLetters:
    """Where dead letters wait; Mia and Lena have pressed Start, and Mia is known."""
    for person in (MIA, LENA):
        chat = world.chats.get(person)
        assert chat is not None
        world.say(chat, {"text": "/start"})
    mia = TelegramProfile(MIA, "Mia", "Keller", language="en")
    await database.write(lambda writer: people.register(writer, mia))
    settings = Settings(
        token=world.token, telegram_api_url=served.url, database_url=database_url, currency="EUR"
    )
    return KeptLetters(settings, database, world, [])


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    """Whatever the test configures, the next one in this process logs as usual."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
