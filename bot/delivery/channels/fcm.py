"""Messages to apps, by Firebase Cloud Messaging's HTTP v1 API:
https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages/send"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import jwt
import orjson
from aiohttp import ClientResponse, ClientSession

from bot.delivery.channels.adapter import (
    FAULTS,
    DeliveryFailed,
    DeliveryRefused,
    Parcel,
    to_each,
    wait_of,
)
from bot.settings.channel_settings import ServiceAccount
from domain.messages.notices import Channel
from domain.roles import SYSTEM
from handlers.actions.messages.delivery_feedback import drop_device
from handlers.http import lenient_json
from handlers.notices import short
from storage.messages import push_subscriptions
from storage.messages.push_subscriptions import PushSubscription
from storage.transactions import Database

SCOPE: Final = "https://www.googleapis.com/auth/firebase.messaging"
MOST_BYTES: Final = 4096
LIVES: Final = 12 * 3600  # seconds FCM waits for a device that is off
_GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_EARLY: Final = 60.0  # renew a token this many seconds before it expires


class FcmChannel:
    """Sends to the apps of people. url: where the API is."""

    def __init__(
        self,
        session: ClientSession,
        database: Database,
        account: ServiceAccount,
        *,
        url: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._session = session
        self._database = database
        self._account = account
        self._messages = f"{url}/v1/projects/{account.project}/messages:send"
        self._clock = clock
        self._token: tuple[str, float] | None = None
        self._renewing = asyncio.Lock()

    async def send(self, parcel: Parcel) -> str | None:
        """Send to all their apps; a token FCM no longer knows is dropped."""
        async with self._database.read() as reader:
            theirs = await push_subscriptions.of_person(
                reader, parcel.row.recipient_id, Channel.PUSH
            )
        return await to_each(theirs, lambda one: self._send(parcel, one))

    async def _send(self, parcel: Parcel, to: PushSubscription) -> str | None:
        body = message(parcel, to.target)
        token = await self._access_token()
        status, reply, wait = await self._post(body, token)
        if status == 401:  # expired early
            self._token = None
            status, reply, wait = await self._post(body, await self._access_token())
        if status == 200:
            name = reply.get("name")
            return name if isinstance(name, str) else None
        fault = reply.get("error")
        error = fault if isinstance(fault, dict) else {}
        codes = {one.get("errorCode") for one in _details(error)}
        gone = "UNREGISTERED" in codes or (status == 404 and error.get("status") == "NOT_FOUND")
        # The token is malformed, or of another project: no message will ever get there.
        if gone or codes & {"INVALID_ARGUMENT", "SENDER_ID_MISMATCH"}:
            await drop_device(self._database, to, actor=SYSTEM, now=self._clock())
            raise DeliveryRefused("has no such app any more")
        why = f"refuses the message ({status}, {', '.join(sorted(filter(None, codes))) or '–'})"
        if status == 400:
            raise DeliveryRefused(why)
        raise DeliveryFailed(why, wait=wait, maybe_taken=status >= 500)

    async def _post(self, body: bytes, token: str) -> tuple[int, dict[str, Any], float | None]:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        try:
            async with self._session.post(
                self._messages, data=body, headers=headers, allow_redirects=False
            ) as answer:
                return answer.status, await _read_reply(answer), self._wait(answer)
        except FAULTS as fault:
            raise DeliveryFailed(
                f"cannot be asked ({type(fault).__name__})", maybe_taken=True
            ) from None

    async def _access_token(self) -> str:
        """The current token, until shortly before it expires; one caller fetches it for all."""
        async with self._renewing:
            now = self._clock().timestamp()
            if self._token is None or self._token[1] - _EARLY <= now:
                self._token = await self._ask_for_token(now)
            return self._token[0]

    async def _ask_for_token(self, now: float) -> tuple[str, float]:
        account = self._account
        claims = {
            "iss": account.email,
            "scope": SCOPE,
            "aud": account.token_url,
            "iat": int(now),
            "exp": int(now) + 3600,
        }
        form = {
            "grant_type": _GRANT,
            "assertion": jwt.encode(claims, account.private_key, algorithm="RS256"),
        }
        try:
            async with self._session.post(
                account.token_url, data=form, allow_redirects=False
            ) as answer:
                status, reply, wait = answer.status, await _read_reply(answer), self._wait(answer)
        except FAULTS as fault:
            raise DeliveryFailed(f"gives no token ({type(fault).__name__})") from None
        token, lasts = reply.get("access_token"), reply.get("expires_in")
        if status != 200 or not isinstance(token, str) or not isinstance(lasts, int):
            raise DeliveryFailed(f"gives no token ({status})", wait=wait)
        return token, now + lasts

    def _wait(self, answer: ClientResponse) -> float | None:
        return wait_of(answer.headers.get("Retry-After"), self._clock())


def message(parcel: Parcel, token: str) -> bytes:
    """The message as JSON, within the API's limit: the text is shortened."""
    title, text = short.push_message(parcel.notice, parcel.business_name)
    while True:
        body = orjson.dumps({"message": _message(parcel, token, title, text)})
        if len(body) <= MOST_BYTES or not text:
            return body
        text = short.cut(text, len(text) * 3 // 4) if len(text) > 8 else ""


def _message(parcel: Parcel, token: str, title: str, text: str) -> Mapping[str, Any]:
    loud = not parcel.silent
    aps = {"sound": "default"} if loud else {"interruption-level": "passive"}
    return {
        "token": token,
        "notification": {"title": title, "body": text},
        "data": short.data(parcel.notice, parcel.row.id, parcel.link),
        "android": {
            "priority": "HIGH" if loud else "NORMAL",
            "ttl": f"{LIVES}s",
            "notification": {"tag": parcel.tag},
        },
        "apns": {
            "headers": {
                "apns-priority": "10" if loud else "5",
                "apns-collapse-id": parcel.tag,
            },
            "payload": {"aps": aps},
        },
    }


async def _read_reply(answer: ClientResponse) -> dict[str, Any]:
    try:
        reply = lenient_json.loads(await answer.read())
    except ValueError:
        return {}
    return reply if isinstance(reply, dict) else {}


def _details(error: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    details = error.get("details")
    return [one for one in details if isinstance(one, dict)] if isinstance(details, list) else []
