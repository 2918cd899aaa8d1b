"""What the handlers see of an update."""

from typing import Any

import pytest
from telegram import Bot, MessageOriginUser

from bot.intake.update_reader import read

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


async def test_a_message_says_who_wrote_what(bot: Bot) -> None:
    message = {"message_id": 3, "from": MIA, "chat": CHAT, "date": 1_790_000_000, "text": "hello"}

    update = read({"update_id": 6, "message": message}, bot)

    assert update.message is not None
    assert update.message.text == "hello"
    assert update.message.from_user is not None
    assert update.message.from_user.first_name == "Mia"


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"message": None},
        {"message": []},
        {"message": {"from": {"id": 7001}}, "callback_query": None},
        {"message": {"message_id": 3, "from": MIA | {"id": "7001"}, "chat": CHAT}},
        {"message": {"message_id": 3, "from": MIA | {"id": 2**63}, "chat": CHAT}},
        {"message": {"message_id": 3, "from": MIA | {"language_code": 5}, "chat": CHAT}},
        {"message": {"message_id": 3, "from": MIA | {"first_name": None}, "chat": CHAT}},
        {"message": {"message_id": 3, "from": MIA, "chat": {"id": 2**70, "type": "private"}}},
        {"message": {"message_id": 3, "from": MIA, "chat": CHAT, "text": ["hello"]}},
        {"message": {"message_id": 3, "from": MIA, "chat": CHAT, "entities": ["bold"]}},
        {"callback_query": PRESS["callback_query"] | {"data": 5}},
        {"callback_query": PRESS["callback_query"] | {"id": "5" * 100}},
        {"callback_query": PRESS["callback_query"] | {"message": 12}},
        {"my_chat_member": {"chat": CHAT, "from": MIA}},
        {"poll": {"id": "1"}},
        {"edited_message": {"message_id": 3, "from": MIA, "chat": CHAT, "date": 1, "text": "hi"}},
    ],
    ids=str,
)
async def test_what_is_of_no_known_shape_or_kind_has_no_content(
    bot: Bot, update: dict[str, Any]
) -> None:
    assert read({"update_id": 6, **update}, bot).to_dict() == {"update_id": 6}


async def test_content_that_nobody_reads_cannot_make_a_message_unreadable(bot: Bot) -> None:
    message = {"message_id": 3, "from": MIA, "chat": CHAT, "date": "now", "text": "hello"}

    update = read({"update_id": 6, "message": message | {"hologram": 1, "photo": 5}}, bot)

    assert update.message is not None
    assert update.message.text == "hello"


async def test_names_are_as_long_as_telegram_has_them_and_without_what_postgres_refuses(
    bot: Bot,
) -> None:
    sender = MIA | {"first_name": "M\0ia" * 100, "last_name": "x" * 4000}
    message = {"message_id": 3, "from": sender, "chat": CHAT, "text": "hel\0lo"}

    read_ = read({"update_id": 6, "message": message}, bot).message

    assert read_ is not None
    assert read_.from_user is not None
    assert (read_.text, read_.from_user.first_name) == ("hello", ("Mia" * 100)[:64])
    assert read_.from_user.last_name == "x" * 64


async def test_a_contact_and_the_writer_of_a_forwarded_message_are_read(bot: Bot) -> None:
    message = {
        "message_id": 3,
        "from": MIA,
        "chat": CHAT,
        "contact": {"phone_number": "1", "first_name": "Ben", "user_id": 7004},
        "forward_origin": {"type": "user", "sender_user": MIA, "date": 1},
    }

    read_ = read({"update_id": 6, "message": message}, bot).message

    assert read_ is not None
    assert read_.contact is not None
    assert isinstance(read_.forward_origin, MessageOriginUser)
    assert (read_.contact.user_id, read_.forward_origin.sender_user.id) == (7004, 7001)


async def test_a_block_is_read(bot: Bot) -> None:
    change = {
        "chat": CHAT,
        "from": MIA,
        "date": 1,
        "old_chat_member": {"status": "member"},
        "new_chat_member": {"status": "kicked", "until_date": 0},
    }

    read_ = read({"update_id": 6, "my_chat_member": change}, bot).my_chat_member

    assert read_ is not None
    assert (read_.from_user.id, read_.new_chat_member.status) == (7001, "kicked")


@pytest.mark.parametrize(
    ("more", "number"),
    [
        ({}, "15550100"),
        # The number need no longer belong to whoever it did when first shared.
        ({"forward_origin": {"type": "user", "date": 0, "sender_user": MIA}}, ""),
        ({"forward_origin": {"type": "hidden_user", "date": 0, "sender_user_name": "Mia"}}, ""),
    ],
)
async def test_a_contact_comes_with_its_number_unless_it_was_passed_on(
    bot: Bot, more: dict[str, Any], number: str
) -> None:
    contact = {"phone_number": "15550100", "first_name": "Mia", "user_id": 7001}
    message = {"message_id": 1, "date": 0, "chat": CHAT, "from": MIA, "contact": contact}

    update = read({"update_id": 5, "message": message | more}, bot)

    assert update.message is not None
    assert update.message.contact is not None
    assert update.message.contact.phone_number == number
