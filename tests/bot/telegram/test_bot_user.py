"""Who the bot is: what an answer to `getMe` must hold."""

from typing import Any

import pytest

from bot.telegram.answers import NoBotApi
from bot.telegram.bot_user import BotUser, bot_user_in

ME = {"id": 7000, "is_bot": True, "first_name": "Coachbook", "username": "coachbook_bot"}


def test_a_bot_is_known_by_its_username_and_name() -> None:
    assert bot_user_in(ME | {"can_join_groups": False}) == BotUser("coachbook_bot", "Coachbook")


@pytest.mark.parametrize(
    "me",
    [
        None,
        True,
        [],
        "coachbook_bot",
        {},
        {name: value for name, value in ME.items() if name != "is_bot"},
        ME | {"is_bot": False},
        ME | {"is_bot": "yes"},
        ME | {"id": "7000"},
        ME | {"id": None},
        ME | {"username": None},
        ME | {"username": ""},
        ME | {"first_name": 5},
    ],
    ids=str,
)
def test_anything_else_is_no_answer_of_a_bot_api(me: Any) -> None:
    with pytest.raises(NoBotApi, match="getMe is answered with no bot"):
        bot_user_in(me)
