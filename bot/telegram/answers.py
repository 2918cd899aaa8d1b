"""What an answer of the Bot API means: which error it is, and whether it comes from a Bot API at
all."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from telegram import error

from handlers.http import lenient_json

# How a proxy in front of a Bot API may answer in its place: too large, too many, timed out.
_ANYBODYS = frozenset({408, 413, 429})
_ERRORS: dict[int, type[error.TelegramError]] = {
    400: error.BadRequest,
    401: error.InvalidToken,
    403: error.Forbidden,
    404: error.InvalidToken,
    409: error.Conflict,
    413: error.BadRequest,
}
# What Telegram says about a chat that cannot be written to, and will not be tomorrow.
_NO_SUCH_CHAT = ("chat not found", "user is deactivated", "peer_id_invalid")


class NoBotApi(error.NetworkError):
    """The answer does not come from a Bot API. body: the answer."""

    def __init__(
        self, message: str = "Telegram answered with something unreadable", body: bytes = b""
    ):
        super().__init__(message)
        self.body = body


def failure(status: int, body: bytes) -> error.TelegramError:
    """The error for an answer other than 200."""
    try:
        answer = lenient_json.loads(body)
        description = str(answer.get("description", ""))
        parameters = answer.get("parameters")
    except (ValueError, AttributeError):
        if 400 <= status < 500 and status not in _ANYBODYS:
            # Telegram explains its errors; this is another server, which has no such page.
            return NoBotApi(f"Telegram answered {status} with something unreadable", body)
        description, parameters = "", None
    more = parameters if isinstance(parameters, Mapping) else {}
    wait, migrated = more.get("retry_after"), more.get("migrate_to_chat_id")
    if type(migrated) is int:
        return error.ChatMigrated(migrated)
    if wait is not None or status == 429:
        seconds = min(wait, 86_400) if isinstance(wait, int | float) and wait >= 0 else 1
        return error.RetryAfter(timedelta(seconds=seconds))
    kind = _ERRORS.get(status, error.NetworkError)
    return kind(description or f"Telegram answered {status}")


def seconds_of(fault: error.RetryAfter) -> float:
    """How long Telegram asks to wait; the library gives a number or a timedelta."""
    wait = fault.retry_after
    return float(wait) if isinstance(wait, int | float) else wait.total_seconds()


def nobody_there(fault: error.TelegramError) -> bool:
    """Whether the chat cannot be written to: blocked, deleted, or never there."""
    if isinstance(fault, error.BadRequest):
        return any(text in fault.message.lower() for text in _NO_SUCH_CHAT)
    return isinstance(fault, error.Forbidden)


def message_id_of(message: Any) -> int | None:
    """The id of a message in Telegram's answer; None if there is none."""
    number = message.get("message_id") if isinstance(message, Mapping) else None
    return number if type(number) is int else None
