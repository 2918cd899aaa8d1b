"""Long polling against a real Bot API server: nothing is skipped, nothing waits for slow
updates."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from bot import playground
from bot.intake.intake import Intake
from bot.intake.polling import LONGEST_PAUSE, WANTED, Polling
from bot.intake.update_reader import Raw
from bot.playground import Playground, PlaygroundServer
from bot.playground.faults import FaultKind
from bot.telegram.transport import Telegram, open_session
from bot.timing.clock import Clock
from bot.timing.stopwatch import REAL, Stopwatch
from handlers.http.metrics import Metrics
from storage.faults import DatabaseAway
from storage.transactions import Database
from tests.bot.playground.polls import a_poll_waits
from tests.turned import Turned

MIA, ANNA, LENA = 7001, 7002, 7005


@dataclass
class Bot:
    """Records what it handles, and meanwhile does what the test says."""

    slow: dict[str, float] = field(default_factory=dict)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    away: bool = False
    tries: int = 0
    begun: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    polling: Polling | None = None
    intake: Intake | None = None

    async def process(self, update: Raw) -> None:
        text = update["message"]["text"]
        self.tries += 1
        if self.away:
            raise DatabaseAway("no route")
        self.begun.append(text)
        await asyncio.sleep(self.slow.get(text, 0))
        if text in self.held:
            await self.held[text].wait()
        self.done.append(text)


@dataclass
class Scene:
    """One world, and pollers that are opened and closed on it."""

    world: Playground
    served: PlaygroundServer
    database: Database
    telegram: Telegram
    _running: list[tuple[Bot, asyncio.Task[None]]] = field(default_factory=list)

    def say(self, text: str, person: int = MIA) -> None:
        chat = self.world.chats.get(person)
        assert chat is not None
        self.world.say(chat, {"text": text})

    def open(self, bot: Bot, stopwatch: Stopwatch = REAL) -> Bot:
        bot.intake = Intake(
            bot.process,
            database=self.database,
            call=self.telegram.call,
            clock=lambda: datetime(2026, 5, 1, tzinfo=UTC),
            language="en",
            metrics=Metrics(),
        )
        bot.polling = Polling(self.telegram.call, bot.intake, stopwatch=stopwatch)
        self._running.append((bot, asyncio.create_task(bot.polling.run())))
        return bot

    async def close(self, seconds: float = 5) -> None:
        for bot, task in self._running:
            assert bot.polling is not None
            assert bot.intake is not None
            await bot.polling.close()
            await bot.intake.close(seconds)
            await bot.polling.confirm()
            await task
        self._running.clear()

    async def crash(self) -> None:
        """The process is gone: nothing is finished, nothing is confirmed."""
        for bot, task in self._running:
            assert bot.intake is not None
            task.cancel()
            for one in list(bot.intake._tasks.values()):
                one.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._running.clear()

    def questions(self) -> list[Mapping[str, Any]]:
        calls = [call for call in self.world.calls if call["method"].lower() == "getupdates"]
        return [call["payload"] for call in calls]


@pytest.fixture
async def scene(database: Database) -> AsyncIterator[Scene]:
    world = Playground()
    served = await playground.start(world)
    async with open_session() as session:
        new_scene = Scene(
            world, served, database, Telegram(session, served.url, world.token, Clock())
        )
        yield new_scene
        await new_scene.close()
    await served.stop()
    world.close()


async def until(bot: Bot, *texts: str, seconds: float = 30) -> None:
    """Wait until the bot is done with these."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not set(texts) <= set(bot.done):
        assert asyncio.get_running_loop().time() < deadline, f"done: {bot.done}"
        await asyncio.sleep(0.01)


async def test_what_was_said_before_the_start_is_heard(scene: Scene) -> None:
    scene.say("one")
    scene.say("two")

    bot = scene.open(Bot())

    await until(bot, "one", "two")
    assert bot.done == ["one", "two"]


async def test_it_asks_for_the_kinds_that_have_a_handler_and_no_others(scene: Scene) -> None:
    scene.say("one")
    bot = scene.open(Bot())
    await until(bot, "one")

    assert all(tuple(question["allowed_updates"]) == WANTED for question in scene.questions())


async def test_a_slow_update_does_not_keep_others_waiting_and_is_handled_once(
    scene: Scene,
) -> None:
    through = asyncio.Event()
    bot = scene.open(Bot(held={"slow": through}))
    scene.say("slow")
    async with asyncio.timeout(30):
        while not bot.begun:  # noqa: ASYNC110 - it is a list
            await asyncio.sleep(0.01)
    for number in range(5):
        scene.say(f"quick{number}", LENA)
        await until(bot, f"quick{number}")

    assert "slow" not in bot.done
    assert len(scene.world.updates) == 6

    through.set()
    await until(bot, "slow")
    await scene.close()
    assert sorted(bot.begun) == ["quick0", "quick1", "quick2", "quick3", "quick4", "slow"]
    assert len(scene.world.updates) == 0


async def test_while_one_is_slow_telegram_is_not_asked_over_and_over(scene: Scene) -> None:
    through, stopwatch = asyncio.Event(), Turned()
    bot = scene.open(Bot(held={"slow": through}), stopwatch)
    scene.say("slow")
    await stopwatch.pass_by(1.8)
    through.set()
    await until(bot, "slow")

    assert len(scene.questions()) <= 7


async def test_a_crash_repeats_what_was_not_done_and_all_that_came_after_it(scene: Scene) -> None:
    first = scene.open(Bot(slow={"slow": 30}))
    scene.say("before")
    await until(first, "before")
    scene.say("slow")
    scene.say("after", LENA)
    await until(first, "after")
    await scene.crash()

    second = scene.open(Bot())

    await until(second, "slow", "after")
    assert "before" not in second.begun


async def test_what_is_done_at_the_end_does_not_come_again_at_the_next_start(scene: Scene) -> None:
    first = scene.open(Bot(slow={"last": 0.3}))
    scene.say("first")
    scene.say("last")
    await until(first, "first")

    await scene.close()
    second = scene.open(Bot())
    scene.say("new")
    await until(second, "new")

    assert first.done == ["first", "last"]
    assert second.begun == ["new"]


async def test_nothing_is_confirmed_while_the_database_is_away(scene: Scene) -> None:
    bot = scene.open(Bot(away=True))
    scene.say("one")
    async with asyncio.timeout(30):
        while not bot.tries:  # noqa: ASYNC110 - it is a number
            await asyncio.sleep(0.01)
        before = len(scene.questions())
        while len(scene.questions()) <= before:  # noqa: ASYNC110 - they are calls
            await asyncio.sleep(0.01)
    assert len(scene.world.updates) == 1

    bot.away = False

    await until(bot, "one")
    await scene.close()
    assert len(scene.world.updates) == 0


@pytest.mark.parametrize(
    "kind",
    [FaultKind.BAD_GATEWAY, FaultKind.RESET, FaultKind.RESET_AFTER_ACCEPT, FaultKind.TOO_MANY],
)
async def test_trouble_on_the_way_is_waited_out(scene: Scene, kind: FaultKind) -> None:
    scene.world.faults.switch_on(kind, rate=1.0, methods=None, retry_after=1, seed=None)
    stopwatch = Turned()
    bot = scene.open(Bot(), stopwatch)
    scene.say("one")
    await stopwatch.pass_by(0.8)
    assert bot.done == []
    assert len(scene.questions()) <= 4

    scene.world.faults.switch_off()
    await stopwatch.begins_to_rest()
    stopwatch.turn(LONGEST_PAUSE)

    await until(bot, "one")


async def test_a_second_poller_with_the_same_token_is_named_in_the_log(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    log = ""
    scene.open(Bot())
    await a_poll_waits(scene.world)
    scene.open(Bot())

    async with asyncio.timeout(30):
        while "another process is polling with this token" not in log:
            await asyncio.sleep(0.02)
            log += capsys.readouterr().out


async def test_more_than_a_batch_of_updates_is_taken_in_whole(scene: Scene) -> None:
    texts = [f"m{n}" for n in range(350)]
    for number, text in enumerate(texts):
        scene.say(text, (MIA, ANNA, LENA)[number % 3])

    bot = scene.open(Bot())

    await until(bot, *texts)
    assert len(bot.begun) == 350
    for person in range(3):
        own = [text for text in bot.done if int(text[1:]) % 3 == person]
        assert own == texts[person::3]
