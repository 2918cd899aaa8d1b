"""Which links Telegram accepts, and how it writes them."""

import re
from urllib.parse import parse_qs, urlsplit

_ADDRESS = re.compile(r"(?is)(?:(?P<scheme>[a-z][a-z0-9+.-]*):/{0,2})?(?P<rest>.*)")
_WEB = ("http", "https")
_APP = ("tg", "ton", "tonsite")
_HOST = re.compile(
    r"(?:[^\s/?#@]*@)?"
    r"(?:(?P<name>(?:[\w](?:[\w-]*[\w])?\.)+[^\W\d_][\w-]*[^\W_])\.?|(?P<ip>\d{1,3}(?:\.\d{1,3}){3}))"
    r"(?::(?P<port>\d{1,5}))?$"
)


class BadLink(ValueError):
    """The reason, as Telegram words it."""


def check(url: str) -> str:
    """The link as Telegram keeps it: with a scheme, and a slash after a bare host."""
    matched = _ADDRESS.match(url.strip())
    assert matched is not None
    scheme, rest = matched["scheme"], matched["rest"]
    # "example.com:8080" has no scheme, however much it looks like one.
    if scheme is not None and "." in scheme:
        scheme, rest = None, url.strip()
    scheme = "http" if scheme is None else scheme.lower()
    if scheme in _APP:
        return f"{scheme}://{rest}"
    if scheme not in _WEB:
        raise BadLink("Unsupported URL protocol")
    host, tail = _split(rest)
    if not host:
        raise BadLink("URL host is empty")
    if not _HOST.match(host) or any(character.isspace() for character in tail):
        raise BadLink("Wrong HTTP URL")
    if not tail.startswith("/"):
        tail = "/" + tail
    return f"{scheme}://{host.lower()}{tail}"


def _split(rest: str) -> tuple[str, str]:
    end = re.search(r"[/?#]", rest)
    return (rest, "") if end is None else (rest[: end.start()], rest[end.start() :])


def mentioned_user(url: str) -> int | None:
    """The id in ``tg://user?id=…``."""
    parts = urlsplit(url)
    if parts.scheme != "tg" or parts.netloc != "user":
        return None
    identifiers = parse_qs(parts.query).get("id", [])
    return (
        int(identifiers[0])
        if identifiers and identifiers[0].isascii() and identifiers[0].isdigit()
        else None
    )
