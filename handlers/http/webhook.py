"""Telegram's webhook: who may call, what is accepted, and what each answer means to Telegram.

Anything but 2xx makes Telegram send the update again, for up to a day, and hold that chat's queue
meanwhile. So an error of ours is answered 200; 503 asks for the update again.
"""

from collections.abc import Awaitable, Callable, Mapping
from hmac import compare_digest
from typing import Any

import orjson
from aiohttp import web

from handlers.http import bodies, lenient_json

PATH = "/telegram/webhook"
LIMIT = 1024 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

# Handles an update to its end. None: acknowledge. A number: ask for it again in that many seconds.
# A mapping: acknowledge with this call, its `method` and parameters, for Telegram to carry out.
Accept = Callable[[Mapping[str, Any]], Awaitable[float | Mapping[str, Any] | None]]


class TelegramWebhook:
    """`POST /telegram/webhook`. `secret`: the token that Telegram sends along."""

    def __init__(self, accept: Accept, secret: str) -> None:
        self._accept = accept
        self._secret = secret.encode()

    async def receive(self, request: web.Request) -> web.Response:
        """403 for a stranger, 413 over 1 MiB, 400 if it is not an update, 503 to be sent it
        again."""
        secret = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not compare_digest(secret, self._secret):
            return await bodies.turn_away(request, web.Response(status=403))
        try:
            body = await bodies.read(request, LIMIT)
        except (web.RequestPayloadError, OSError):
            # Not encoded as its header says, or cut off in the middle: not an update either.
            return await bodies.turn_away(request, web.Response(status=400))
        if body is None:
            return web.Response(status=413)
        try:
            update = lenient_json.loads(body)
        except ValueError:
            return web.Response(status=400)
        if not (isinstance(update, dict) and isinstance(update.get("update_id"), int)):
            return web.Response(status=400)
        outcome = await self._accept(update)
        if outcome is None:
            return web.Response()
        if isinstance(outcome, Mapping):
            return web.Response(body=orjson.dumps(outcome), content_type="application/json")
        return web.Response(status=503, headers={"Retry-After": str(max(1, round(outcome)))})
