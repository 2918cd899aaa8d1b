"""Buttons under messages and keyboards in place of the keyboard."""

from typing import Any

import pytest

from tests.bot.playground.conftest import Api, Json
from tests.journeys.stage import Stage

INLINE = [
    {"text": "Go", "callback_data": "1:go", "style": "success"},
    {"text": "Site", "url": "https://a.com/x"},
    {"text": "Code", "copy_text": {"text": "K7M2"}},
    {"text": "App", "web_app": {"url": "https://a.com/app"}},
    {"text": "Share", "switch_inline_query": ""},
]


async def test_an_inline_keyboard_comes_back_as_it_was_sent(api: Api, mia: int) -> None:
    markup = {"inline_keyboard": [INLINE[:2], INLINE[2:]]}
    sent = await api("sendMessage", chat_id=mia, text="x", reply_markup=markup)
    assert sent["reply_markup"] == markup


async def test_empty_rows_are_dropped(api: Api, mia: int) -> None:
    markup: Json = {"inline_keyboard": [[], [INLINE[0]], []]}
    sent = await api("sendMessage", chat_id=mia, text="x", reply_markup=markup)
    assert sent["reply_markup"] == {"inline_keyboard": [[INLINE[0]]]}


async def test_what_is_beyond_the_twelfth_of_a_row_is_left_out(api: Api, mia: int) -> None:
    row = [{"text": str(n), "callback_data": "x"} for n in range(13)]
    sent = await api("sendMessage", chat_id=mia, text="x", reply_markup={"inline_keyboard": [row]})
    assert sent["reply_markup"] == {"inline_keyboard": [row[:12]]}


async def test_a_hundred_short_buttons_are_taken(api: Api, mia: int) -> None:
    markup = {"inline_keyboard": [[{"text": "09:05", "callback_data": "x" * 40}] * 5] * 20}
    assert (await api("sendMessage", chat_id=mia, text="x", reply_markup=markup))["reply_markup"]


@pytest.mark.parametrize("data", ["x", "x" * 64, "é" * 32])
async def test_callback_data_has_up_to_64_bytes(api: Api, mia: int, data: str) -> None:
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
    assert (await api("sendMessage", chat_id=mia, text="x", reply_markup=markup))["reply_markup"]


def button(**fields: Any) -> Json:
    return {"inline_keyboard": [[{"text": "x", **fields}]]}


REFUSED: list[tuple[Any, str]] = [
    (button(callback_data="x" * 65), "Bad Request: BUTTON_DATA_INVALID"),
    (button(callback_data="é" * 33), "Bad Request: BUTTON_DATA_INVALID"),
    (button(callback_data=""), "Bad Request: can't parse inline keyboard button: Text buttons are "
     "unallowed in the inline keyboard"),
    (button(), "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the "
     "inline keyboard"),
    (button(url="http://localhost:80"), "Bad Request: inline keyboard button URL "
     "'http://localhost:80' is invalid: Wrong HTTP URL"),
    (button(url="ftp://a.com"), "Bad Request: inline keyboard button URL 'ftp://a.com' is invalid: "
     "Unsupported URL protocol"),
    (button(web_app={"url": "http://a.com"}), "Bad Request: inline keyboard button Web App URL "
     "'http://a.com' is invalid: Only HTTPS links are allowed"),
    (button(copy_text={"text": "x" * 257}), "Bad Request: BUTTON_COPY_TEXT_INVALID"),
    (button(callback_data="x", style="pink"), "Bad Request: can't parse inline keyboard button: "
     "invalid button style specified"),
    ({"inline_keyboard": [[{"callback_data": "x"}]]},
     "Bad Request: can't parse inline keyboard button: Can't find field \"text\""),
    ({"inline_keyboard": [{"text": "x"}]}, "Bad Request: field \"inline_keyboard\" of the "
     "InlineKeyboardMarkup must be an Array of Arrays"),
    ({"inline_keyboard": [[INLINE[0]] * 8] * 13}, "Bad Request: reply markup is too long"),
    ({"inline_keyboard": [[{"text": "W" * 60, "callback_data": "x" * 40}]] * 90},
     "Bad Request: reply markup is too long"),
    ([[INLINE[0]]], "Bad Request: object expected as reply markup"),
    ("{broken", "Bad Request: can't parse reply keyboard markup JSON object"),
    ({"keyboard": ["x"]}, "Bad Request: field \"keyboard\" must be an Array of Arrays"),
    ({"keyboard": [[{"request_contact": True}]]},
     "Bad Request: can't parse keyboard button: Can't find field \"text\""),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "description"), REFUSED)
async def test_a_refused_keyboard_says_why_in_telegrams_words(
    api: Api, mia: int, markup: Any, description: str
) -> None:
    refusal = await api.refusal("sendMessage", chat_id=mia, text="x", reply_markup=markup)
    assert refusal == description


async def test_a_reply_keyboard_is_for_the_person_and_not_for_the_bot(
    api: Api, mia: int, stage: Stage
) -> None:
    markup = {
        "keyboard": [["Yes", {"text": "My number", "request_contact": True}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
        "input_field_placeholder": "Well?",
    }
    sent = await api("sendMessage", chat_id=mia, text="x", reply_markup=markup)
    assert "reply_markup" not in sent
    state = await stage.get("/playground/state")
    shown = state["chats"]["7001"]["messages"][-1]["reply_markup"]
    keys = [[{"text": "Yes"}, {"text": "My number", "request_contact": True}]]
    assert shown == {**markup, "keyboard": keys}


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ({"remove_keyboard": True}, {"remove_keyboard": True}),
        (
            {"force_reply": True, "input_field_placeholder": "Reason"},
            {"force_reply": True, "input_field_placeholder": "Reason"},
        ),
    ],
)
async def test_other_markups_reach_the_page(
    api: Api, mia: int, stage: Stage, markup: Json, shown: Json
) -> None:
    await api("sendMessage", chat_id=mia, text="x", reply_markup=markup)
    state = await stage.get("/playground/state")
    assert state["chats"]["7001"]["messages"][-1]["reply_markup"] == shown


async def test_the_keys_of_a_reply_keyboard_do_what_they_say(
    api: Api, mia: int, stage: Stage
) -> None:
    keys = [
        [{"text": "Yes"}],
        [{"text": "My number", "request_contact": True}],
        [{"text": "My place", "request_location": True}],
    ]
    chat = await stage.chat(mia)
    for key in ("Yes", "My number", "My place"):
        await api("sendMessage", chat_id=mia, text="Well?", reply_markup={"keyboard": keys})
        await chat.tap(key)
    updates = await api("getUpdates")
    messages = [update["message"] for update in updates][1:]
    assert messages[0]["text"] == "Yes"
    assert messages[1]["contact"]["user_id"] == mia
    assert messages[2]["location"] == {"latitude": 52.52, "longitude": 13.405}
