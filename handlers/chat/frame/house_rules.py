"""What the process's settings say about this business, for every turn."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.messages.notices import Channel

Again = Callable[[Mapping[str, Any]], Awaitable[None]]
Fetch = Callable[[str, int], Awaitable[bytes | None]]


async def _nobody(update: Mapping[str, Any]) -> None:
    raise RuntimeError("nothing here handles updates")


async def _nothing(file_id: str, most: int) -> bytes | None:
    raise RuntimeError("no files come here")


@dataclass(frozen=True, slots=True)
class HouseRules:
    """The rules of this business that come from its settings.

    admin_ids: Telegram ids of the first admins. language, zone, currency: used unless somebody
    chose otherwise. mails: whether there is a mail server for people Telegram cannot reach. ways:
    all besides Telegram that are set up. bot_id: our own Telegram id, 0 if nobody asks. link: opens
    our chat; known once Telegram has told us our name. bot_name: our name there. again: handles
    once more an update as Telegram sent it, and raises what its handlers raise. since: when this
    process began to handle updates. fetch: the bytes of a sent file, by its id, None if larger than
    a given limit.
    """

    admin_ids: frozenset[int]
    language: str
    zone: str
    currency: str
    mails: bool = False
    ways: frozenset[Channel] = frozenset()
    bot_id: int = 0
    link: Callable[[], str] = lambda: "https://t.me"
    bot_name: Callable[[], str] = lambda: ""
    again: Again = _nobody
    since: datetime | None = None
    fetch: Fetch = _nothing
