"""The server below the application: requests that cannot even be parsed get the usual errors, and
idle connections are closed.

aiohttp answers what its parser refuses in plain text before any route or middleware sees it, and
waits an hour for the head of a request to end, and for ever until an answer is taken.
"""

import asyncio
from typing import Any, Final

import structlog
from aiohttp import web

from handlers.http.observing import HEADER, fault_response
from storage import request_ids

log = structlog.get_logger(__name__)

# Seconds for the head of a request to arrive, from the connection or the previous answer on. Longer
# than a proxy keeps an idle connection open: nginx has 60.
PATIENCE: Final = 75.0
# Seconds within which a pending answer must be read on.
TAKING: Final = 60.0
# Bytes of a request's first line. It may have a caption, each letter of which may take twelve
# bytes.
LONGEST_LINE: Final = 16_384
_NO_STORE: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class _Connection(web.RequestHandler):
    """One connection. taking: seconds, as in `TAKING`."""

    __slots__ = ("_taking", "_watch")

    def __init__(self, *args: Any, taking: float = TAKING, **options: Any) -> None:
        super().__init__(*args, **options)
        self._taking = taking
        self._watch: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """The client reads too slowly: nothing more is written for now."""
        super().pause_writing()
        if self.transport is not None:
            self._watch = self._loop.call_later(self._taking, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has read most of it."""
        super().resume_writing()
        self._unwatch()

    def connection_lost(self, exc: BaseException | None) -> None:
        """The connection is over."""
        self._unwatch()
        super().connection_lost(exc)

    def _unwatch(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Write the answer. The end of one that nobody reads would keep the connection open, even
        once closed."""
        transport = self.transport
        result = await super().finish_response(request, resp, start_time)
        if transport is not None and transport.get_write_buffer_size():
            self._loop.call_later(self._taking, self._give_up, transport)
        return result

    def _give_up(self, transport: asyncio.Transport) -> None:
        """Close the connection, unless a different answer is waiting by now."""
        if self._current_request is None and transport.get_write_buffer_size():
            transport.abort()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """The answer to what cannot be parsed, after which the connection is closed."""
        if request.writer.output_size > 0:
            raise ConnectionError("the answer has begun")
        request_id = request_ids.current() or request_ids.fresh()
        if status < 500:
            # Strangers send this all day: it is no reason to wake anybody.
            log.info("http.unreadable", reason=type(exc).__name__)
            code, sentence = "UNREADABLE_REQUEST", "This is no request that can be read."
        else:
            log.error("http.fault", exc_info=exc)
            code, sentence = "INTERNAL_ERROR", "Something went wrong here. It has been noted."
        answer = fault_response(status, code, sentence, request_id)
        answer.headers.update({HEADER: request_id, **_NO_STORE})
        answer.force_close()
        return answer


class _Server(web.Server):
    """All connections."""

    def __call__(self) -> web.RequestHandler:
        return _Connection(self, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    """Serves an application. patience: seconds for the head of a request; taking: for reading an
    answer on."""

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
