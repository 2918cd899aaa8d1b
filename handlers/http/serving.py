"""The server below the application: what cannot even be read as a request is answered as everything
else is, and a line on which nothing is asked for is closed.

aiohttp answers what its parser refuses with plain text before any route or middleware sees it, and
waits for an hour for a request whose head does not end, and for ever until an answer is taken.
"""

import asyncio
from typing import Any, Final

import structlog
from aiohttp import web

from handlers.http.observing import HEADER, told_of
from storage import request_ids

log = structlog.get_logger(__name__)

# Seconds for the head of a request to come whole, from the connection or the answer before it on.
# Longer than a proxy keeps a line open between two requests: nginx has 60.
PATIENCE: Final = 75.0
# Seconds within which something has to be taken of an answer that waits to be.
TAKING: Final = 60.0
# Bytes of its first line. A caption stands there, each letter of which may be written in twelve.
LONGEST_LINE: Final = 16_384
_NO_STORE: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class _Line(web.RequestHandler):
    """One connection. taking: seconds as of `TAKING`."""

    __slots__ = ("_taking", "_watch")

    def __init__(self, *given: Any, taking: float = TAKING, **options: Any) -> None:
        super().__init__(*given, **options)
        self._taking = taking
        self._watch: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """So much waits to be taken that nothing more is written."""
        super().pause_writing()
        if self.transport is not None:
            self._watch = self._loop.call_later(self._taking, self.transport.abort)

    def resume_writing(self) -> None:
        """Most of it is taken."""
        super().resume_writing()
        self._unwatch()

    def connection_lost(self, exc: BaseException | None) -> None:
        """It is over."""
        self._unwatch()
        super().connection_lost(exc)

    def _unwatch(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Write it. The end of one that nobody takes would keep the line open, also once closed."""
        transport = self.transport
        done = await super().finish_response(request, resp, start_time)
        if transport is not None and transport.get_write_buffer_size():
            self._loop.call_later(self._taking, self._give_up, transport)
        return done

    def _give_up(self, transport: asyncio.Transport) -> None:
        """Unless it is another answer by now of which something waits."""
        if self._current_request is None and transport.get_write_buffer_size():
            transport.abort()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What is said instead of an answer, and is the last on its line."""
        if request.writer.output_size > 0:
            raise ConnectionError("the answer has begun")
        request_id = request_ids.current() or request_ids.fresh()
        if status < 500:
            # Strangers send this all day: nobody is to be woken by it.
            log.info("http.unreadable", reason=type(exc).__name__)
            code, sentence = "UNREADABLE_REQUEST", "This is no request that can be read."
        else:
            log.error("http.fault", exc_info=exc)
            code, sentence = "INTERNAL_ERROR", "Something went wrong here. It has been noted."
        answer = told_of(status, code, sentence, request_id)
        answer.headers.update({HEADER: request_id, **_NO_STORE})
        answer.force_close()
        return answer


class _Server(web.Server):
    """All connections."""

    def __call__(self) -> web.RequestHandler:
        return _Line(self, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    """Serves an application. patience: seconds for the head of a request; taking: for taking
    something of an answer."""

    __slots__ = ()

    def __init__(
        self,
        app: web.Application,
        *,
        patience: float = PATIENCE,
        taking: float = TAKING,
        **options: Any,
    ) -> None:
        super().__init__(
            app,
            access_log=None,
            keepalive_timeout=patience,
            max_line_size=LONGEST_LINE,
            taking=taking,
            **options,
        )

    async def _make_server(self) -> web.Server:
        plain = await super()._make_server()
        return _Server(plain.request_handler, request_factory=plain.request_factory, **self._kwargs)
