"""A strict reader of mails: RFC 5322, 2045 and 2047 to the letter, from bytes, by itself.

Python's own reader forgives what others take for a header. This one raises AssertionError for
anything not exactly to the standards, and takes nothing encoded for a header.
"""

import re
from base64 import b64decode
from dataclasses import dataclass
from quopri import decodestring

# In the whole mail, each exactly once; in a part, some.
TOP = {
    *("From", "To", "Date", "Message-ID", "Subject", "Auto-Submitted", "MIME-Version"),
    *("Content-Type", "Content-Language"),
}
PART = {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version"}
_FIELD = re.compile(rb"([!-9;-~]+): ([ -~\t]+)")
_WORD = re.compile(r"=\?utf-8\?b\?([A-Za-z0-9+/]+={0,2})\?=")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9.-]+")


@dataclass(frozen=True)
class Part:
    """Headers, unfolded and as they are there, and content as text (or bytes) and parts."""

    headers: dict[str, str]
    content: bytes
    parts: tuple["Part", ...]

    def of_type(self, kind: str) -> list["Part"]:
        """This part and those in it that have this type, in order."""
        own = [self] if self.headers["Content-Type"].startswith(kind) else []
        return own + [inner for part in self.parts for inner in part.of_type(kind)]

    @property
    def text(self) -> str:
        return self.content.decode("utf-8")


def read(raw: bytes) -> Part:
    """A whole mail."""
    mail = _part(raw, TOP)
    assert mail.headers.keys() == TOP
    return mail


def unstructured(value: str) -> str:
    """The text of a Subject: all of it encoded, or none."""
    if "=?" not in value:
        return value
    return _decode_words(value.split(" "))


def mailbox(value: str) -> tuple[str, str]:
    """Display name and address of a From or To, which has just one."""
    if not value.endswith(">"):
        assert _ADDRESS.fullmatch(value), value
        return "", value
    phrase, _, address = value[:-1].rpartition(" <")
    assert _ADDRESS.fullmatch(address), value
    if "=?" in phrase:
        return _decode_words(phrase.split(" ")), address
    assert re.fullmatch(rf"{_ATOM}(?: {_ATOM})*", phrase), value
    return phrase, address


def _decode_words(words: list[str]) -> str:
    """Adjacent encoded words; what separates them is not part of the text."""
    text = ""
    for word in words:
        match = _WORD.fullmatch(word)
        assert match, word
        assert len(word) <= 75, word
        text += b64decode(match[1], validate=True).decode("utf-8")  # whole characters in each
    return text


def _part(raw: bytes, expected: set[str]) -> Part:
    assert raw.isascii()
    assert b"\0" not in raw
    assert raw.count(b"\r") == raw.count(b"\n") == raw.count(b"\r\n")
    head, blank, body = raw.partition(b"\r\n\r\n")
    assert blank
    headers = _headers(head, expected)
    kind = headers["Content-Type"]
    if kind.startswith("multipart/"):
        return Part(headers, b"", _parts(body, kind))
    for line in body.split(b"\r\n"):
        assert len(line) <= 76, line
    encoding = headers["Content-Transfer-Encoding"]
    assert encoding in ("quoted-printable", "base64", "7bit")
    if encoding == "base64":
        return Part(headers, b64decode(body.replace(b"\r\n", b""), validate=True), ())
    return Part(headers, decodestring(body) if encoding == "quoted-printable" else body, ())


def _headers(head: bytes, expected: set[str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in head.split(b"\r\n"):
        assert line.strip(b" \t"), "a line of nothing ends the headers for some readers"
        # Only what cannot be broken is longer: an address.
        assert len(line) <= 78 or b" " not in line.strip(b" "), line
        assert len(line) <= 998
        assert b"=?" not in line or len(line) <= 76
    for field in re.split(rb"\r\n(?![ \t])", head):
        match = _FIELD.fullmatch(field.replace(b"\r\n", b""))
        assert match, field
        name = match[1].decode()
        assert name in expected, name
        assert name not in headers, name
        headers[name] = match[2].decode()
    return headers


def _parts(body: bytes, kind: str) -> tuple[Part, ...]:
    match = re.search(r'boundary="([A-Za-z0-9=_]+)"', kind)
    assert match, kind
    first, *rest = body.split(b"--" + match[1].encode())
    assert first == b""
    assert rest.pop().strip() == b"--"
    for part in rest:
        assert part.startswith(b"\r\n")
        assert part.endswith(b"\r\n")
    return tuple(_part(part[2:-2], PART) for part in rest)
