"""``answerCallbackQuery``: the toast, the alert, and the press nobody answers."""

import pytest

from bot.playground import Playground, queries
from tests.bot.playground.conftest import Api
from tests.journeys.chat import Chat
from tests.journeys.stage import Stage

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
async def chat(api: Api, stage: Stage, mia: int) -> Chat:
    """Mia's chat with one button that she has pressed."""
    opened = await stage.chat(mia)
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    await api("sendMessage", chat_id=mia, text="x", reply_markup=markup)
    await opened.tap("Go")
    return opened


async def last_query_id(api: Api) -> str:
    return str((await api("getUpdates"))[-1]["callback_query"]["id"])


async def test_the_answer_is_a_toast(api: Api, chat: Chat) -> None:
    assert await api(
        "answerCallbackQuery", callback_query_id=await last_query_id(api), text="Taken"
    )
    assert await chat.toast() == "Taken"


async def test_an_empty_answer_only_ends_the_wait(api: Api, chat: Chat) -> None:
    await api("answerCallbackQuery", callback_query_id=await last_query_id(api))
    assert await chat.toast() == ""


async def test_an_alert_wants_to_be_closed(api: Api, chat: Chat) -> None:
    await api(
        "answerCallbackQuery",
        callback_query_id=await last_query_id(api),
        text="Wait",
        show_alert=True,
    )
    assert await chat.alert() == "Wait"


async def test_an_answer_has_200_characters_at_most(api: Api, chat: Chat) -> None:
    query = await last_query_id(api)
    assert await api.refusal("answerCallbackQuery", callback_query_id=query, text="x" * 201) == (
        "Bad Request: MESSAGE_TOO_LONG"
    )
    assert await api("answerCallbackQuery", callback_query_id=query, text="x" * 200)


async def test_an_answer_opens_links_to_the_bot_only(api: Api, chat: Chat) -> None:
    query = await last_query_id(api)
    elsewhere = "https://a.com"
    assert await api.refusal("answerCallbackQuery", callback_query_id=query, url=elsewhere) == (
        "Bad Request: URL_INVALID"
    )
    link = "https://t.me/coachbook_bot?start=x"
    assert await api("answerCallbackQuery", callback_query_id=query, url=link)


async def test_a_press_is_answered_once(api: Api, chat: Chat) -> None:
    query = await last_query_id(api)
    await api("answerCallbackQuery", callback_query_id=query)
    assert await api.refusal("answerCallbackQuery", callback_query_id=query) == TOO_OLD


async def test_an_unknown_press_cannot_be_answered(api: Api) -> None:
    assert await api.refusal("answerCallbackQuery", callback_query_id="42") == TOO_OLD


async def test_a_late_answer_is_refused(
    api: Api, chat: Chat, monkeypatch: pytest.MonkeyPatch, world: Playground
) -> None:
    query = await last_query_id(api)
    real = world.clock.real()
    monkeypatch.setattr(world.clock, "real", lambda: real + queries.ANSWER_WITHIN + 1)
    assert await api.refusal("answerCallbackQuery", callback_query_id=query) == TOO_OLD


async def test_a_moved_clock_makes_no_answer_late(api: Api, chat: Chat, stage: Stage) -> None:
    query = await last_query_id(api)
    await stage.advance(86_400)
    assert await api("answerCallbackQuery", callback_query_id=query) is True


async def test_the_app_gives_up_waiting(
    api: Api, stage: Stage, mia: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PATIENCE", 0.05)
    chat = await stage.chat(mia)
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    await api("sendMessage", chat_id=mia, text="x", reply_markup=markup)
    await chat.tap("Go")
    assert await chat.toast() == ""
    # The bot may still answer; the person no longer sees it.
    assert await api("answerCallbackQuery", callback_query_id=await last_query_id(api), text="late")
