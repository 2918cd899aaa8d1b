"""What is logged and counted about each HTTP request: its id, route, status and duration.

It is the outermost middleware, so that nothing escapes it. An error of ours is answered here: 500,
with the id under which the log has it.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final, Protocol

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from handlers.http import bodies
from handlers.http.request_metrics import UNMATCHED, RequestMetrics
from storage import request_ids

log = structlog.get_logger(__name__)

HEADER: Final = "X-Request-Id"
GONE: Final = 499  # the client hung up before the answer, as nginx logs it


@dataclass(slots=True)
class RequestRecord:
    """A request that is being handled. route: the template of its path. logged: whether it gets a
    line in the log. begun: whether part of its answer was sent."""

    id: str
    method: str
    route: str
    logged: bool = False
    begun: bool = False
    metrics: RequestMetrics | None = field(default=None, repr=False)

    def is_for(self, route: str, *, logged: bool = True) -> None:
        """Set its route, as found by a router behind aiohttp's."""
        if self.metrics is not None:
            self.metrics.move(self.route, route, self.method)
        self.route, self.logged = route, logged


RECORD: Final = web.RequestKey("seen", RequestRecord)


class Span(Protocol):
    """The trace of a request."""

    def end(self, route: str, status: int) -> None: ...


# Starts the span of a request from its method, headers and id.
Trace = Callable[[str, Mapping[str, str], str], AbstractContextManager[Span]]


class _NoSpan:
    def end(self, route: str, status: int) -> None:
        """No tracing."""


_NO_SPAN: Final = nullcontext[Span](_NoSpan())


def observe(app: web.Application, metrics: RequestMetrics, trace: Trace | None = None) -> None:
    """Log and count every request to an application, around everything else."""
    app.middlewares.insert(0, _middleware(metrics, trace))
    app.on_response_prepare.append(_label)


async def _label(request: web.Request, response: web.StreamResponse) -> None:
    if (record := request.get(RECORD)) is not None:
        record.begun = True
        response.headers[HEADER] = record.id


def _middleware(metrics: RequestMetrics, trace: Trace | None) -> Middleware:
    @web.middleware
    async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
        id_ = request_ids.sane(request.headers.get(HEADER, "")) or request_ids.fresh()
        record = RequestRecord(id_, request.method, _template(request), metrics=metrics)
        request[RECORD] = record
        metrics.begin(record.route, record.method)
        status, started_at = 500, perf_counter()
        with request_ids.under(id_), _span(trace, request, id_) as span:
            try:
                response = await handler(request)
                status = response.status
                await _end_line(request, response)
                return response
            except web.HTTPException as answer:
                status = answer.status
                await _end_line(request, answer)
                raise
            except (ConnectionError, asyncio.CancelledError):
                status = GONE
                raise
            except Exception as fault:
                log.error("http.fault", method=record.method, route=record.route, exc_info=fault)
                if record.begun:
                    raise  # too late for another answer: it can only be cut off
                sentence = "Something went wrong here. It has been noted."
                sorry = fault_response(500, "INTERNAL_ERROR", sentence, id_)
                await _end_line(request, sorry)
                return sorry
            finally:
                seconds = perf_counter() - started_at
                lasting = "Upgrade" in request.headers
                metrics.end(record.route, record.method, status, None if lasting else seconds)
                span.end(record.route, status)
                if record.logged:
                    log.info(
                        "request",
                        method=record.method,
                        route=record.route,
                        status=status,
                        ms=round(seconds * 1000, 1),
                    )

    return note


async def _end_line(request: web.Request, response: web.StreamResponse) -> None:
    """Close the connection after this answer if the body was not read to its end."""
    if isinstance(response, web.Response) and not response.prepared:
        await bodies.turn_away(request, response)


def _span(trace: Trace | None, request: web.Request, id_: str) -> AbstractContextManager[Span]:
    # A WebSocket lasts for hours: its trace does not wait for that.
    if trace is None or "Upgrade" in request.headers:
        return _NO_SPAN
    return trace(request.method, request.headers, id_)


def _template(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return UNMATCHED if resource is None else resource.canonical


def fault_response(status: int, code: str, message: str, request_id: str) -> web.Response:
    """An error in the API's envelope, for a request that did not get as far as the API."""
    error = {"code": code, "message": message, "details": {"request_id": request_id}}
    return web.json_response({"success": False, "error": error}, status=status)
