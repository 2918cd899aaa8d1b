"""What a route answers, and how it is written: in an envelope, or as an RFC 9457 problem.

{"success": true, "data": …, "message": "…"}
{"success": false, "error": {"code": "…", "message": "…", "details": {…}}}
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec
from aiohttp import web

from handlers.http.api.shapes import AnswerShape, encode_json

T = TypeVar("T")
Details = Annotated[dict[str, Any], msgspec.Meta(extra_json_schema={"additionalProperties": True})]

PROBLEM: Final = "application/problem+json"
# A smaller page does not shrink when it is compressed.
WORTH_PACKING: Final = 1024
EVERY: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Vary": "Accept, Accept-Encoding, Accept-Language, Authorization, Origin, Time-Zone",
}
"""Headers of every answer, for browsers and caches."""
ENCRYPTED: Final = {"Strict-Transport-Security": "max-age=31536000"}
"""Sent where we are reached by TLS. It leaves out subdomains, about which we know nothing."""


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What a route returns when it says more than its data. data: an `AnswerShape`, a list of them,
    or None. status: None for the route's own. version: of the thing, which becomes its ETag.
    message: a sentence for people."""

    data: T
    status: int | None = None
    version: int | None = None
    message: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Fault(AnswerShape):
    """Why a request was not done. code: never changes. message: in the caller's language."""

    code: str
    message: str
    details: Details = msgspec.field(default_factory=dict)


class Failed(AnswerShape):
    """The envelope of a fault."""

    success: bool
    error: Fault


class Problem(AnswerShape):
    """The same as an RFC 9457 problem. title: for people. instance: the id of the request."""

    type: str
    title: str
    status: int
    code: str
    instance: str
    details: Details = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EncodedAnswer:
    """An answer as bytes, ready to be sent, or stored for repeats."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    def response(self, request: web.Request) -> web.Response:
        """The same for aiohttp, compressed if the client accepts that and it pays off."""
        response = web.Response(status=self.status, body=self.body, headers=self.headers)
        if len(self.body) >= WORTH_PACKING and "gzip" in request.headers.get("Accept-Encoding", ""):
            response.enable_compression(web.ContentCoding.gzip)
        return response


def encode_success(answer: Answer[Any], status: int, *, bare: bool = False) -> EncodedAnswer:
    """The result of a request. bare: without an envelope, as earlier programs expect it."""
    if bare:
        body = encode_json(answer.data)
    else:
        envelope: dict[str, Any] = {"success": True}
        if answer.data is not None:
            envelope["data"] = answer.data
        envelope["message"] = answer.message
        body = encode_json(envelope)
    headers = {"Content-Type": "application/json; charset=utf-8", **answer.headers}
    if answer.version is not None:
        headers["ETag"] = f'"{answer.version}"'
    return EncodedAnswer(answer.status or status, body, headers)


def encode_failure(
    status: int,
    code: str,
    message: str,
    details: Mapping[str, Any] | None,
    *,
    accept: str,
    bare: bool,
    request_id: str,
    headers: Mapping[str, str] | None = None,
) -> EncodedAnswer:
    """A fault, in the form that `Accept` asks for."""
    kind, body = "application/json; charset=utf-8", b""
    if PROBLEM in accept:
        kind = PROBLEM
        body = encode_json(
            Problem(
                type=f"urn:coachbook:error:{code.lower()}",
                title=message,
                status=status,
                code=code,
                instance=f"urn:coachbook:request:{request_id}",
                details=dict(details or {}),
            )
        )
    elif bare:
        body = encode_json({"error": message})
    else:
        fault = Fault(code=code, message=message, details=dict(details or {}))
        body = encode_json(Failed(success=False, error=fault))
    return EncodedAnswer(status, body, {"Content-Type": kind, **(headers or {})})


def tag_of(body: bytes) -> str:
    """The ETag of something without a version: it changes with every byte."""
    return f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
