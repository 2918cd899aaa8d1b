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
    @wraps(handler)
    async def guarded(request: web.Request) -> web.StreamResponse:
        reason = objection(request)
        if reason is not None:
            return web.json_response({"error": reason}, status=403)
        return await handler(request)

    return guarded


def objection(request: web.Request) -> str | None:
    """Why a request is turned away, or ``None``."""
    headers = request.headers
    host = headers.get("Host", "")
    if not _is_here(host):
        return "The playground answers on localhost only."
    origin = headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        return "The playground does not answer pages from elsewhere."
    # Browsers say it on requests without an Origin too, such as the source of a picture.
    if headers.get("Sec-Fetch-Site", "none") in ("cross-site", "same-site"):
        return "The playground does not answer pages from elsewhere."
    return None


@lru_cache(maxsize=64)
def _is_here(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in HOSTS
    except ValueError:
        return False
