"""Long polling of a server that answers oddly: what can be read is handled, at a decent pace."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import orjson
import pytest
from aiohttp import web

from bot.intake.intake import Intake
from bot.intake.polling import Polling
from bot.intake.update_reader import Raw
from bot.telegram.transport import Telegram, open_session
from bot.timing.clock import Clock
from handlers.http.metrics import Metrics
from storage.business import dead_letters
from storage.transactions import Database
from tests.bot.intake.arrivals import message
from tests.turned import Turned

Answer = bytes | dict[str, Any] | list[Any]


def number_in(update: Any) -> float:
    """The id of an update; for one without, an id always still to come."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else float("inf")


@dataclass
class Odd:
    """A Bot API server that answers each `getUpdates` from `answers`, and the poller's
    stopwatch."""

    answers: Callable[[dict[str, Any]], Answer]
    questions: list[dict[str, Any]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    handled: list[int] = field(default_factory=list)
    first: int = 0
    stopwatch: Turned = field(default_factory=Turned)

    async def receive(self, request: web.Request) -> web.Response:
        question = orjson.loads(await request.read())
        if request.path.endswith("getUpdates"):
            self.questions.append(question)
            self.times.append(self.stopwatch.now())
            answer = self.answers(question)
        else:
            answer = {"ok": True, "result": True}
        if isinstance(answer, list):
            # What comes before an offset is forgotten for good.
            self.first = max(self.first, question.get("offset", 0))
            left = [one for one in answer if number_in(one) >= self.first]
            answer = {"ok": True, "result": left[: question["limit"]]}
        return web.Response(body=answer if isinstance(answer, bytes) else orjson.dumps(answer))

    async def process(self, update: Raw) -> None:
        self.handled.append(update["update_id"])


@pytest.fixture
async def poll(database: Database) -> AsyncIterator[Callable[[Odd], Any]]:
    """Polls a server until the end of the test."""
    runners: list[web.AppRunner] = []
    tasks: list[tuple[Polling, asyncio.Task[None]]] = []
    async with open_session() as session:

        async def start(odd: Odd) -> None:
            app = web.Application()
            app.router.add_route("*", "/{path:.*}", odd.receive)
            runner = web.AppRunner(app, shutdown_timeout=0.1)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            runners.append(runner)
            telegram = Telegram(
                session, f"http://127.0.0.1:{runner.addresses[0][1]}", "1:token", Clock()
            )
            intake = Intake(
                odd.process,
                database=database,
                call=telegram.call,
                clock=lambda: datetime(2026, 5, 1, tzinfo=UTC),
                language="en",
                metrics=Metrics(),
            )
            polled = Polling(telegram.call, intake, stopwatch=odd.stopwatch)
            tasks.append((polled, asyncio.create_task(polled.run())))

        yield start
        for polled, task in tasks:
            await polled.close()
            await task
    for runner in runners:
        await runner.cleanup()


async def until(odd: Odd, *numbers: int, seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not set(numbers) <= set(odd.handled):
            odd.stopwatch.go_on()
            await asyncio.sleep(0.005)


async def until_asked_from(odd: Odd, offset: int, seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while odd.questions[-1].get("offset") != offset:
            odd.stopwatch.go_on()
            await asyncio.sleep(0.005)


async def until_asked(odd: Odd, times: int) -> None:
    async with asyncio.timeout(30):
        while len(odd.questions) < times:
            odd.stopwatch.go_on()
            await asyncio.sleep(0.005)


async def letters(database: Database) -> int:
    async with database.read() as reader:
        return await dead_letters.count(reader)


async def test_a_server_that_holds_no_question_open_is_asked_once_a_second(poll: Any) -> None:
    odd = Odd(lambda _: [])
    await poll(odd)

    await until_asked(odd, 3)

    assert all(later - earlier > 0.9 for earlier, later in pairwise(odd.times))


async def test_a_server_that_says_the_same_again_and_again_is_asked_once_a_second(
    poll: Any,
) -> None:
    same = orjson.dumps({"ok": True, "result": [message(5)]})
    odd = Odd(lambda _: same)
    await poll(odd)

    await odd.stopwatch.pass_by(2.5)

    assert len(odd.questions) <= 7


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>bad day</html>",
        b"",
        b'{"ok": true, "result": [{"update_id": 1, "mess',
        {"ok": True},
        {"ok": True, "result": None},
        {"ok": True, "result": {"update_id": 1}},
        {"ok": True, "result": "updates"},
        {"ok": False},
        {"ok": False, "error_code": "what", "description": 5, "parameters": [1]},
        {"ok": False, "error_code": 429, "parameters": {"retry_after": "soon"}},
        [1, 2],
        [None],
        [[]],
        [{}],
        [{"update_id": "9"}],
        [{"update_id": 9.5}],
        [{"update_id": -9}],
        [{"update_id": None, "message": {"from": {"id": "x"}}}],
        b"[" * 100_000,
        b'{"ok": true, "result": [{"update_id": 123456789012345678901234567890}]}',
    ],
    ids=lambda answer: str(answer)[:40],
)
async def test_after_an_answer_that_cannot_be_read_everybody_is_heard_again(
    poll: Any, answer: Answer
) -> None:
    odd = Odd(lambda _: answer if len(odd.questions) < 2 else [message(5)])
    await poll(odd)

    await until(odd, 5)

    assert odd.handled == [5]


async def test_of_a_batch_what_is_an_update_is_handled_and_the_rest_is_kept(
    poll: Any, database: Database
) -> None:
    odd = Odd(lambda _: [message(5), None, {"update_id": "6", "message": {}}, message(7)])
    await poll(odd)

    await until(odd, 5, 7)
    await until_asked(odd, len(odd.questions) + 3)

    assert sorted(odd.handled) == [5, 7]
    # Once each, however often they come.
    assert await letters(database) == 2


async def test_half_a_pair_of_surrogates_is_read_as_a_sign_that_stands_for_it(poll: Any) -> None:
    body = orjson.dumps({"ok": True, "result": [message(5, text="cut \\uD83D")]})
    odd = Odd(lambda q: [] if q.get("offset") else body.replace(b"\\\\uD83D", b"\\ud83d"))
    await poll(odd)

    await until(odd, 5)


async def test_one_update_that_cannot_be_read_is_given_up_and_the_others_are_handled(
    poll: Any, database: Database
) -> None:
    bad = b'{"update_id": 6, "message": {"text": "\xff'

    def answers(question: dict[str, Any]) -> Answer:
        odd.first = max(odd.first, question.get("offset", 0))
        there = [number for number in (5, 6, 7) if number >= odd.first][: question["limit"]]
        if 6 not in there:
            return [message(number) for number in there]
        before = [orjson.dumps(message(number)) for number in there if number < 6]
        return b'{"ok": true, "result": [' + b",".join([*before, bad])

    odd = Odd(answers)
    await poll(odd)

    await until(odd, 5, 7)

    assert odd.handled == [5, 7]
    assert await letters(database) == 1
    await until_asked_from(odd, 8)
