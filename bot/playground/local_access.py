"""Who may come in: programs and pages of this machine, and no foreign page in a browser.

The playground has no passwords, so a page from elsewhere must not reach it through the visitor's
browser: not by a cross-origin request, and not by a DNS name that it points to 127.0.0.1.
"""

from collections.abc import Awaitable, Callable
from functools import lru_cache, wraps
from urllib.parse import urlsplit

from aiohttp import web

HOSTS = {"localhost", "127.0.0.1", "::1"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def local_only(handler: Handler) -> Handler:
    """For everything that reveals or does something."""
    return _guard(handler, lambda request: _stranger(request) or _foreign(request))


def linkable(handler: Handler) -> Handler:
    """For the page itself: a link from elsewhere may lead to it, as opening it does nothing."""
    return _guard(handler, _stranger)


def _guard(handler: Handler, objection: Callable[[web.Request], str | None]) -> Handler:
    @wraps(handler)
    async def guarded(request: web.Request) -> web.StreamResponse:
        reason = objection(request)
        if reason is not None:
            return web.json_response({"error": reason}, status=403)
        return await handler(request)

    return guarded


def _stranger(request: web.Request) -> str | None:
    if _is_here(request.headers.get("Host", "")):
        return None
    return "The playground answers on localhost only."


def _foreign(request: web.Request) -> str | None:
    headers = request.headers
    origin = headers.get("Origin")
    own = origin is None or urlsplit(origin).netloc.lower() == headers["Host"].lower()
    # Browsers send it on requests without an Origin, too, such as for a picture.
    if own and headers.get("Sec-Fetch-Site", "none") not in ("cross-site", "same-site"):
        return None
    return "The playground does not answer pages from elsewhere."


@lru_cache(maxsize=64)
def _is_here(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in HOSTS
    except ValueError:
        return False
