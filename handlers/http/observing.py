"""What is noted of each request over HTTP: its id, its route, how it ended, and how long it took.

Outermost of all that is done with one, so that nothing gets away without. A fault of ours is
answered here: 500, with the id under which the log has it.
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
GONE: Final = 499  # nobody waited for the answer, as nginx writes it


@dataclass(slots=True)
class RequestRecord:
    """A request that is being handled. route: the template of its path. told: a line of the log is
    about it. begun: something of its answer is on its way."""

    id: str
    method: str
    route: str
    told: bool = False
    begun: bool = False
    metrics: RequestMetrics | None = field(default=None, repr=False)

    def is_for(self, route: str, *, told: bool = True) -> None:
        """Its route, from a router of its own behind the one of aiohttp."""
        if self.metrics is not None:
            self.metrics.move(self.route, route, self.method)
        self.route, self.told = route, told


SEEN: Final = web.RequestKey("seen", RequestRecord)


class Span(Protocol):
    """What a trace has of a request."""

    def end(self, route: str, status: int) -> None: ...


# Makes a span of a request: its method, headers and id.
Trace = Callable[[str, Mapping[str, str], str], AbstractContextManager[Span]]


class _NoSpan:
    def end(self, route: str, status: int) -> None:
        """Nobody traces."""


_NO_SPAN: Final = nullcontext[Span](_NoSpan())


def observe(app: web.Application, metrics: RequestMetrics, trace: Trace | None = None) -> None:
    """Note every request to an application, before anything else sees it."""
    app.middlewares.insert(0, _middleware(metrics, trace))
    app.on_response_prepare.append(_label)


async def _label(request: web.Request, response: web.StreamResponse) -> None:
    if (seen := request.get(SEEN)) is not None:
        seen.begun = True
        response.headers[HEADER] = seen.id


def _middleware(metrics: RequestMetrics, trace: Trace | None) -> Middleware:
    @web.middleware
    async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
        id_ = request_ids.sane(request.headers.get(HEADER, "")) or request_ids.fresh()
        seen = RequestRecord(id_, request.method, _template(request), metrics=metrics)
        request[SEEN] = seen
        metrics.begin(seen.route, seen.method)
        status, begun = 500, perf_counter()
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
                log.error("http.fault", method=seen.method, route=seen.route, exc_info=fault)
                if seen.begun:
                    raise  # it cannot be answered otherwise any more, only cut off
                sentence = "Something went wrong here. It has been noted."
                sorry = told_of(500, "INTERNAL_ERROR", sentence, id_)
                await _end_line(request, sorry)
                return sorry
            finally:
                seconds = perf_counter() - begun
                lasting = "Upgrade" in request.headers
                metrics.end(seen.route, seen.method, status, None if lasting else seconds)
                span.end(seen.route, status)
                if seen.told:
                    log.info(
                        "request",
                        method=seen.method,
                        route=seen.route,
                        status=status,
                        ms=round(seconds * 1000, 1),
                    )

    return note


async def _end_line(request: web.Request, response: web.StreamResponse) -> None:
    """Let it be the last answer on its line where nobody has read the body to its end."""
    if isinstance(response, web.Response) and not response.prepared:
        await bodies.turn_away(request, response)


def _span(trace: Trace | None, request: web.Request, id_: str) -> AbstractContextManager[Span]:
    # What becomes a WebSocket lasts for hours: no trace is told of that late.
    if trace is None or "Upgrade" in request.headers:
        return _NO_SPAN
    return trace(request.method, request.headers, id_)


def _template(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return UNMATCHED if resource is None else resource.canonical


def told_of(status: int, code: str, message: str, request_id: str) -> web.Response:
    """A fault in the envelope of the API, for what has not come as far as that."""
    error = {"code": code, "message": message, "details": {"request_id": request_id}}
    return web.json_response({"success": False, "error": error}, status=status)
