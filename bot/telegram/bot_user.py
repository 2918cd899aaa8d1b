"""Who the bot is, according to its Bot API."""

from dataclasses import dataclass
from typing import Any

from bot.telegram.answers import NoBotApi


@dataclass(frozen=True, slots=True)
class BotUser:
    """username: without the @. name: what people see."""

    username: str
    name: str


def bot_user_in(me: Any) -> BotUser:
    """The bot in an answer to `getMe`. Raises NoBotApi if there is none."""
    fields = {"id": int, "is_bot": bool, "username": str, "first_name": str}
    if (
        not isinstance(me, dict)
        or any(type(me.get(name)) is not kind for name, kind in fields.items())
        or not me["is_bot"]
        or not me["username"]
    ):
        raise NoBotApi("getMe is answered with no bot")
    return BotUser(me["username"], me["first_name"])
