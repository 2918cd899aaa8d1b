"""Messages from the bot: what arrives, and what Telegram refuses in which words."""

from typing import Any

import pytest

from bot.playground import Playground
from tests.bot.playground.conftest import Api
from tests.journeys.stage import Stage


async def test_a_message_arrives_with_its_entities(api: Api, mia: int) -> None:
    sent = await api("sendMessage", chat_id=mia, text=" <b>Hi</b> /book ", parse_mode="HTML")
    assert sent["text"] == "Hi /book"
    assert sent["entities"] == [
        {"type": "bold", "offset": 0, "length": 2},
        {"type": "bot_command", "offset": 3, "length": 5},
    ]
    assert sent["from"] == {
        "id": 7000,
        "is_bot": True,
        "first_name": "Coachbook",
        "username": "coachbook_bot",
    }
    assert sent["chat"] == {
        "id": 7001,
        "first_name": "Mia",
        "last_name": "Keller",
        "username": "mia_keller",
        "type": "private",
    }


async def test_message_ids_count_up_in_each_chat(api: Api, mia: int, stage: Stage) -> None:
    await stage.post("/playground/people/7002/send", {"text": "hello"})
    ids = [
        (await api("sendMessage", chat_id=chat, text="x"))["message_id"]
        for chat in (mia, 7002, mia)
    ]
    assert ids == [2, 2, 3]


async def test_given_entities_are_kept_and_found_ones_added(api: Api, mia: int) -> None:
    entities = [
        {"type": "date_time", "offset": 0, "length": 4, "unix_time": 5, "date_time_format": "r"},
        {"type": "url", "offset": 0, "length": 4},
    ]
    sent = await api("sendMessage", chat_id=mia, text="soon /help", entities=entities)
    assert sent["entities"] == [entities[0], {"type": "bot_command", "offset": 5, "length": 5}]


async def test_a_person_can_be_mentioned_by_id(api: Api, mia: int) -> None:
    text = '<a href="tg://user?id=7002">Anna</a>'
    sent = await api("sendMessage", chat_id=mia, text=text, parse_mode="HTML")
    assert sent["entities"][0]["user"]["username"] == "anna_berg"


async def test_a_mention_of_nobody_is_dropped(api: Api, mia: int) -> None:
    for user in ({"id": 42}, {}):
        entities = [{"type": "text_mention", "offset": 0, "length": 1, "user": user}]
        assert "entities" not in await api("sendMessage", chat_id=mia, text="x", entities=entities)


async def test_4096_characters_count_after_the_entities(api: Api, mia: int) -> None:
    longest = "<b>" + "é" * 4096 + "</b>"
    sent = await api("sendMessage", chat_id=mia, text=longest, parse_mode="HTML")
    assert len(sent["text"]) == 4096
    too_long = await api.refusal("sendMessage", chat_id=mia, text="é" * 4097)
    assert too_long == "Bad Request: message is too long"


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"text": ""}, "Bad Request: message text is empty"),
    ({"text": "  \n "}, "Bad Request: text must be non-empty"),
    ({"text": "<b></b>", "parse_mode": "HTML"}, "Bad Request: text must be non-empty"),
    ({"text": "x", "parse_mode": "RTF"}, "Bad Request: unsupported parse_mode"),
    ({"text": "a<b", "parse_mode": "HTML"},
     "Bad Request: can't parse entities: Unclosed start tag at byte offset 1"),
    ({"text": "1.5", "parse_mode": "MarkdownV2"},
     "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the "
     "preceding '\\'"),
    ({"text": "x", "entities": [{"type": "bold", "offset": 0}]},
     "Bad Request: can't parse MessageEntity: Can't find field \"length\""),
    ({"text": "x", "chat_id": ""}, "Bad Request: chat_id is empty"),
    ({"text": "x", "chat_id": 42}, "Bad Request: chat not found"),
    ({"text": "x", "chat_id": "@coachbook"}, "Bad Request: chat not found"),
    ({"text": "x", "chat_id": -1001}, "Bad Request: chat not found"),
    ({"text": "x", "reply_parameters": {"message_id": 99}},
     "Bad Request: message to be replied not found"),
]  # fmt: skip


@pytest.mark.parametrize(("params", "description"), REFUSED)
async def test_a_refused_message_says_why_in_telegrams_words(
    api: Api, mia: int, params: dict[str, Any], description: str
) -> None:
    assert await api.refusal("sendMessage", **{"chat_id": mia, **params}) == description


async def test_a_bot_cannot_write_first(api: Api) -> None:
    answer = await api.answer("sendMessage", chat_id=7005, text="Hello?")
    assert answer == {
        "ok": False,
        "error_code": 403,
        "description": "Forbidden: bot can't initiate conversation with a user",
    }


async def test_who_blocked_the_bot_gets_nothing_until_unblocking(
    api: Api, mia: int, stage: Stage
) -> None:
    await stage.post(f"/playground/people/{mia}/block", {"blocked": True})
    for method in ("sendMessage", "sendChatAction"):
        answer = await api.answer(method, chat_id=mia, text="x", action="typing")
        assert answer["error_code"] == 403
        assert answer["description"] == "Forbidden: bot was blocked by the user"
    await stage.post(f"/playground/people/{mia}/block", {"blocked": False})
    assert (await api("sendMessage", chat_id=mia, text="x"))["text"] == "x"


async def test_a_reply_carries_the_message_it_answers(api: Api, mia: int) -> None:
    sent = await api("sendMessage", chat_id=mia, text="x", reply_parameters={"message_id": 1})
    assert sent["reply_to_message"]["text"] == "/start"
    again = await api("sendMessage", chat_id=mia, text="y", reply_to_message_id=2)
    assert "reply_to_message" not in again["reply_to_message"]


async def test_a_reply_to_nothing_is_sent_when_that_is_allowed(api: Api, mia: int) -> None:
    reply = {"message_id": 99, "allow_sending_without_reply": True}
    sent = await api("sendMessage", chat_id=mia, text="x", reply_parameters=reply)
    assert "reply_to_message" not in sent


async def test_places_and_contacts_arrive(api: Api, mia: int) -> None:
    place = {"latitude": 52.5, "longitude": 13.4}
    assert (await api("sendLocation", chat_id=mia, **place))["location"] == place
    venue = await api("sendVenue", chat_id=mia, title="Gym", address="Main St 1", **place)
    assert venue["venue"] == {"location": place, "title": "Gym", "address": "Main St 1"}
    contact = await api("sendContact", chat_id=mia, phone_number="+1", first_name="Ann")
    assert contact["contact"] == {"phone_number": "+1", "first_name": "Ann"}


BROKEN_PLACES = [
    ("sendLocation", {"longitude": 1}, "Bad Request: latitude is empty"),
    ("sendLocation", {"latitude": 1}, "Bad Request: longitude is empty"),
    ("sendLocation", {"latitude": 91, "longitude": 1}, "Bad Request: wrong location specified"),
    ("sendVenue", {"latitude": 1, "longitude": 1}, "Bad Request: title is empty"),
    ("sendContact", {"phone_number": "+1"}, "Bad Request: first_name is empty"),
    ("sendContact", {"first_name": "A"}, "Bad Request: phone_number is empty"),
    ("sendChatAction", {"action": "juggle"}, "Bad Request: wrong parameter action in request"),
]


@pytest.mark.parametrize(("method", "params", "description"), BROKEN_PLACES)
async def test_half_a_place_or_contact_is_refused(
    api: Api, mia: int, method: str, params: dict[str, Any], description: str
) -> None:
    assert await api.refusal(method, chat_id=mia, **params) == description


async def test_typing_is_shown(api: Api, stage: Stage, mia: int) -> None:
    chat = await stage.chat(mia)
    await api("sendChatAction", chat_id=mia, action="typing")
    await api("sendMessage", chat_id=mia, text="done typing")
    await chat.expect("done typing")
    assert chat.actions == ["typing"]


async def test_a_copy_hides_its_origin_and_a_forward_shows_it(
    api: Api, mia: int, stage: Stage
) -> None:
    await stage.post("/playground/people/7002/send", {"text": "hello"})
    source = {"chat_id": mia, "from_chat_id": 7002, "message_id": 1}
    copied = await api("copyMessage", **source)
    forwarded = await api("forwardMessage", **source)
    assert copied == {"message_id": 2}
    assert forwarded["forward_origin"]["sender_user"]["id"] == 7002
    assert forwarded["text"] == "hello"


async def test_several_copies_and_forwards_keep_their_order(api: Api, mia: int) -> None:
    for text in ("one", "two"):
        await api("sendMessage", chat_id=mia, text=text)
    several = {"chat_id": mia, "from_chat_id": mia, "message_ids": [2, 3, 99]}
    assert await api("copyMessages", **several) == [{"message_id": 4}, {"message_id": 5}]
    assert await api("forwardMessages", **several) == [{"message_id": 6}, {"message_id": 7}]


@pytest.mark.parametrize(
    ("method", "description"),
    [
        ("copyMessage", "Bad Request: message to copy not found"),
        ("forwardMessage", "Bad Request: message to forward not found"),
    ],
)
async def test_what_is_not_there_can_neither_be_copied_nor_forwarded(
    api: Api, mia: int, method: str, description: str
) -> None:
    refusal = await api.refusal(method, chat_id=mia, from_chat_id=mia, message_id=99)
    assert refusal == description


async def test_dates_follow_the_simulated_clock(
    api: Api, mia: int, stage: Stage, world: Playground
) -> None:
    await stage.advance(86_400)
    sent = await api("sendMessage", chat_id=mia, text="tomorrow")
    assert abs(sent["date"] - world.now()) <= 2
