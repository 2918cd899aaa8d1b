"""The chat client of the journeys, against a bot of three lines."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest

from tests.bot.playground.conftest import Api, Json
from tests.journeys.chat import Chat
from tests.journeys.script import play
from tests.journeys.stage import Stage

SERVICES = {"inline_keyboard": [[{"text": "Yoga · 60 min", "callback_data": "yoga"}],
                                [{"text": "Boxing", "callback_data": "boxing"}]]}  # fmt: skip


async def serve(api: Api) -> None:
    """A bot that asks for a service and takes it."""
    offset = 0
    while True:
        for update in await api("getUpdates", offset=offset, timeout=20):
            offset = update["update_id"] + 1
            if "message" in update:
                chat = update["message"]["chat"]["id"]
                await api("sendMessage", chat_id=chat, text="Which service?", reply_markup=SERVICES)
            else:
                await take(api, update["callback_query"])


async def take(api: Api, query: Json) -> None:
    place = {"chat_id": query["from"]["id"], "message_id": query["message"]["message_id"]}
    await api("editMessageText", **place, text=f"Booked: {query['data']}")
    await api("answerCallbackQuery", callback_query_id=query["id"], text="Done")


@pytest.fixture
async def chat(api: Api, stage: Stage) -> AsyncIterator[Chat]:
    bot = asyncio.create_task(serve(api))
    yield await stage.chat(7001)
    bot.cancel()
    await asyncio.gather(bot, return_exceptions=True)


async def test_a_conversation_can_be_had_step_by_step(chat: Chat) -> None:
    await chat.send("/book")
    await chat.expect("Which service", buttons=["Boxing"])
    await chat.tap("Yoga")
    assert (await chat.expect("Booked"))["text"] == "Booked: yoga"
    assert await chat.toast() == "Done"
    assert chat.last()["text"] == "Booked: yoga"


async def test_a_conversation_can_be_played_from_a_script(chat: Chat) -> None:
    await play(
        """
        Mia says /book
        Mia sees Which service? [Yoga · 60 min] [Boxing]
        Mia taps Boxing
        Mia sees Booked: boxing
        Mia is told Done
        """,
        chat,
    )


async def test_the_transcript_reads_like_a_conversation(chat: Chat) -> None:
    await chat.send("/book")
    await chat.tap("Boxing")
    await chat.expect("Booked")
    assert chat.transcript().splitlines() == [
        "Mia: /book",
        "Bot: Which service?",
        "    [Yoga · 60 min]",
        "    [Boxing]",
        "Bot changes: Booked: boxing",
    ]


async def test_a_failed_expectation_shows_the_transcript(chat: Chat) -> None:
    await chat.send("/book")
    await chat.expect("Which")
    wanted = "Mia expected “Pilates” [Now] within 0.1 s.\n\nMia: /book\nBot: Which service?"
    with pytest.raises(AssertionError, match=re.escape(wanted)):
        await chat.expect("Pilates", buttons=["Now"], timeout=0.1)


async def test_what_was_there_before_an_act_is_no_answer_to_it(chat: Chat) -> None:
    await chat.send("/book")
    await chat.expect("Which service")
    await chat.tap("Boxing")
    with pytest.raises(AssertionError):
        await chat.expect("Which service", timeout=0.3)


async def test_silence_can_be_expected(chat: Chat, api: Api) -> None:
    await chat.send("/book")
    await chat.expect("Which service")
    await chat.expect_silence(0.2)
    silence = asyncio.create_task(chat.expect_silence(60))
    await asyncio.sleep(0)  # it is expected from now on
    await api("sendMessage", chat_id=7001, text="By the way")
    with pytest.raises(AssertionError, match="Mia expected silence"):
        await silence


async def test_somebody_new_can_be_brought_in(chat: Chat, stage: Stage) -> None:
    noor = await stage.newcomer("Noor", language="de")
    await play(
        """
        Noor says /book
        Noor sees Which service?
        """,
        noor,
    )
    await chat.expect_silence(0.1)


async def test_a_forged_press_reaches_the_bot(chat: Chat) -> None:
    await chat.send("/book")
    screen = await chat.expect("Which service")
    await chat.tap_data("pilates", screen["message_id"])
    await chat.expect("Booked: pilates")
