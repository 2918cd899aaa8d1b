"""Messages changed in place, taken away, pinned."""

from typing import Any

import pytest

from tests.bot.playground.conftest import Api, Json
from tests.journeys.stage import Stage

GO = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


@pytest.fixture
async def screen(api: Api, mia: int) -> Json:
    """Where the bot's message with one button is."""
    sent = await api("sendMessage", chat_id=mia, text="<b>Hi</b>", parse_mode="HTML",
                     reply_markup=GO)  # fmt: skip
    return {"chat_id": mia, "message_id": sent["message_id"]}


async def test_an_edit_replaces_text_and_buttons(api: Api, screen: Json) -> None:
    edited = await api("editMessageText", **screen, text="Bye")
    assert edited["text"] == "Bye"
    assert "entities" not in edited
    assert "reply_markup" not in edited
    assert edited["edit_date"] >= edited["date"]


async def test_the_same_again_is_not_modified(api: Api, screen: Json) -> None:
    same = {"text": "<i></i><b>Hi</b>", "parse_mode": "HTML", "reply_markup": GO}
    assert await api.refusal("editMessageText", **screen, **same) == NOT_MODIFIED
    assert await api.refusal("editMessageReplyMarkup", **screen, reply_markup=GO) == NOT_MODIFIED


async def test_the_same_text_in_another_shape_is_modified(api: Api, screen: Json) -> None:
    edited = await api("editMessageText", **screen, text="Hi", reply_markup=GO)
    assert "entities" not in edited


async def test_buttons_can_change_alone(api: Api, screen: Json) -> None:
    markup = {"inline_keyboard": [[{"text": "Stop", "callback_data": "stop"}]]}
    edited = await api("editMessageReplyMarkup", **screen, reply_markup=markup)
    assert (edited["text"], edited["reply_markup"]) == ("Hi", markup)
    assert "reply_markup" not in await api("editMessageReplyMarkup", **screen)


async def test_edits_say_what_is_wrong_in_telegrams_words(api: Api, mia: int, screen: Json) -> None:
    edit: dict[str, Any] = {"text": "x"}
    missing = {**screen, "message_id": 99}
    own = {**screen, "message_id": 1}
    assert await api.refusal("editMessageText", chat_id=mia, **edit) == (
        "Bad Request: message identifier is not specified"
    )
    assert await api.refusal("editMessageText", **missing, **edit) == (
        "Bad Request: message to edit not found"
    )
    assert await api.refusal("editMessageText", **own, **edit) == (
        "Bad Request: message can't be edited"
    )
    assert await api.refusal("editMessageCaption", **screen, caption="x") == (
        "Bad Request: there is no caption in the message to edit"
    )
    assert await api.refusal("editMessageText", **screen, text="") == (
        "Bad Request: message text is empty"
    )
    reply_keyboard = {"keyboard": [["Yes"]]}
    assert await api.refusal("editMessageText", **screen, **edit, reply_markup=reply_keyboard) == (
        "Bad Request: inline keyboard expected"
    )


async def test_what_brought_a_reply_keyboard_cannot_be_edited(api: Api, mia: int) -> None:
    sent = await api("sendMessage", chat_id=mia, text="x", reply_markup={"keyboard": [["Yes"]]})
    refusal = await api.refusal(
        "editMessageText", chat_id=mia, message_id=sent["message_id"], text="y"
    )
    assert refusal == "Bad Request: message can't be edited"


async def test_a_deleted_message_is_gone(api: Api, screen: Json, stage: Stage) -> None:
    assert await api("deleteMessage", **screen) is True
    assert await api.refusal("deleteMessage", **screen) == (
        "Bad Request: message to delete not found"
    )
    assert await api.refusal("editMessageText", **screen, text="x") == (
        "Bad Request: message to edit not found"
    )
    state = await stage.get("/playground/state")
    assert [message["message_id"] for message in state["chats"]["7001"]["messages"]] == [1]


async def test_several_go_at_once_and_the_missing_are_no_fault(api: Api, screen: Json) -> None:
    gone = {"chat_id": screen["chat_id"], "message_ids": [1, screen["message_id"], 99]}
    assert await api("deleteMessages", **gone) is True
    assert await api.refusal("deleteMessage", **screen) == (
        "Bad Request: message to delete not found"
    )


async def test_after_two_days_a_message_stays(api: Api, screen: Json, stage: Stage) -> None:
    await stage.advance(49 * 3600)
    assert await api.refusal("deleteMessage", **screen) == (
        "Bad Request: message can't be deleted for everyone"
    )


async def test_a_new_message_never_takes_a_deleted_ones_id(api: Api, screen: Json) -> None:
    await api("deleteMessage", **screen)
    sent = await api("sendMessage", chat_id=screen["chat_id"], text="x")
    assert sent["message_id"] == screen["message_id"] + 1


async def test_the_pinned_message_is_in_the_chat(api: Api, screen: Json) -> None:
    await api("pinChatMessage", **screen)
    chat = await api("getChat", chat_id=screen["chat_id"])
    assert chat["pinned_message"]["text"] == "Hi"
    await api("unpinChatMessage", chat_id=screen["chat_id"])
    assert "pinned_message" not in await api("getChat", chat_id=screen["chat_id"])


async def test_a_reaction_needs_a_message(api: Api, screen: Json) -> None:
    thumb = [{"type": "emoji", "emoji": "👍"}]
    assert await api("setMessageReaction", **screen, reaction=thumb) is True
    assert await api.refusal("setMessageReaction", **{**screen, "message_id": 99}) == (
        "Bad Request: message to react not found"
    )
