"""What the process's settings say about this business, for every turn."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.messages.notices import Channel

Redispatch = Callable[[Mapping[str, Any]], Awaitable[None]]
Download = Callable[[str, int], Awaitable[bytes | None]]


async def _nobody(update: Mapping[str, Any]) -> None:
    raise RuntimeError("nothing here handles updates")


async def _nothing(file_id: str, most: int) -> bytes | None:
    raise RuntimeError("no files come here")


@dataclass(frozen=True, slots=True)
class ChatContext:
    """The rules of this business that come from its settings.

    admin_ids: Telegram ids of the first admins. language, zone, currency: what holds where nobody
    chose otherwise. available_channels: all beside Telegram that are set up. bot_id: our own
    Telegram id, 0 where nobody asks. link: where our chat is opened; known once Telegram has told
    our name. bot_name: what we are called there. redispatch: handles an update as Telegram sent it
    once more, and raises what its handlers raise. since: when this process began to handle updates.
    download: the bytes of a file that was sent, by its id, None for more than so many.
    """

    admin_ids: frozenset[int]
    language: str
    zone: str
    currency: str
    available_channels: frozenset[Channel] = frozenset()
    bot_id: int = 0
    link: Callable[[], str] = lambda: "https://t.me"
    bot_name: Callable[[], str] = lambda: ""
    redispatch: Redispatch = _nobody
    since: datetime | None = None
    download: Download = _nothing

    @property
    def mails(self) -> bool:
        """Whether there is a mail server."""
        return Channel.MAIL in self.available_channels
