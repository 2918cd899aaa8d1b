"""The Bot API, as whoever calls it is given it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

BotApiCall = Callable[[str, Mapping[str, Any]], Awaitable[Any]]
"""Method and fields → Telegram's answer."""
BotApiUpload = Callable[[str, Mapping[str, Any], str, str, bytes], Awaitable[Any]]
"""Method, fields, and a file: its field, its name, its content → Telegram's answer."""
