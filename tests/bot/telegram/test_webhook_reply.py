"""The answer to a press rides in the webhook's answer, as one request less."""

import asyncio
from typing import Any

from bot.telegram import webhook_reply
from tests.bot.test_app import playground, pushed, stage, world
from tests.coachbook import Coachbook
from tests.journeys.chat import Chat
from tests.journeys.conftest import coachbook
from tests.journeys.stage import Stage
from tests.journeys.test_kill import days, times

__all__ = ["coachbook", "playground", "pushed", "stage", "world"]
MIA = 7001
ANSWER = "answercallbackquery"


async def at_the_last_look(chat: Chat) -> None:
    """From the menu to the summary of the last free time of the last free day."""
    await chat.send("/book")
    await chat.tap("Intro call")
    await chat.expect("Who would you like to see")
    await chat.tap("Anna Berg")
    await chat.tap(days(await chat.expect("Which day"))[-1])
    await chat.tap(times(await chat.expect("what time"))[-1])
    await chat.expect("Shall I book this")


async def out_of_date(chat: Chat) -> None:
    await chat.tap_data("1:nonsense", chat.last()["message_id"])


async def answers(stage: Stage) -> list[dict[str, Any]]:
    """The answers to presses; one in a webhook's answer names its method in its body."""
    return [call["payload"] for call in await stage.calls(ANSWER)]


async def test_a_toast_rides_in_the_answer_to_the_webhook(pushed: Coachbook, stage: Stage) -> None:
    mia = await stage.chat(MIA)
    await mia.send("/start")
    await mia.expect("Northside Coaching")

    await out_of_date(mia)

    assert await mia.toast() == "That button is out of date. Here is the menu."
    assert [answer.get("method") for answer in await answers(stage)] == ["answerCallbackQuery"]
    await pushed.counts(
        'coachbook_telegram_calls_total{method="answerCallbackQuery",outcome="rides"} 1.0'
    )


async def test_an_alert_rides_too(pushed: Coachbook, stage: Stage) -> None:
    mia, lena = await stage.chat(MIA), await stage.newcomer("Lena")
    await at_the_last_look(mia)
    await at_the_last_look(lena)
    await mia.tap("Send request")
    await mia.expect("Booking code")

    await lena.tap("Send request")

    assert "Already taken" in await lena.alert()
    assert all("method" in answer for answer in await answers(stage))


async def test_an_answer_does_not_wait_for_a_screen_that_takes_long(
    pushed: Coachbook, stage: Stage
) -> None:
    mia = await stage.chat(MIA)
    await mia.send("/start")
    await mia.expect("Northside Coaching")
    await stage.fault("timeout", rate=1.0, methods=["editMessageText"])

    await out_of_date(mia)

    assert await mia.toast(timeout=15)
    [answer] = await answers(stage)
    assert "method" not in answer
    await stage.fault("off")


async def test_with_polling_it_is_a_call_of_its_own(coachbook: Coachbook, stage: Stage) -> None:
    mia = await stage.chat(MIA)
    await mia.send("/start")
    await mia.expect("Northside Coaching")

    await out_of_date(mia)

    assert await mia.toast() == "That button is out of date. Here is the menu."
    assert [answer.get("method") for answer in await answers(stage)] == [None]


async def test_a_seat_takes_one_call_of_the_one_method() -> None:
    with webhook_reply.open_reply() as reply:
        assert not reply.carry("editMessageText", {"chat_id": 1}, lambda: None)
        assert reply.carry("answerCallbackQuery", {"callback_query_id": "1"}, lambda: None)
        assert not reply.carry("answerCallbackQuery", {"callback_query_id": "2"}, lambda: None)

        assert reply.close() == {"method": "answerCallbackQuery", "callback_query_id": "1"}
        assert not reply.carry("answerCallbackQuery", {"callback_query_id": "3"}, lambda: None)
    assert webhook_reply.current() is None


async def test_what_does_not_leave_in_time_is_sent_once() -> None:
    sent: list[str] = []
    late = asyncio.Event()

    def send() -> None:
        sent.append("late")
        late.set()

    with webhook_reply.open_reply(patience=0.01) as reply:
        reply.carry("answerCallbackQuery", {}, send)
        async with asyncio.timeout(30):
            await late.wait()

    assert (reply.close(), sent) == (None, ["late"])


async def test_each_update_has_a_seat_of_its_own_in_the_tasks_that_it_starts() -> None:
    async def current_reply() -> webhook_reply.WebhookReply | None:
        return webhook_reply.current()

    with webhook_reply.open_reply() as first:
        mine = asyncio.create_task(current_reply())
    with webhook_reply.open_reply() as second:
        theirs = asyncio.create_task(current_reply())

    assert (await mine, await theirs) == (first, second)
    assert await asyncio.create_task(current_reply()) is None
