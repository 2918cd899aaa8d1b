"""The interface of the ways besides Telegram."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, Protocol

from aiohttp import ClientError

from handlers.notices.notice import Notice
from handlers.wording.words import Words
from storage.messages.outgoing import ClaimedMessage
from storage.messages.push_subscriptions import PushSubscription

LONGEST_WAIT: Final = 3600.0
FAULTS: Final = (TimeoutError, ClientError, OSError)
"""How a request without an answer fails."""


class DeliveryFailed(Exception):
    """A provider did not take the message; another try may succeed. The text says why, without
    naming anyone.

    maybe_taken: no answer came, so it may have been taken after all. wait: seconds until the
    provider wants another try, None if it does not say.
    """

    def __init__(self, why: str, *, maybe_taken: bool = False, wait: float | None = None) -> None:
        super().__init__(why)
        self.maybe_taken = maybe_taken
        self.wait = wait


class DeliveryRefused(DeliveryFailed):
    """The provider refused it for good."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message on its way. link: where a browser opens our chat. silent: without a sound."""

    row: ClaimedMessage
    notice: Notice
    words: Words
    business_name: str
    link: str
    silent: bool

    @property
    def tag(self) -> str:
        """The same for every message with this content, so that a device shows it once."""
        return f"m{self.row.root_id or self.row.id}"


class Adapter(Protocol):
    """One way."""

    async def send(self, parcel: Parcel) -> str | None:
        """Hand it to the provider; returns the provider's id for it, if given. Raises
        DeliveryFailed, DeliveryRefused."""


async def to_each(
    subscriptions: Sequence[PushSubscription],
    send: Callable[[PushSubscription], Awaitable[str | None]],
) -> str | None:
    """Send to all of somebody's devices: once one takes it, it has left. Raises DeliveryFailed, or
    DeliveryRefused if none takes it and none ever will."""
    provider_ids: list[str | None] = []
    failed: list[DeliveryFailed] = []
    for one in subscriptions:
        try:
            provider_ids.append(await send(one))
        except DeliveryFailed as failure:
            failed.append(failure)
    if provider_ids:
        return provider_ids[0]
    again = [failure for failure in failed if not isinstance(failure, DeliveryRefused)]
    if not again:
        raise DeliveryRefused(str(failed[0]) if failed else "has no device any more")
    waits = [failure.wait for failure in again if failure.wait is not None]
    raise DeliveryFailed(
        str(again[0]),
        maybe_taken=any(failure.maybe_taken for failure in again),
        wait=max(waits, default=None),
    )


def wait_of(header: str | None, now: datetime) -> float | None:
    """The seconds of a Retry-After header, given as a number or an HTTP date; None without one."""
    if not header:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT)
