"""`kill -9` of the bot at any moment: nothing is lost, and nothing is done twice."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.delivery.deliverer import LEASE
from bot.playground import Playground
from domain.appointments.appointment import Appointment
from storage import audit
from storage.appointments import appointments
from storage.business import dead_letters
from storage.people import people
from storage.transactions import Database
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.stage import Stage

ANNA = 7002
KILLS = 10


def keys(message: dict[str, Any]) -> list[dict[str, str]]:
    """The buttons under a message."""
    return [key for row in message["reply_markup"]["inline_keyboard"] for key in row]


def days(calendar: dict[str, Any]) -> list[str]:
    """The labels of the days with free times."""
    return [key["text"] for key in keys(calendar) if key["text"].isdigit()]


def times(day: dict[str, Any]) -> list[str]:
    """The labels of the free times."""
    return [key["text"] for key in keys(day) if key["text"][:2].isdigit()]


class Booking:
    """One customer on the way to a session with Anna, with an accident on the way."""

    def __init__(self, chat: Chat, coachbook: Coachbook, draw: random.Random) -> None:
        self._chat = chat
        self._coachbook = coachbook
        self._draw = draw
        # Where: after which deed, every second time the one that books. When: seconds later.
        self._deadly_step = draw.choice([draw.randrange(6), 5])
        self._delay = draw.uniform(0, 0.04)

    async def go(self) -> None:
        await self._step(0, "send", "/book", "What would you like to book")
        await self._step(1, "tap", "Intro call", "Who would you like to see")
        calendar = await self._step(2, "tap", "Anna Berg", "Which day")
        day = await self._step(3, "tap", self._draw.choice(days(calendar)), "what time")
        await self._step(4, "tap", self._draw.choice(times(day)), "Shall I book this")
        await self._step(5, "tap", "Send request", "Booking code")

    async def _step(self, number: int, deed: str, what: str, expected: str) -> dict[str, Any]:
        await (self._chat.send(what) if deed == "send" else self._chat.tap(what))
        if number == self._deadly_step:
            await asyncio.sleep(self._delay)
            self._coachbook.kill()
            self._coachbook.launch()
        return await self._chat.expect(expected)


async def booked_by(database: Database, telegram_id: int) -> list[Appointment]:
    async with database.read() as reader:
        person = await people.by_telegram_id(reader, telegram_id)
        assert person is not None
        now = datetime(2020, 1, 1, tzinfo=UTC)
        return await appointments.of_customer(
            reader, person.id, now, past=False, limit=10, offset=0
        )


async def deeds(database: Database, appointment: Appointment) -> list[str]:
    async with database.read() as reader:
        entries = await audit.of(reader, "appointment", appointment.id)
    return [entry.action for entry in entries]


async def everything_confirmed(world: Playground) -> None:
    """Wait until the bot has told Telegram that it is done with every update."""
    await until(lambda: len(world.updates) == 0)


async def until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = asyncio.get_running_loop().time() + seconds
    while not true():
        assert asyncio.get_running_loop().time() < deadline, "waited in vain"
        await asyncio.sleep(0.05)


@pytest.mark.timeout(240)
async def test_a_booking_survives_kills_at_random_moments_and_is_made_once(
    coachbook: Coachbook, stage: Stage, world: Playground, database: Database
) -> None:
    draw = random.Random(20260518)
    anna = await stage.chat(ANNA)
    customers = [await stage.newcomer(f"Customer{number}") for number in range(KILLS)]

    for chat in customers:
        await Booking(chat, coachbook, draw).go()

    await everything_confirmed(world)
    codes = set()
    for chat in customers:
        [appointment] = await booked_by(database, chat.person)
        assert await deeds(database, appointment) == ["book"]
        assert appointment.code in str([message.get("text") for message in chat.messages.values()])
        codes.add(appointment.code)
    assert len(codes) == KILLS
    # A card that was on its way when the bot died is sent when its lease is over.
    await stage.advance(LEASE.total_seconds())
    await until(lambda: len(cards_of(anna, customers)) == KILLS)
    repeated = await maybe_repeated(database)
    counted = cards_of(anna, customers)
    assert all(count == 1 or name in repeated for name, count in counted.items())
    async with database.read() as reader:
        assert await dead_letters.count(reader) == 0


def cards_of(coach: Chat, customers: list[Chat]) -> Counter[str]:
    """How many requests the coach was sent, by customer."""
    texts = [str(message.get("text")) for message in coach.messages.values()]
    return Counter(
        chat.name for chat in customers for text in texts if f"{chat.name} would like" in text
    )


async def maybe_repeated(database: Database) -> set[str]:
    """First names of customers of whom a card may have been sent twice: flagged rows only."""
    async with database.read() as reader:
        rows = await reader.fetch("SELECT facts FROM outbox WHERE maybe_repeated")
    notices: list[dict[str, Any]] = [row[0] for row in rows]
    return {str(facts.get("customer_name")).split()[0] for facts in notices}


async def test_a_tap_that_telegram_delivers_again_shows_the_same_booking(
    coachbook: Coachbook, stage: Stage, world: Playground, database: Database
) -> None:
    mia = await stage.chat(7001)
    draw = random.Random(2)
    booking = Booking(mia, coachbook, draw)
    booking._deadly_step = -1
    await booking.go()
    await everything_confirmed(world)
    [tap] = [u for u in coachbook.events("update") if u["action"] == "press:bk"]
    again = world.updates._pending
    assert again == {}

    # The same update under the same id, as after an answer of ours that got lost.
    query = {
        "id": "4711",
        "from": world.chats.get(7001).person.user(),  # type: ignore[union-attr]
        "message": {"message_id": mia.last()["message_id"], "date": 1, "chat": mia.last()["chat"]},
        "chat_instance": "1",
        "data": await confirm_data(stage),
    }
    world.updates._last_id = tap["update_id"] - 1
    world.updates.add("callback_query", query, "user/7001", 150)
    await everything_confirmed(world)

    [appointment] = await booked_by(database, 7001)
    assert await deeds(database, appointment) == ["book"]
    assert appointment.code in mia.last()["text"]


async def confirm_data(stage: Stage) -> str:
    """The data of the button that booked."""
    screens = [call["payload"] for call in await stage.calls("editMessageText")]
    callback_data = [key.get("callback_data", "") for screen in screens for key in keys(screen)]
    return next(data for data in callback_data if data.startswith("1:bk:"))


async def test_sigterm_lets_a_booking_in_flight_finish_and_confirms_it(
    coachbook: Coachbook, stage: Stage, world: Playground, database: Database
) -> None:
    mia = await stage.chat(7001)
    booking = Booking(mia, coachbook, random.Random(5))
    booking._deadly_step = -1
    await booking.go()
    await mia.send("/appointments")
    await asyncio.sleep(0.005)

    code = await coachbook.stop()

    assert code == 0
    assert coachbook.events("intake.left_for_next_start") == []
    # Whether it was taken before or after the signal: either done and confirmed, or left whole.
    if len(world.updates):
        await coachbook.start()
    await mia.expect("Intro call")
    if coachbook._process is None:
        await coachbook.start()
    await everything_confirmed(world)
    handled = [u for u in coachbook.events("update") if u["action"] == "/appointments"]
    assert [u["outcome"] for u in handled] == ["done"]


async def test_a_second_ctrl_c_ends_at_once(coachbook: Coachbook, stage: Stage) -> None:
    mia = await stage.chat(7001)
    await stage.fault("timeout", rate=1.0, methods=["sendMessage"])
    await mia.send("/book")
    await stage.wait_for_call("sendMessage")
    coachbook.signal(signal.SIGINT)
    await coachbook.draining()

    await coachbook.stop(signal.SIGINT)

    # It has not waited for Telegram's answer, nor for the end of the time to finish.
    assert [u["outcome"] for u in coachbook.events("update")] == ["cancelled"]
    assert coachbook.events("intake.left_for_next_start") == []


async def test_what_was_said_while_the_bot_was_down_is_answered_when_it_is_back(
    coachbook: Coachbook, stage: Stage
) -> None:
    mia = await stage.chat(7001)
    coachbook.kill()
    await mia.send("/book")
    await mia.expect_silence(0.5)

    await coachbook.start()

    await mia.expect("What would you like to book")
