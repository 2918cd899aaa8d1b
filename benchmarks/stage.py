"""The stage of the benchmarks that measure whole processes: a seeded database, the fake Bot API,
and the bots side by side, ours as anyone would run it.

    with open_stage() as stage:
        stage.measure(stage.ours(), in_flight=64, updates=1000)
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

import psutil

from handlers.buttons.links import Book, PickSlot
from handlers.chat.parts.day import PickDay
from storage.transactions import Database
from tests.house import Plan, open_house
from tests.services import Postgres

ROOT = Path(__file__).parent.parent
# With sessions of 30 minutes every 15 and 10 between them, office hours without these leave 20
# starts.
TAKEN = (time(9, 0), time(16, 30))
ZONE = ZoneInfo("Europe/Berlin")
WEEKS = 7
PEOPLE = 128
OURS, PTB, AIOGRAM = "coachbook", "python-telegram-bot", "aiogram"
PEERS = {PTB: "benchmarks.peers.ptb_echo", AIOGRAM: "benchmarks.peers.aiogram_echo"}


@dataclass(frozen=True)
class Bot:
    """A bot's process. steps: what its people do. to_ready: seconds from start to its first
    request."""

    name: str
    token: str
    process: psutil.Popen
    steps: tuple[str | None, ...]
    to_ready: float

    def processor_seconds(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def megabytes(self) -> float:
        """Its resident set."""
        return float(self.process.memory_info().rss) / 2**20


@dataclass(frozen=True)
class Measurement:
    """per_second: steps. microseconds: processor time of the bot per step. latencies: seconds."""

    per_second: float
    microseconds: float
    latencies: Sequence[float]
    fewest_keys: int

    def percentile(self, which: int) -> float:
        """1 to 99, in milliseconds."""
        return quantiles(self.latencies, n=100)[which - 1] * 1000


class Stage:
    """Everything that runs; it stops with the stage."""

    def __init__(self, house: ExitStack, folder: Path) -> None:
        self._house = house
        self._folder = folder
        self._postgres = Postgres(folder / "database")
        asyncio.run(self._postgres.start())
        house.callback(lambda: asyncio.run(self._postgres.stop()))
        self.day = _busy_day()
        self.database_url, self.service, self.coach = asyncio.run(self._seed())
        fake = self._spawn("fake", ["benchmarks.fake_telegram"], {}, stdout=subprocess.PIPE)
        assert fake.stdout is not None
        self._port = int(fake.stdout.readline())

    @property
    def press_days(self) -> tuple[str, ...]:
        """The data of the buttons that show the twenty starts of each day from `day` on."""
        days = (
            self.day + timedelta(days=7 * week + ahead) for week in range(5) for ahead in (0, 1)
        )
        return tuple(PickDay(self.service, self.coach, 0, day, "").pack() for day in days)

    @property
    def way_to_summary(self) -> tuple[str, ...]:
        """The buttons from the month to the summary before a booking."""
        noon = datetime.combine(self.day, time(12), ZONE)
        slot = PickSlot(self.service, self.coach, 0, int(noon.timestamp()) // 60)
        return (Book().pack(), self.press_days[0], slot.pack())

    def ours(self) -> Bot:
        """Start `coachbook run`; returns once it asks for updates."""
        token = "1001:" + "o" * 35
        settings = {
            "COACHBOOK_TELEGRAM_TOKEN": token,
            "COACHBOOK_TELEGRAM_API_URL": f"http://127.0.0.1:{self._port}",
            "COACHBOOK_DATABASE_URL": self.database_url,
            "COACHBOOK_HTTP_PORT": "0",
            # These people tap faster than people do, and than the peers would limit.
            "COACHBOOK_PERSON_RATE": "0",
        }
        return self._bot(OURS, token, ["bot", "run"], settings, self.press_days)

    def echo(self, name: str) -> Bot:
        """Start a peer, which echoes each text."""
        token = f"{2001 + list(PEERS).index(name)}:" + "e" * 35
        arguments = [PEERS[name], token, f"http://127.0.0.1:{self._port}"]
        return self._bot(name, token, arguments, {}, (None,))

    def warm_up(self, bot: Bot) -> None:
        """Let everyone who will use the bot do so once."""
        self.measure(bot, in_flight=64, updates=PEOPLE * len(bot.steps))

    def stop(self, bot: Bot) -> None:
        """Stop a bot before the stage does."""
        _end(bot.process)
        self._ask(f"/forget/{bot.token}")

    def measure(
        self,
        bot: Bot,
        *,
        in_flight: int,
        updates: int,
        people: int = PEOPLE,
        steps: Sequence[str | None] | None = None,
    ) -> Measurement:
        """Let people use a bot while the others idle. steps: others than the bot's own."""
        steps = steps or bot.steps
        conversations = updates // len(steps)
        wish = {
            "in_flight": in_flight,
            "conversations": conversations,
            "people": people,
            "steps": steps,
        }
        before = bot.processor_seconds()
        figures = self._ask(f"/measure/{bot.token}", wish)
        cpu_seconds, done = bot.processor_seconds() - before, conversations * len(steps)
        return Measurement(
            done / figures["seconds"],
            cpu_seconds / done * 1e6,
            figures["latencies"],
            figures["fewest_keys"],
        )

    def _bot(
        self,
        name: str,
        token: str,
        arguments: Sequence[str],
        settings: dict[str, str],
        steps: tuple[str | None, ...],
    ) -> Bot:
        started_at = perf_counter()
        process = self._spawn(name, arguments, settings)
        while not self._ask(f"/ready/{token}"):
            if process.poll() is not None:
                raise AssertionError((self._folder / f"{name}.log").read_text("utf-8")[-2000:])
        return Bot(name, token, process, steps, perf_counter() - started_at)

    def _spawn(
        self, name: str, arguments: Sequence[str], settings: dict[str, str], stdout: Any = None
    ) -> psutil.Popen:
        """A Python module as a process, without any `.env` and with only these settings."""
        # An installed package, like the peers, would have its bytecode.
        prefixes = ("COACHBOOK_", "PYTHONDONTWRITEBYTECODE")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(prefixes)}
        log = self._house.enter_context((self._folder / f"{name}.log").open("ab"))
        process = psutil.Popen(
            [sys.executable, "-m", *arguments],
            cwd=self._folder,
            env=environment | settings | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=stdout or log,
            stderr=log,
        )
        self._house.callback(_end, process)
        return process

    def _ask(self, path: str, wish: dict[str, Any] | None = None) -> Any:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=600)
        try:
            connection.request("POST" if wish else "GET", path, json.dumps(wish) if wish else None)
            return json.loads(connection.getresponse().read())["result"]
        finally:
            connection.close()

    async def _seed(self) -> tuple[str, int, int]:
        """A coach whose working days all have twenty free starts."""
        name = await self._postgres.create()
        url = self._postgres.url(name)
        database = Database(url)
        try:
            service = {"minutes": 30, "step": 15, "buffer_after": 10}
            house = await open_house(database, Plan(service=service))
            for ahead in range(-7, WEEKS * 7):
                day = self.day + timedelta(days=ahead)
                for clock in TAKEN:
                    wall = datetime.combine(day, clock, ZONE)
                    await house.book(starts_at=wall.astimezone(UTC))
        finally:
            await database.close()
        return url, house.service.id, house.coach.id


def _busy_day() -> date:
    """A Wednesday, so that the days around it are working days too."""
    soon = date.today() + timedelta(days=7)
    return soon + timedelta(days=(2 - soon.weekday()) % 7)


def _end(process: psutil.Popen) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(20)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def open_stage() -> Iterator[Stage]:
    """A stage; at the end everything on it is stopped and its data removed."""
    with TemporaryDirectory(prefix="coachbook-bench-") as folder, ExitStack() as house:
        yield Stage(house, Path(folder))
