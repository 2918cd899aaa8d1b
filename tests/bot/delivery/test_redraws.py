"""Cards that fall due: redrawn in people's chats, and never over the answer to a press."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from telegram.error import TelegramError

from bot.delivery.redraws import Redraws
from bot.playground.faults import FaultKind
from domain.appointments.appointment import Appointment, Status
from handlers.actions.appointments import card_tracking
from handlers.chat.cards.redrawing import draw
from handlers.chat.frame.bot_api import BotApiCall
from handlers.chat.frame.chat_context import ChatContext
from handlers.chat.frame.turn import ChatBot
from handlers.queries.starts.shop import Shop
from storage.appointments import booking, cards
from storage.appointments.cards import CardSubject
from storage.messages import reach
from storage.transactions import Reader
from tests.bot.delivery.post_office import MIA, NOW, PATIENCE, Post, appointment

LOOK = timedelta(seconds=1)
RULES = ChatContext(frozenset(), language="en", zone="UTC", currency="EUR")


async def nobody(*_: Any) -> Any:
    raise AssertionError("the bot says nothing by itself")


@dataclass
class Chat:
    """Mia's chat, in which cards of one session are shown."""

    post: Post
    session: Appointment
    replica: Redraws | None = None

    async def show(self) -> int:
        """Another card of the session; its message."""
        payload = {"chat_id": MIA, "text": "as it was"}
        message: int = (await self.post.telegram.call("sendMessage", payload))["message_id"]
        shown = CardSubject.to_customer(self.session)
        await card_tracking.show(
            self.post.database, self.session.customer_id, message, shown, generation=None
        )
        return message

    async def cancel(self) -> None:
        """Everything that shows the session is out of date, and due now."""
        await self.post.database.write(
            lambda w: booking.change(w, self.session, status=Status.CANCELLED, now=NOW)
        )
        await self.fall_due()

    async def fall_due(self) -> None:
        async with self.post.database.read() as reader:
            await reader.fetch("UPDATE cards SET due_at = clock_timestamp() WHERE due_at NOTNULL")

    async def pass_time(self, passed: timedelta) -> None:
        """This much later, its replica, which has nothing under way, looks again."""
        replica = self.replica
        assert replica is not None
        async with asyncio.timeout(PATIENCE):
            while (  # noqa: ASYNC110 - a rest by the stopwatch is told to nobody
                replica._tasks or not self.post.stopwatch.rests(replica._closing)
            ):
                await asyncio.sleep(0.001)
        async with self.post.database.read() as reader:
            await reader.fetch(
                "UPDATE cards SET due_at = due_at - $1::interval,"
                " busy_until = busy_until - $1::interval",
                passed,
            )
        self.post.stopwatch.turn(passed.total_seconds())

    async def waiting(self) -> int:
        """How many cards are waiting to be redrawn."""
        async with self.post.database.read() as reader:
            [[count]] = await reader.fetch("SELECT count(*) FROM cards WHERE due_at NOTNULL")
        return int(count)

    async def wait_until_redrawn(self) -> None:
        """Wait until no card is waiting to be redrawn."""
        async with asyncio.timeout(PATIENCE):
            while await self.waiting():  # noqa: ASYNC110 - they are rows
                await asyncio.sleep(0.02)

    def text(self, message: int) -> str:
        chat = self.post.world.chats.get(MIA)
        assert chat is not None
        return str(chat.messages[message]["text"])


@pytest.fixture
async def chat(post: Post) -> Chat:
    mia = await post.person(MIA)
    return Chat(post, await appointment(post, NOW + timedelta(days=2), mia))


@asynccontextmanager
async def redraws(chat: Chat, call: BotApiCall | None = None) -> AsyncIterator[Redraws]:
    """A replica that redraws. call: how it reaches Telegram."""
    post = chat.post
    bot = ChatBot(post.database, RULES, nobody, nobody, lambda: post.now, Shop(post.database))
    call, stopwatch = call or post.telegram.call, post.stopwatch
    new_replica = Redraws(post.database, call, partial(draw, bot), post.limits, stopwatch=stopwatch)
    chat.replica = new_replica
    task = asyncio.create_task(new_replica.run())
    yield new_replica
    await new_replica.close(5)
    await task


async def test_the_newest_card_is_redrawn_whole_and_those_above_it_in_short(chat: Chat) -> None:
    older, newer = await chat.show(), await chat.show()
    await chat.cancel()

    async with redraws(chat):
        await chat.wait_until_redrawn()

    assert chat.text(newer).startswith("Cancelled ✕\n\n")
    assert "Booking code" in chat.text(newer)
    assert chat.text(older).startswith("Cancelled ✕\n\n")
    assert "Booking code" not in chat.text(older)


async def test_a_press_during_a_redrawing_comes_last(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The redrawing is on its way when the press is handled, by whichever replica."""
    busy, looks = cards.busy, asyncio.Semaphore(0)

    async def look(reader: Reader, person_id: int, message_id: int) -> bool:
        looks.release()
        return await busy(reader, person_id, message_id)

    monkeypatch.setattr(cards, "busy", look)
    message = await chat.show()
    await chat.cancel()
    on_its_way, arrives = asyncio.Event(), asyncio.Event()

    async def slow(method: str, payload: Mapping[str, Any]) -> Any:
        on_its_way.set()
        await arrives.wait()
        return await chat.post.telegram.call(method, payload)

    async def press() -> None:
        await card_tracking.take_over(chat.post.database, chat.session.customer_id, message)
        menu = {"chat_id": MIA, "message_id": message, "text": "the menu"}
        await chat.post.telegram.call("editMessageText", menu)

    async with redraws(chat, slow):
        await on_its_way.wait()
        pressed = asyncio.create_task(press())
        async with asyncio.timeout(PATIENCE):
            for _ in range(3):
                await looks.acquire()
        assert not pressed.done()
        arrives.set()
        await pressed
        await chat.wait_until_redrawn()

    assert chat.text(message) == "the menu"


async def test_a_press_before_a_redrawing_keeps_it_from_beginning(chat: Chat) -> None:
    message = await chat.show()
    await chat.cancel()
    async with chat.post.database.autocommit() as autocommit:
        assert await cards.pick(autocommit, 8)
    await card_tracking.take_over(chat.post.database, chat.session.customer_id, message)

    async with chat.post.database.autocommit() as autocommit:
        assert await cards.begin(autocommit, chat.session.customer_id, message) is None

    assert await chat.waiting() == 0


async def test_what_a_killed_replica_was_redrawing_holds_a_press_up_shortly_and_is_redrawn(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (cards, card_tracking):
        monkeypatch.setattr(module, "BUSY", timedelta(seconds=0.5))
    pressed, other = await chat.show(), await chat.show()
    await chat.cancel()
    person = chat.session.customer_id
    async with chat.post.database.autocommit() as autocommit:
        await cards.pick(autocommit, 8)
        for message in (pressed, other):
            assert await cards.begin(autocommit, person, message)

    async with asyncio.timeout(PATIENCE):
        await card_tracking.take_over(chat.post.database, person, pressed)
    async with redraws(chat):
        await chat.pass_time(cards.LEASE)
        await chat.wait_until_redrawn()

    assert chat.text(pressed) == "as it was"
    assert chat.text(other).startswith("Cancelled ✕")


async def test_a_message_that_is_gone_is_forgotten(chat: Chat) -> None:
    message = await chat.show()
    await chat.post.telegram.call("deleteMessage", {"chat_id": MIA, "message_id": message})
    await chat.cancel()

    async with redraws(chat):
        await chat.wait_until_redrawn()

    async with chat.post.database.read() as reader:
        assert await reader.fetch("SELECT FROM cards") == []


async def test_what_shows_it_already_is_left_as_it_is(chat: Chat) -> None:
    message = await chat.show()
    await chat.cancel()
    async with redraws(chat):
        await chat.wait_until_redrawn()
        async with chat.post.database.read() as reader:
            await reader.fetch("UPDATE cards SET due_at = clock_timestamp()")

        await chat.pass_time(LOOK)
        await chat.wait_until_redrawn()

    edits = [call for call in chat.post.world.calls if call["method"].lower() == "editmessagetext"]
    assert len(edits) == 2
    assert chat.text(message).startswith("Cancelled ✕")


@pytest.mark.parametrize(
    "kind", [FaultKind.TOO_MANY, FaultKind.BAD_GATEWAY, FaultKind.RESET_AFTER_ACCEPT]
)
async def test_a_telegram_on_a_bad_day_is_asked_again(chat: Chat, kind: FaultKind) -> None:
    message = await chat.show()
    await chat.cancel()
    failed = asyncio.Event()

    async def call(method: str, payload: Mapping[str, Any]) -> Any:
        try:
            return await chat.post.telegram.call(method, payload)
        except TelegramError:
            failed.set()
            chat.post.world.faults.switch_off()
            raise

    chat.post.bad_day(kind)
    async with redraws(chat, call):
        await failed.wait()
        assert await chat.waiting() == 1
        await chat.pass_time(cards.LEASE)
        await chat.wait_until_redrawn()

    assert chat.text(message).startswith("Cancelled ✕")


async def test_who_has_blocked_the_bot_is_redrawn_nothing_until_they_are_back(chat: Chat) -> None:
    message = await chat.show()
    person, database = chat.session.customer_id, chat.post.database
    await database.write(lambda w: reach.set_unreachable(w, person, NOW))
    await chat.cancel()
    async with redraws(chat):
        await chat.wait_until_redrawn()
        assert chat.text(message) == "as it was"

        await database.write(lambda w: reach.set_unreachable(w, person, None))
        await database.write(lambda w: cards.revive(w, person))
        await chat.pass_time(LOOK)
        await chat.wait_until_redrawn()

    assert chat.text(message).startswith("Cancelled ✕")
