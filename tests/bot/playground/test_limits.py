"""Telegram's rates, and the 429 for exceeding them."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground import TELEGRAM_RATES, Playground, start
from bot.playground.limits import SimulatedLimits
from tests.bot.playground.conftest import Api
from tests.bot.playground.patience import patient
from tests.journeys.stage import Stage

GROUP = -1001


def accepted_times(limits: SimulatedLimits, chats: list[int], times: list[float]) -> list[float]:
    return [
        now
        for chat, now in zip(chats, times, strict=True)
        if limits.retry_after(chat, 1, now) is None
    ]


def test_a_private_chat_takes_a_burst_and_then_one_a_second() -> None:
    limits = SimulatedLimits(TELEGRAM_RATES)
    sent = [limits.retry_after(1, 1, 100.0) for _ in range(12)]
    assert sent == [None] * 10 + [1, 1]
    assert limits.retry_after(1, 1, 101.0) is None
    assert limits.retry_after(1, 1, 101.0) == 1


def test_other_chats_do_not_wait_for_a_busy_one() -> None:
    limits = SimulatedLimits(TELEGRAM_RATES)
    for _ in range(11):
        limits.retry_after(1, 1, 100.0)
    assert limits.retry_after(2, 1, 100.0) is None


def test_thirty_a_second_go_out_overall() -> None:
    limits = SimulatedLimits(TELEGRAM_RATES)
    sent = [limits.retry_after(chat, 1, 100.0) for chat in range(32)]
    assert sent == [None] * 30 + [1, 1]
    assert [limits.retry_after(chat, 1, 101.0) for chat in range(100, 131)] == [None] * 30 + [1]


def test_who_knocks_before_the_time_waits_the_rest_of_it() -> None:
    limits = SimulatedLimits(TELEGRAM_RATES)
    for _ in range(11):
        limits.retry_after(1, 1, 100.0)
    assert limits.retry_after(1, 1, 100.9) == 1
    assert limits.retry_after(1, 1, 101.0) is None


def test_a_group_takes_twenty_a_minute() -> None:
    limits = SimulatedLimits(TELEGRAM_RATES)
    times = [100.0 + second for second in range(25)]
    assert accepted_times(limits, [GROUP] * 25, times) == times[:20]
    assert limits.retry_after(GROUP, 1, 130.0) == 30
    assert limits.retry_after(GROUP, 1, 160.5) is None


def test_without_rates_everything_goes() -> None:
    limits = SimulatedLimits(None)
    assert [limits.retry_after(1, 1, 0.0) for _ in range(1000)] == [None] * 1000


@patient()
@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 0.2)), max_size=300))
def test_no_second_sees_more_than_the_rates_allow(calls: list[tuple[int, float]]) -> None:
    limits = SimulatedLimits(TELEGRAM_RATES)
    now, sent = 0.0, []
    for chat, pause in calls:
        now += pause
        if limits.retry_after(chat, 1, now) is None:
            sent.append((chat, now))
    for chat in range(4):
        times = [at for whose, at in sent if whose == chat]
        for first, begun in enumerate(times):
            # A burst of ten, and one more for every second since.
            within = [at for at in times[first:] if at - begun <= 5.0]
            assert len(within) <= 10 + 5 + 1


@pytest.fixture
async def limited() -> AsyncIterator[Api]:
    world = Playground()
    served = await start(world)
    async with Stage(served.url) as stage:
        await stage.post("/playground/people/7001/send", {"text": "/start"})
        yield Api(served.url, stage.session)
    await served.stop()
    world.close()


async def test_too_many_messages_are_answered_with_429(limited: Api) -> None:
    answers = [await limited.answer("sendMessage", chat_id=7001, text="x") for _ in range(11)]
    assert [answer["ok"] for answer in answers] == [True] * 10 + [False]
    assert answers[-1] == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }


async def test_a_webhook_is_set_once_a_second(limited: Api) -> None:
    url = "http://127.0.0.1:1/hook"
    assert await limited("setWebhook", url=url) is True
    assert (await limited.answer("setWebhook", url=url))["parameters"] == {"retry_after": 1}
    # Taking it away is not counted.
    assert await limited("deleteWebhook") is True


async def test_edits_and_typing_are_not_counted(limited: Api) -> None:
    sent = await limited("sendMessage", chat_id=7001, text="x")
    place = {"chat_id": 7001, "message_id": sent["message_id"]}
    for number in range(40):
        await limited("editMessageText", **place, text=f"{number}")
        await limited("sendChatAction", chat_id=7001, action="typing")
    assert (await limited("sendMessage", chat_id=7001, text="y"))["text"] == "y"
