"""One HTTP/1.1 response as it comes in (RFC 9112), without any input or output."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LONGEST_HEAD: Final = 64 * 1024
LONGEST_BODY: Final = 64 * 1024 * 1024


class Garbled(OSError):
    """What came is no response that we understand."""


@dataclass(frozen=True, slots=True)
class Response:
    """What a server has answered. headers: by name in lower case, the last of each."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    may_stay_open: bool


class Reading:
    """Takes bytes until a response is whole."""

    def __init__(self) -> None:
        self._inbox = b""
        self._head: _Head | None = None
        self._body = bytearray()

    def feed(self, data: bytes) -> Response | None:
        """The response, once its last byte has come. Raises Garbled."""
        self._inbox += data
        while self._head is None:
            end = self._inbox.find(b"\r\n\r\n")
            if end < 0:
                _limit(len(self._inbox), LONGEST_HEAD)
                return None
            head = _Head.parsed(self._inbox[:end])
            self._inbox = self._inbox[end + 4 :]
            if head.status >= 200:  # those below announce the one that counts
                self._head = head
        if self._head.chunked:
            return self._by_chunks(self._head)
        if self._head.length is None:
            _limit(len(self._inbox), LONGEST_BODY)
            return None  # ends with the connection
        return self._by_length(self._head, self._head.length)

    def end(self) -> Response:
        """The response, when the connection has ended. Raises Garbled when it is not whole."""
        if self._head is None or self._head.chunked or self._head.length is not None:
            raise Garbled("the connection was closed before the answer was whole")
        return self._head.with_body(self._inbox, may_stay_open=False)

    def _by_length(self, head: "_Head", length: int) -> Response | None:
        if len(self._inbox) < length:
            return None
        # More than was asked for belongs to nothing that we know.
        return head.with_body(self._inbox[:length], len(self._inbox) == length)

    def _by_chunks(self, head: "_Head") -> Response | None:
        while (end := self._inbox.find(b"\r\n")) >= 0:
            size = _number(self._inbox[:end].partition(b";")[0].strip(), 16)
            if size == 0:
                return self._after_chunks(head, end)
            after = end + 2 + size
            _limit(len(self._body) + size, LONGEST_BODY)
            if len(self._inbox) < after + 2:
                return None
            if self._inbox[after : after + 2] != b"\r\n":
                raise Garbled("a chunk does not end where it says")
            self._body += self._inbox[end + 2 : after]
            self._inbox = self._inbox[after + 2 :]
        _limit(len(self._inbox), LONGEST_HEAD)
        return None

    def _after_chunks(self, head: "_Head", end: int) -> Response | None:
        """The response, once the trailer is in, which is nearly always an empty line."""
        trailer = self._inbox[end:]
        over = trailer.find(b"\r\n\r\n")
        if over < 0:
            _limit(len(trailer), LONGEST_HEAD)
            return None
        return head.with_body(bytes(self._body), len(trailer) == over + 4)


@dataclass(frozen=True, slots=True)
class _Head:
    status: int
    headers: Mapping[str, str]
    may_stay_open: bool
    chunked: bool
    length: int | None

    @classmethod
    def parsed(cls, head: bytes) -> "_Head":
        first, *lines = head.decode("latin-1").split("\r\n")
        version, _, rest = first.partition(" ")
        if version not in ("HTTP/1.1", "HTTP/1.0") or not rest[:3].isdecimal():
            raise Garbled("the server does not speak HTTP/1.1")
        status, headers = int(rest[:3]), dict(map(_header, lines))
        chunked = "chunked" in headers.get("transfer-encoding", "").lower()
        told = headers.get("content-length")
        length = None if told is None else _number(told.encode("latin-1"), 10)
        if status in (204, 304):
            length, chunked = 0, False
        _limit(length or 0, LONGEST_BODY)
        closes = "close" in headers.get("connection", "").lower()
        return cls(status, headers, version == "HTTP/1.1" and not closes, chunked, length)

    def with_body(self, body: bytes, may_stay_open: bool) -> Response:
        return Response(self.status, self.headers, body, self.may_stay_open and may_stay_open)


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not name or name != name.strip():
        raise Garbled("a header has no name")
    return name.lower(), value.strip()


def _number(text: bytes, base: int) -> int:
    # int() also takes signs, underscores and spaces, which another reader may take otherwise.
    if not text.isalnum() or len(text) > 16:
        raise Garbled("a length is not a number")
    try:
        return int(text, base)
    except ValueError:
        raise Garbled("a length is not a number") from None


def _limit(size: int, most: int) -> None:
    if size > most:
        raise Garbled("the answer is too long")
