"""The server below the application: what cannot even be read as a request is answered as everything
else is, and a line on which nothing is asked for is closed.

aiohttp answers what its parser refuses with plain text before any route or middleware sees it, and
waits for an hour for a request whose head does not end.
"""

from typing import Any, Final

import structlog
from aiohttp import web

from handlers.http.observing import HEADER, told_of
from storage import request_ids

log = structlog.get_logger(__name__)

# Seconds for the head of a request to come whole, from the connection or the answer before it on.
# Longer than a proxy keeps a line open between two requests: nginx has 60.
PATIENCE: Final = 75.0
# Bytes of its first line. A caption stands there, each letter of which may be written in twelve.
LONGEST_LINE: Final = 16_384
_NO_STORE: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class _Line(web.RequestHandler):
    """One connection."""

    __slots__ = ()

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
            code, said = "UNREADABLE_REQUEST", "This is no request that can be read."
        else:
            log.error("http.fault", exc_info=exc)
            code, said = "INTERNAL_ERROR", "Something went wrong here. It has been noted."
        answer = told_of(status, code, said, request_id)
        answer.headers.update({HEADER: request_id, **_NO_STORE})
        answer.force_close()
        return answer


class _Server(web.Server):
    """All connections."""

    def __call__(self) -> web.RequestHandler:
        return _Line(self, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    """Serves an application. patience: seconds for the head of a request."""

    __slots__ = ()

    def __init__(self, app: web.Application, *, patience: float = PATIENCE, **options: Any) -> None:
        super().__init__(
            app,
            access_log=None,
            keepalive_timeout=patience,
            max_line_size=LONGEST_LINE,
            **options,
        )

    async def _make_server(self) -> web.Server:
        plain = await super()._make_server()
        return _Server(plain.request_handler, request_factory=plain.request_factory, **self._kwargs)
