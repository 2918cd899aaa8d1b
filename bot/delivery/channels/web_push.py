"""Messages to browsers: RFC 8030, encrypted by RFC 8291, signed by RFC 8292.

Endpoints come from strangers: over https only, and through a session that connects only to the open
internet.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import orjson
from aiohttp import ClientSession

from bot.delivery.channels.adapter import (
    FAULTS,
    DeliveryFailed,
    DeliveryRefused,
    Parcel,
    to_each,
    wait_of,
)
from bot.delivery.channels.encrypted import MOST_BYTES, encrypt
from bot.delivery.channels.vapid import Vapid
from domain.messages.notices import Channel
from domain.roles import SYSTEM
from handlers.actions.messages.delivery_feedback import drop_device
from handlers.notices import short
from storage.messages import push_subscriptions
from storage.messages.push_subscriptions import PushSubscription
from storage.transactions import Database

LIVES: Final = 12 * 3600  # seconds the service waits for a closed browser
_GONE: Final = frozenset({404, 410})
_TAKEN: Final = frozenset({200, 201, 202, 204})


class WebPushChannel:
    """Sends to the browsers of people. session: as in `public_addresses`."""

    def __init__(
        self,
        session: ClientSession,
        database: Database,
        vapid: Vapid,
        clock: Callable[[], datetime],
    ) -> None:
        self._session = session
        self._database = database
        self._vapid = vapid
        self._clock = clock

    async def send(self, parcel: Parcel) -> str | None:
        """Send to all their browsers; a subscription that has ended is dropped, and no other."""
        async with self._database.read() as reader:
            theirs = await push_subscriptions.of_person(
                reader, parcel.row.recipient_id, Channel.WEB_PUSH
            )
        return await to_each(theirs, lambda one: self._send(parcel, one))

    async def _send(self, parcel: Parcel, to: PushSubscription) -> str | None:
        assert to.p256dh is not None  # a constraint of the table
        assert to.auth is not None
        headers = {
            "Authorization": await self._vapid.header(to.target),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(LIVES),
            "Urgency": "low" if parcel.silent else "high",
            # A message still waiting for the browser is replaced by the next one with the same
            # content.
            "Topic": parcel.tag,
        }
        body = encrypt(payload(parcel), to.p256dh, to.auth)
        try:
            async with self._session.post(
                to.target, data=body, headers=headers, allow_redirects=False
            ) as answer:
                status, known_as = answer.status, answer.headers.get("Location")
                wait = wait_of(answer.headers.get("Retry-After"), self._clock())
        except FAULTS as fault:
            raise DeliveryFailed(
                f"cannot be asked ({type(fault).__name__})", maybe_taken=True
            ) from None
        if status in _TAKEN:
            return known_as[:500] if known_as else None
        if status in _GONE:
            await drop_device(self._database, to, actor=SYSTEM, now=self._clock())
            raise DeliveryRefused("has no such browser any more")
        why = f"refuses the message ({status})"
        if status in (429, 401, 403) or status >= 500:
            raise DeliveryFailed(why, wait=wait, maybe_taken=status >= 500)
        raise DeliveryRefused(why)


def payload(parcel: Parcel) -> bytes:
    """JSON for the page's service worker, within one record: the text is shortened."""
    title, text = short.push_message(parcel.notice, parcel.business_name)
    more = short.data(parcel.notice, parcel.row.id, parcel.link)
    while True:
        message = {"title": title, "body": text, "tag": parcel.tag, "silent": parcel.silent, **more}
        body = orjson.dumps(message)
        if len(body) <= MOST_BYTES or not text:
            return body
        text = short.cut(text, len(text) * 3 // 4) if len(text) > 8 else ""
