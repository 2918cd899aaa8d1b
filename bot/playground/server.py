"""The Bot API over HTTP: ``/bot<token>/<method>`` and ``/file/bot<token>/<path>``."""

import asyncio
import logging
import re
import socket
import struct
from typing import Any

import orjson
from aiohttp import web

from bot.playground import errors
from bot.playground.errors import ApiError
from bot.playground.faults import FaultKind, SimulatedFault
from bot.playground.methods import Method, about, copying, editing, media, sending
from bot.playground.methods.unbuilt import UNBUILT
from bot.playground.parameters import Parameters, read
from bot.playground.playground import Playground

METHODS: dict[str, Method] = {
    **about.METHODS,
    **sending.METHODS,
    **editing.METHODS,
    **media.METHODS,
    **copying.METHODS,
}
# How long a silent Telegram is silent; clients give up long before.
SILENCE = 120.0
_log = logging.getLogger(__name__)
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")


class BotApi:
    """One playground's Bot API; :meth:`call` and :meth:`download` are request handlers."""

    def __init__(self, world: Playground) -> None:
        self.world = world

    async def call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"].lower()
        fault = self.world.faults.strike(method)
        if fault is not None and fault.kind is not FaultKind.RESET_AFTER_ACCEPT:
            return await self._suffer(request, fault, method)
        params = Parameters({})
        result: Any = None
        try:
            self._check_token(request.match_info["token"])
            params = await read(request)
            result = await self._result(method, params)
            packed = result if method == "getupdates" else orjson.dumps(result)
            status, body = 200, b'{"ok":true,"result":%b}' % packed
        except ApiError as error:
            result = error.body()
            status, body = error.code, orjson.dumps(result)
        except Exception:
            # To the bot, a fault of the playground must look like one of Telegram's.
            _log.exception("the playground failed in %s", method)
            failure = ApiError(errors.INTERNAL)
            status, body = failure.code, orjson.dumps(failure.body())
        self._log(method, params, status, result)
        if fault is not None:
            return _hang_up(request)
        return self._respond(status, body)

    async def _result(self, method: str, params: Parameters) -> Any:
        if method == "getupdates":
            if self.world.webhook.url:
                raise ApiError(errors.POLL_WHILE_WEBHOOK)
            return await self.world.updates.poll(params)
        if method == "setwebhook":
            result: Any = await self.world.webhook.set(params)
        elif method == "deletewebhook":
            result = await self.world.webhook.delete(params)
        else:
            result = self._run(method, params)
        self.world.store.flush()
        return result

    def _run(self, method: str, params: Parameters) -> Any:
        run = METHODS.get(method)
        if run is not None:
            return run(self.world, params)
        if method in UNBUILT:
            raise ApiError(errors.METHOD_NOT_BUILT, method=UNBUILT[method])
        raise ApiError(errors.METHOD_NOT_FOUND)

    def execute(self, method: str, params: Parameters) -> None:
        """A call that came in a webhook's answer: carried out, and nobody is told the result."""
        status, result = 200, None
        try:
            result = self._run(method, params)
        except ApiError as error:
            status, result = error.code, error.body()
        except Exception:
            _log.exception("the playground failed in %s", method)
            status = 500
        self.world.store.flush()
        self._log(method, params, status, result)

    async def download(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request.match_info["token"])
            file = self.world.files.at(request.match_info["path"])
            if file is None:
                raise ApiError(errors.NOT_FOUND)
        except ApiError as error:
            return self._respond(error.code, orjson.dumps(error.body()))
        return web.Response(
            body=self.world.files.content(file), content_type="application/octet-stream"
        )

    def _check_token(self, token: str) -> None:
        if token != self.world.token:
            raise (
                ApiError(errors.UNAUTHORIZED)
                if _TOKEN.fullmatch(token)
                else ApiError(errors.NOT_FOUND)
            )

    def _respond(self, status: int, body: bytes) -> web.Response:
        offset = f"{self.world.clock.offset:.3f}"
        return web.Response(
            status=status,
            body=body,
            headers={"Content-Type": "application/json", "X-Coachbook-Clock": offset},
        )

    def _log(self, method: str, params: Parameters, status: int, result: Any = None) -> None:
        call = {
            "at": self.world.clock.now(),
            "method": method,
            "payload": params.for_log(),
            "status": status,
        }
        self.world.calls.append(call)
        for listener in self.world.on_call:
            listener(call, result)

    # Bad days.

    async def _suffer(
        self, request: web.Request, fault: SimulatedFault, method: str
    ) -> web.StreamResponse:
        params = await read(request)
        if fault.kind is FaultKind.TOO_MANY:
            error = errors.too_many(fault.retry_after)
            body = error.body()
            self._log(method, params, error.code, body)
            return self._respond(error.code, orjson.dumps(body))
        if fault.kind is FaultKind.BAD_GATEWAY:
            self._log(method, params, 502)
            page = "<html><head><title>502 Bad Gateway</title></head></html>"
            return web.Response(status=502, text=page, content_type="text/html")
        self._log(method, params, 0)
        if fault.kind is FaultKind.TIMEOUT:
            await self._keep_silent(request, fault)
        return _hang_up(request)

    async def _keep_silent(self, request: web.Request, fault: SimulatedFault) -> None:
        """Says nothing until the other side has had enough, or the fault is over."""
        deadline = asyncio.get_running_loop().time() + SILENCE
        while self.world.faults.lasts(fault) and asyncio.get_running_loop().time() < deadline:
            if request.transport is None or request.transport.is_closing():
                return
            await asyncio.sleep(0.1)


def _hang_up(request: web.Request) -> web.StreamResponse:
    """Resets the connection; the returned answer reaches nobody."""
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        if connection is not None:
            # Without lingering, closing sends RST in place of FIN.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response(status=502)
