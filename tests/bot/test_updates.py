"""What the handlers see of an update."""

from typing import Any

import pytest
from telegram import Bot

from bot.updates import read

MIA = {"id": 7001, "is_bot": False, "first_name": "Mia", "language_code": "de"}
CHAT = {"id": 7001, "type": "private", "first_name": "Mia"}
PRESS: dict[str, Any] = {
    "update_id": 5,
    "callback_query": {
        "id": "51",
        "from": MIA,
        "chat_instance": "-7",
        "message": {
            "message_id": 12,
            "chat": CHAT,
            "date": 1_790_000_000,
            "text": "Which day?",
            "reply_markup": {"inline_keyboard": [[{"text": "1", "callback_data": "1:h"}]]},
        },
        "data": "1:h",
    },
}


@pytest.fixture
def bot() -> Bot:
    return Bot("7000:playground")


async def test_a_press_says_who_pressed_what_and_where(bot: Bot) -> None:
    update = read(PRESS, bot)

    query = update.callback_query
    assert update.update_id == 5
    assert query is not None
    assert query.message is not None
    assert (query.id, query.data, query.message.message_id) == ("51", "1:h", 12)
    assert query.from_user.to_dict() == MIA
    assert query.message.chat.type == "private"
    assert update.effective_user == query.from_user
    assert update.effective_chat == query.message.chat


async def test_a_press_under_a_message_that_is_too_old_to_be_seen_is_read_alike(bot: Bot) -> None:
    message = {"message_id": 12, "chat": CHAT, "date": 0}
    old = PRESS | {"callback_query": PRESS["callback_query"] | {"message": message}}

    assert read(old, bot).to_dict() == read(PRESS, bot).to_dict()


async def test_a_press_under_a_message_sent_inline_has_no_message(bot: Bot) -> None:
    query = {key: value for key, value in PRESS["callback_query"].items() if key != "message"}

    update = read({"update_id": 5, "callback_query": query | {"inline_message_id": "x"}}, bot)

    assert update.callback_query is not None
    assert update.callback_query.message is None


async def test_anything_else_is_read_whole(bot: Bot) -> None:
    message = {"message_id": 3, "from": MIA, "chat": CHAT, "date": 1_790_000_000, "text": "hello"}

    update = read({"update_id": 6, "message": message}, bot)

    assert update.message is not None
    assert update.message.text == "hello"
    assert update.message.from_user is not None
    assert update.message.from_user.first_name == "Mia"
