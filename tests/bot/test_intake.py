"""The life of an update: in order, acknowledged last, and what becomes of trouble."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, TimedOut

from bot import intake as intakes
from bot import playground
from bot.clock import Clock
from bot.intake import TRIES_TO_REPLY, Intake, NotYet, Raw, without_nul
from bot.playground import Playground, Served
from bot.transport import Telegram, open_session
from handlers.http.metrics import Metrics
from storage import dead_letters, people
from storage.people import Profile
from storage.transactions import Database, DatabaseAway

MIA, ANNA, LENA = 7001, 7002, 7005
Process = Callable[[Raw], Awaitable[None]]
Open = Callable[[Process], Intake]


def message(number: int, person: int = MIA, text: str = "hello", **sender: Any) -> dict[str, Any]:
    user = {"id": person, "is_bot": False, "first_name": "Mia", **sender}
    chat = {"id": person, "type": "private"}
    return {
        "update_id": number,
        "message": {"message_id": number, "from": user, "chat": chat, "date": 0, "text": text},
    }


def press(number: int, person: int = MIA, data: str = "1:h") -> dict[str, Any]:
    sent = message(number, 7000)["message"] | {"reply_markup": {}, "entities": []}
    user = {"id": person, "is_bot": False, "first_name": "Mia"}
    return {
        "update_id": number,
        "callback_query": {"id": str(number), "from": user, "message": sent, "data": data},
    }


@pytest.fixture
def world() -> Playground:
    return Playground()


@pytest.fixture
async def served(world: Playground) -> AsyncIterator[Served]:
    made = await playground.start(world)
    yield made
    await made.stop()
    world.close()


@pytest.fixture
async def open_intake(database: Database, world: Playground, served: Served) -> AsyncIterator[Open]:
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


def said_to(world: Playground, person: int) -> list[str]:
    """What the bot has written to a person."""
    chat = world.chats.get(person)
    assert chat is not None
    return [m["text"] for m in chat.messages.values() if m["from"]["is_bot"]]


class Diary:
    """A handler that takes a moment, and writes down when it began and ended."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.lines: list[tuple[str, int]] = []
        self.at_once = self.most_at_once = 0
        self._seconds = seconds

    async def process(self, update: Raw) -> None:
        number = update["update_id"]
        self.lines.append(("begun", number))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self._seconds)
        self.at_once -= 1
        self.lines.append(("done", number))


async def test_a_message_and_a_press_of_one_person_are_handled_one_after_the_other(
    open_intake: Open,
) -> None:
    diary = Diary(0.02)
    intake = open_intake(diary.process)

    await asyncio.gather(*(intake.accept(u) for u in (message(1), press(2), message(3))))

    assert diary.lines == [(what, n) for n in (1, 2, 3) for what in ("begun", "done")]


async def test_different_people_are_served_at_the_same_time(open_intake: Open) -> None:
    diary = Diary(0.05)
    intake = open_intake(diary.process)

    await asyncio.gather(*(intake.accept(message(n, person=n)) for n in range(1, 201)))

    assert 30 <= diary.most_at_once <= 64


async def test_random_traffic_keeps_everyones_order(open_intake: Open) -> None:
    draw = random.Random(3)
    seen: dict[int, list[int]] = {}

    async def process(update: Raw) -> None:
        number = update["update_id"]
        await asyncio.sleep(draw.random() / 100)
        body = update.get("message") or update["callback_query"]
        seen.setdefault(body["from"]["id"], []).append(number)

    intake = open_intake(process)
    people_of = [draw.randrange(1, 12) for _ in range(300)]
    made = [
        press(n, person) if draw.random() < 0.5 else message(n, person)
        for n, person in enumerate(people_of)
    ]

    await asyncio.gather(*(intake.accept(update) for update in made))

    assert all(numbers == sorted(numbers) for numbers in seen.values())
    assert sum(map(len, seen.values())) == 300


async def test_nothing_is_kept_of_people_who_are_done(open_intake: Open) -> None:
    intake = open_intake(Diary().process)
    for n in range(500):
        await intake.accept(message(n, person=n))

    assert (len(intake._lanes), len(intake._tasks), len(intake._tries)) == (0, 0, 0)


async def test_a_copy_that_arrives_meanwhile_is_not_handled_a_second_time(
    open_intake: Open,
) -> None:
    diary = Diary(0.05)
    intake = open_intake(diary.process)

    await asyncio.gather(intake.accept(press(1)), intake.accept(press(1)))

    assert diary.lines == [("begun", 1), ("done", 1)]


async def test_an_update_is_not_acknowledged_while_the_database_is_away(open_intake: Open) -> None:
    async def process(update: Raw) -> None:
        raise DatabaseAway("no route")

    with pytest.raises(NotYet) as refused:
        await open_intake(process).accept(message(1))

    assert refused.value.reason == "database_away"


async def test_a_polled_update_waits_for_the_database_and_the_persons_next_one_behind_it(
    open_intake: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    away, order = 2, []

    async def process(update: Raw) -> None:
        nonlocal away
        if away:
            away -= 1
            raise DatabaseAway("no route")
        order.append(update["update_id"])

    intake = open_intake(process)
    monkeypatch.setattr(intakes, "RETRY_SOON", 0.1)
    tasks = [intake.take(message(1)), intake.take(message(2))]
    other = intake.take(message(3, person=LENA))
    await asyncio.gather(*tasks, other)

    assert order.index(1) < order.index(2)


async def test_a_fault_of_ours_is_kept_with_its_update_and_acknowledged(
    open_intake: Open, database: Database, world: Playground
) -> None:
    async def process(update: Raw) -> None:
        raise ZeroDivisionError("a slot of no length")

    await open_intake(process).accept(message(41, text="book\0me"))

    async with database.read() as reader:
        [letter] = await dead_letters.waiting(reader)
    assert letter.update == without_nul(message(41, text="bookme"))
    assert letter.telegram_id == MIA
    assert "ZeroDivisionError: a slot of no length" in letter.error
    assert "in process" in letter.error


async def test_the_apology_for_a_fault_is_in_the_persons_language(
    open_intake: Open, database: Database, world: Playground
) -> None:
    async def process(update: Raw) -> None:
        raise KeyError("oops")

    async def choose(writer: Any) -> None:
        mia = await people.register(writer, Profile(MIA, "Mia", language="en"), False)
        await people.set_language(writer, mia.id, "de")

    await database.write(choose)
    intake = open_intake(process)
    await intake.accept(message(1, language_code="en"))
    await intake.accept(message(2, LENA, language_code="de"))

    [to_mia], [to_lena] = said_to(world, MIA), said_to(world, LENA)
    assert to_mia == to_lena
    assert "fault.apology" not in to_mia


async def test_a_press_that_fails_stops_its_spinner(open_intake: Open, world: Playground) -> None:
    chat = world.chats.get(MIA)
    assert chat is not None
    shown = world.chats.add(chat, world.profile.user(), {"text": "menu"})
    query = world.press(chat, shown, "1:h")

    async def process(update: Raw) -> None:
        raise KeyError("oops")

    update = press(1)
    update["callback_query"]["id"] = query
    await open_intake(process).accept(update)

    assert "answercallbackquery" in {call["method"].lower() for call in world.calls}
    assert len(said_to(world, MIA)) == 2


async def test_a_fault_in_one_persons_update_touches_nobody_else(open_intake: Open) -> None:
    diary = Diary(0.01)

    async def process(update: Raw) -> None:
        if update["update_id"] % 3 == 0:
            raise RuntimeError("boom")
        await diary.process(update)

    intake = open_intake(process)
    await asyncio.gather(*(intake.accept(message(n, person=n)) for n in range(1, 31)))

    assert len([line for line in diary.lines if line[0] == "done"]) == 20


@pytest.mark.parametrize(
    "told",
    [
        Forbidden("Forbidden: bot was blocked by the user"),
        BadRequest("Bad Request: chat not found"),
    ],
)
async def test_someone_who_blocked_the_bot_or_left_telegram_is_no_fault(
    open_intake: Open, told: Exception, database: Database
) -> None:
    async def process(update: Raw) -> None:
        raise told

    await open_intake(process).accept(message(1))

    async with database.read() as reader:
        assert await dead_letters.count(reader) == 0


@pytest.mark.parametrize("trouble", [NetworkError("Bad Gateway"), TimedOut()])
async def test_a_reply_that_telegram_does_not_take_makes_the_update_come_again(
    open_intake: Open, trouble: Exception, database: Database
) -> None:
    async def process(update: Raw) -> None:
        raise trouble

    intake = open_intake(process)
    for _ in range(TRIES_TO_REPLY - 1):
        with pytest.raises(NotYet):
            await intake.accept(message(1))
    await intake.accept(message(1))

    async with database.read() as reader:
        assert await dead_letters.count(reader) == 1


async def test_a_reply_that_telegram_refuses_is_a_fault_at_once(
    open_intake: Open, database: Database
) -> None:
    async def process(update: Raw) -> None:
        raise BadRequest("Can't parse entities")

    await open_intake(process).accept(message(1))

    async with database.read() as reader:
        assert await dead_letters.count(reader) == 1


async def test_closing_lets_what_is_in_flight_finish(open_intake: Open) -> None:
    diary = Diary(0.1)
    intake = open_intake(diary.process)
    task = intake.take(message(1))
    await asyncio.sleep(0.02)

    await intake.close(5)

    assert task.done()
    assert diary.lines[-1] == ("done", 1)


async def test_closing_gives_up_what_takes_too_long_and_does_not_acknowledge_it(
    open_intake: Open,
) -> None:
    intake = open_intake(Diary(30).process)
    polled = intake.take(message(1))
    pushed = asyncio.create_task(intake.accept(message(2, LENA)))
    await asyncio.sleep(0.02)

    await intake.close(0.05)

    assert polled.cancelled()
    with pytest.raises(NotYet):
        await pushed


async def test_closing_does_not_wait_for_a_database_that_is_away(open_intake: Open) -> None:
    async def process(update: Raw) -> None:
        raise DatabaseAway("no route")

    intake = open_intake(process)
    task = intake.take(message(1))
    await asyncio.sleep(0.02)

    async with asyncio.timeout(1):
        await intake.close(10)

    assert isinstance(task.exception(), NotYet)


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1},
        {"update_id": 1, "message": {}},
        {"update_id": 1, "callback_query": {"id": "1", "data": "x"}},
        {"update_id": 1, "message": None},
        {"update_id": 1, "message": {"from": "nobody", "chat": {"id": "x"}, "text": ""}},
        {"update_id": 1, "poll": {"id": "1"}},
    ],
)
async def test_an_update_of_a_strange_shape_is_handled_like_any_other(
    open_intake: Open, update: Mapping[str, Any]
) -> None:
    diary = Diary()

    await open_intake(diary.process).accept(update)

    assert diary.lines == [("begun", 1), ("done", 1)]
