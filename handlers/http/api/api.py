"""The API as one function: from any request to its answer."""

from collections.abc import Mapping
from time import monotonic
from typing import Final
from urllib.parse import unquote

from aiohttp import web

from handlers.http import bodies
from handlers.http.api import answers, cross_origin, docs_page
from handlers.http.api.attempt import Attempt
from handlers.http.api.call import ApiContext
from handlers.http.api.limits import LongBodies, RateLimits
from handlers.http.api.router import RouteMatch, Router
from handlers.http.api.routes import ROUTES
from storage import request_ids

REQUEST_ID: Final = "X-Request-Id"


class Api:
    """All routes, in one context."""

    def __init__(self, context: ApiContext) -> None:
        self.context = context
        self._router = Router(ROUTES)
        self._limits = RateLimits(context.rate)
        self._long = LongBodies()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer any request to the API."""
        request_id = request_id_of()
        crossing = cross_origin.headers(self.context.origins, request.headers.get("Origin"))
        if request.method == "OPTIONS":
            return self._options(request, crossing)
        if request.method in ("GET", "HEAD") and (page := docs_page.page(request.path)) is not None:
            if "gzip" in request.headers.get("Accept-Encoding", ""):
                page.enable_compression(web.ContentCoding.gzip)
            return page
        method = "GET" if request.method == "HEAD" else request.method
        there = self.find(method, request)
        attempt = Attempt(self.context, there, self._count, self._long, request, request_id)
        answer = await attempt.respond()
        response = answer.response(request)
        response.headers.update(answers.EVERY)
        if (self.context.public_url or "").startswith("https://"):
            response.headers.update(answers.ENCRYPTED)
        response.headers[REQUEST_ID] = request_id
        response.headers.update(attempt.headers)
        response.headers.update(crossing)
        if not request.content.is_eof():
            return await bodies.turn_away(request, response)
        return response

    def _options(self, request: web.Request, crossing: Mapping[str, str]) -> web.Response:
        there = self.find("OPTIONS", request)
        methods = frozenset() if isinstance(there, RouteMatch) else there
        if not methods:
            return web.Response(status=404, headers=crossing)
        allowed = ", ".join(sorted(methods | {"OPTIONS"}))
        preflight = cross_origin.preflight(crossing, allowed)
        return web.Response(status=204, headers={"Allow": allowed, **preflight})

    def find(self, method: str, request: web.Request) -> RouteMatch | frozenset[str]:
        """The route of a request."""
        try:
            path = request.rel_url.raw_path
        except ValueError:
            return frozenset()
        match = self._router.find(method, path)
        if isinstance(match, RouteMatch):
            variables = {name: unquote(part) for name, part in match.variables.items()}
            return RouteMatch(match.route, variables)
        return match

    def _count(self, caller: str) -> Mapping[str, str]:
        """As `RateLimits.take`."""
        return self._limits.take(caller, monotonic())


def request_id_of() -> str:
    """The id under which everything that the request causes is logged."""
    return request_ids.current() or request_ids.fresh()
