"""Where a request comes from: the page in a browser, and the client's address behind proxies."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

_ASKED_WITH: Final = (
    "Accept, Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, "
    "If-None-Match, Time-Zone, X-Request-Id, token_jwt"
)
_TOLD: Final = (
    "ETag, Idempotent-Replayed, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"
)


def headers(origins: tuple[str, ...], origin: str | None) -> Mapping[str, str]:
    """The headers that let a page of this origin read the answer; none if it may not.

    No cookie is ever read here, so none is allowed either.
    """
    if not origins:
        return {}
    if "*" in origins:
        return {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": _TOLD}
    if origin is None or origin not in origins:
        return {}
    return {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": _TOLD}


def preflight(crossing: Mapping[str, str], methods: str) -> Mapping[str, str]:
    """The answer to a browser's preflight request."""
    if "Access-Control-Allow-Origin" not in crossing:
        return crossing
    return {
        **crossing,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": _ASKED_WITH,
        "Access-Control-Max-Age": "600",
    }


def client_address(request: web.Request, proxies: int) -> str:
    """The client's address. proxies: how many stand before us; each appends the address it saw, so
    anything a stranger made up is further to the left, and is ignored."""
    if proxies:
        addresses = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
        if len(addresses) >= proxies and (address := addresses[-proxies].strip()):
            return address[:64]
    return request.remote or ""
