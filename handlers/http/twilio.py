"""Twilio's reports on text messages: https://www.twilio.com/docs/usage/security

They are signed over the address Twilio knows, the public one, whatever proxies stand between.
"""

from base64 import b64encode
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest
from hmac import new as hmac
from typing import Final
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from aiohttp import web

from domain.messages.channels import Receipt
from domain.messages.notices import Channel
from handlers.actions.messages import receipts
from handlers.http import bodies, receipt_paths
from storage.faults import DatabaseAway
from storage.transactions import Database

LIMIT: Final = 64 * 1024
SIGNATURE: Final = "X-Twilio-Signature"
_RECEIPTS: Final = {
    "accepted": Receipt.QUEUED,
    "scheduled": Receipt.QUEUED,
    "queued": Receipt.QUEUED,
    "sending": Receipt.QUEUED,
    "sent": Receipt.SENT,
    "delivered": Receipt.DELIVERED,
    "read": Receipt.READ,
    "undelivered": Receipt.FAILED,
    "failed": Receipt.FAILED,
    "canceled": Receipt.FAILED,
}
_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class TwilioReceipts:
    """`POST /webhooks/twilio/<message>`. token: the account's, which signs reports. public_url: our
    address for Twilio. available_channels: the ways beside Telegram that are set up."""

    database: Database
    token: str = field(repr=False)
    public_url: str
    available_channels: Collection[Channel]
    clock: Callable[[], datetime]

    async def receive(self, request: web.Request) -> web.Response:
        """204; 403 for a stranger, 413 over 64 KiB, 400 if it is not a form, 503 to be told again.

        Also 204 for a forgotten message, and for old news.
        """
        try:
            body = await bodies.read(request, LIMIT)
            if body is None:
                return web.Response(status=413)
            form = parse_qsl(
                body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=200
            )
        except (ValueError, OSError, web.RequestPayloadError):
            return web.Response(status=400)
        message_id = int(request.match_info["message"])
        url = self.public_url + receipt_paths.twilio(message_id)
        if request.query_string:
            url += "?" + request.rel_url.raw_query_string
        if not is_signed(request.headers.get(SIGNATURE, ""), self.token, url, form):
            return web.Response(status=403)
        fields = dict(form)
        receipt = _RECEIPTS.get(fields.get("MessageStatus", ""))
        if receipt is not None:
            try:
                await self._take(message_id, receipt, fields.get("MessageSid", ""), fields)
            except DatabaseAway:
                return web.Response(status=503, headers={"Retry-After": "5"})
        return web.Response(status=204)

    async def _take(
        self, message_id: int, receipt: Receipt, sid: str, fields: dict[str, str]
    ) -> None:
        why = None
        if receipt is Receipt.FAILED:
            code = fields.get("ErrorCode", "")
            why = f"was not delivered (code {code[:9] if code.isascii() else '?'})"
        await receipts.of_provider(
            self.database,
            message_id,
            receipt,
            channel=Channel.SMS,
            provider_id=sid.replace("\0", "")[:64],
            why=why,
            available_channels=self.available_channels,
            now=self.clock(),
        )


def is_signed(signature: str, token: str, url: str, form: Iterable[tuple[str, str]]) -> bool:
    """Whether the owner of the token has signed this form for this address.

    Twilio signs its addresses with or without their port: either is accepted. All are compared,
    each in constant time.
    """
    pairs = "".join(name + value for name, value in sorted(set(form)))
    claim = signature.encode("utf-8", "surrogateescape")
    right = [
        compare_digest(claim, signature_of(token, one, pairs).encode()) for one in _spellings(url)
    ]
    return any(right)


def signature_of(token: str, url: str, pairs: str) -> str:
    """The signature of an address and the fields after it."""
    content = (url + pairs).encode("utf-8", "surrogateescape")
    return b64encode(hmac(token.encode(), content, "sha1").digest()).decode()


def _spellings(url: str) -> tuple[str, ...]:
    """With its port and without."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition(":")[0] if parts.port else parts.netloc
    port = parts.port or _PORTS.get(parts.scheme, 443)
    return (
        url,
        urlunsplit(parts._replace(netloc=host)),
        urlunsplit(parts._replace(netloc=f"{host}:{port}")),
    )
