"""What a call to Telegram looks like to those who are handed one."""

from collections.abc import Awaitable, Mapping
from typing import Any, Protocol


class TelegramCall(Protocol):
    """`Telegram.call` or `Calls.call`, with their errors. timeout: seconds."""

    def __call__(
        self, method: str, payload: Mapping[str, Any], *, timeout: float = 20
    ) -> Awaitable[Any]: ...
