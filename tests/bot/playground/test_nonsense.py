"""Whatever a bot sends, it gets an answer of Telegram's kind and never a crash."""

import contextlib
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground import Playground
from bot.playground.chat_actions import ACTIONS
from bot.playground.chats import Chat
from bot.playground.control_error import ControlError
from bot.playground.errors import ApiError
from bot.playground.parameters import Parameters
from bot.playground.server import METHODS
from tests.bot.playground.patience import patient

FIELDS = (
    "chat_id", "from_chat_id", "message_id", "message_ids", "text", "parse_mode", "entities",
    "caption", "caption_entities", "reply_markup", "reply_parameters", "reply_to_message_id",
    "link_preview_options", "media", "document", "photo", "latitude", "longitude", "title",
    "address", "phone_number", "first_name", "action", "reaction", "commands", "scope",
    "language_code", "menu_button", "name", "user_id", "file_id", "callback_query_id", "url",
)  # fmt: skip
WORDS = st.sampled_from(
    ["", "7001", "x", "HTML", "MarkdownV2", "<b>x</b>", "<a href='tg://user?id=7002'>x</a>", "{",
     "*x*", "attach://x", "typing", "default", "chat", "photo", "bold", "text_mention"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["type", "text", "offset", "length", "user", "id", "url", "inline_keyboard", "keyboard",
     "callback_data", "copy_text", "web_app", "style", "message_id", "media", "command",
     "description", "chat_id", "emoji", "custom_emoji_id", "unix_time", "date_time_format",
     "force_reply", "remove_keyboard", "input_field_placeholder", "caption", "is_disabled"]
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers(-3, 8000) | st.floats() | WORDS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=12,
)
PARAMETERS = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=8)


@pytest.fixture(scope="module")
def chatty() -> Playground:
    """A playground in which Mia has said something and the bot has answered."""
    world = Playground(rates=None)
    chat = mia(world)
    world.say(chat, {"text": "/start"})
    world.chats.add(chat, world.profile.user(), {"text": "Hi"})
    return world


def mia(world: Playground) -> Chat:
    chat = world.chats.get(7001)
    assert chat is not None
    return chat


@pytest.mark.parametrize("method", sorted(METHODS))
@patient(max_examples=12)
@given(params=PARAMETERS)
def test_a_method_answers_nonsense_with_a_refusal(
    chatty: Playground, method: str, params: dict[str, Any]
) -> None:
    # Most nonsense would end at the chat; this gets further.
    for given_params in (params, {"chat_id": 7001, "message_id": 2, "text": "x", **params}):
        with contextlib.suppress(ApiError):
            orjson.dumps(METHODS[method](chatty, Parameters(given_params)))


@pytest.mark.parametrize("action", sorted(ACTIONS.keys() - {"tap"}))
@patient(max_examples=25)
@given(body=st.dictionaries(st.sampled_from((*FIELDS, "person_id", "reply_to", "payload",
                                             "from_person_id", "blocked", "data")),
                            VALUES, max_size=5))  # fmt: skip
def test_a_person_cannot_do_nonsense_either(
    chatty: Playground, action: str, body: dict[str, Any]
) -> None:
    with contextlib.suppress(ControlError, ApiError):
        orjson.dumps(ACTIONS[action](chatty, mia(chatty), body))
