"""Socket.IO: how a connection begins, what it may say, and how it ends."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import socketio
import structlog
from aiohttp import web
from socketio.exceptions import ConnectionRefusedError as Refusal

from handlers.http.realtime.hub import ConnectionRefusal, Hub
from handlers.http.realtime.listeners import Listener
from handlers.http.realtime.sockets import LARGEST, RawSocket
from storage.faults import DatabaseAway
from storage.programs.events import START, Cursor, cursor_of

log = structlog.get_logger(__name__)

# Per replica.
MOST: Final = 5_000
# Seconds in which a connection has to show a token.
ADMISSION: Final = 10.0
# The library logs malformed packets from strangers as errors of its own.
_QUIET: Final = logging.getLogger("coachbook.socketio")
_QUIET.setLevel(logging.CRITICAL)


class Server:
    """origins: of pages that may connect from a browser; `*` for all. taking: whether connections
    are accepted now."""

    def __init__(
        self, hub: Hub, *, origins: tuple[str, ...] = (), taking: Callable[[], bool]
    ) -> None:
        self._hub = hub
        self._taking = taking
        self._sockets: dict[str, RawSocket] = {}
        self._beginning: set[asyncio.Task[None]] = set()
        self._is_closed = False
        self._io = io = socketio.AsyncServer(
            async_mode="aiohttp",
            # Requests of a polling client would have to reach the same replica; a WebSocket stays
            # there.
            transports=["websocket"],
            cors_allowed_origins=partial(_is_allowed, origins),
            max_http_buffer_size=LARGEST,
            http_compression=False,
            async_handlers=False,
            logger=_QUIET,
            engineio_logger=_QUIET,
        )
        sockets = partial(RawSocket, opened=self._on_open, closed=self._on_close)
        io.eio._async = {**io.eio._async, "websocket": sockets}
        io.on("connect", self._connect)
        io.on("disconnect", self._disconnect)
        io.on("renew", self._renew)

    @property
    def open(self) -> int:
        """How many connections there are, including those without a token yet."""
        return len(self._io.eio.sockets)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """A request to open a connection, and everything that comes over it."""
        if self._is_closed or not self._taking() or self.open >= MOST:
            return web.Response(status=503, headers={"Retry-After": "1"})
        response: web.StreamResponse = await self._io.handle_request(request)
        return response

    async def close(self) -> None:
        """Send all clients to another replica, and accept none any more. May be called again."""
        if self._is_closed:
            return
        self._is_closed = True
        await asyncio.gather(*(socket.restart() for socket in tuple(self._sockets.values())))
        for task in tuple(self._beginning):
            task.cancel()
        await self._hub.close()
        await self._io.shutdown()

    def _on_open(self, socket: RawSocket) -> None:
        self._sockets[socket.engine_socket.sid] = socket
        loop = asyncio.get_running_loop()
        socket.admitted = loop.call_later(ADMISSION, socket.drop)

    def _on_close(self, socket: RawSocket) -> None:
        self._sockets.pop(socket.engine_socket.sid, None)
        if socket.listener is not None:
            self._hub.remove(socket.listener)

    async def _connect(self, sid: str, _environ: Any, auth: Any = None) -> None:
        """Raises Refusal, with a code and a sentence for the programmer."""
        socket = self._socket(sid)
        if socket is None:
            raise Refusal("gone")
        payload = auth if isinstance(auth, Mapping) else {}
        try:
            proof = await self._hub.proof(payload.get("token"))
            listener = Listener(socket, payload["token"], proof, _after(payload.get("after")))
            await self._hub.add(listener)
        except ConnectionRefusal as refusal:
            raise Refusal(refusal.code, {"code": refusal.code}) from None
        except DatabaseAway:
            raise Refusal("unavailable", {"code": "unavailable"}) from None
        except Exception:
            log.exception("realtime.connect_failed")
            raise Refusal("internal_error", {"code": "internal_error"}) from None
        if self._sockets.get(socket.engine_socket.sid) is not socket:
            self._hub.remove(listener)  # it has left meanwhile
            return
        socket.listener = listener
        if socket.admitted is not None:
            socket.admitted.cancel()
        # The library confirms the connection only before its first pause: anything sent earlier
        # would get lost.
        task = asyncio.create_task(self._begin(listener), name="realtime begin")
        self._beginning.add(task)
        task.add_done_callback(self._beginning.discard)

    async def _begin(self, listener: Listener) -> None:
        try:
            await self._hub.begin(listener)
        except Exception:
            log.exception("realtime.begin_failed")
            listener.socket.drop()

    async def _disconnect(self, sid: str, _reason: str) -> None:
        socket = self._socket(sid)
        if socket is not None and socket.listener is not None:
            self._hub.remove(socket.listener)

    async def _renew(self, sid: str, payload: Any = None, *_more: Any) -> Mapping[str, Any]:
        """Replace the token before it expires. Answers as the API does."""
        socket = self._socket(sid)
        if socket is None or socket.listener is None:
            return _failure("gone")
        try:
            token = payload.get("token") if isinstance(payload, Mapping) else None
            proof = await self._hub.renew(socket.listener, token)
        except ConnectionRefusal as refusal:
            return _failure(refusal.code)
        except DatabaseAway:
            return _failure("unavailable")
        except Exception:
            log.exception("realtime.renew_failed")
            return _failure("internal_error")
        until = None if proof.until is None else proof.until.isoformat()
        return {"success": True, "data": {"expires_at": until}}

    def _socket(self, sid: str) -> RawSocket | None:
        return self._sockets.get(self._io.manager.eio_sid_from_sid(sid, "/") or "")


def _after(text: object) -> Cursor | None:
    """The last event that a client has. An invalid one is treated as one that is no longer
    known."""
    if text is None or text == "":
        return None
    cursor = cursor_of(text) if isinstance(text, str) else None
    return cursor if cursor is not None else START._replace(id=1)


def _failure(code: str) -> Mapping[str, Any]:
    return {"success": False, "error": {"code": code}}


def _is_allowed(origins: tuple[str, ...], origin: str | None, environ: Mapping[str, Any]) -> bool:
    """Whether a page of this origin may connect: one of our own host, whatever the scheme, as a
    proxy may end TLS, or a listed one. No cookie grants access, only a token does."""
    if origin is None:  # not a browser's page
        return False
    host = origin.partition("://")[2]
    return "*" in origins or origin in origins or host == environ.get("HTTP_HOST")
