"""How the text of each setting is read.

Raises ValueError with the rest of a sentence that begins with the name of the setting.
"""

import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies

from bot.settings import zone_names
from domain.time import zones
from handlers.notices.letterhead import Mailbox


def token(text: str) -> str:
    # The text is not repeated in the sentence: a mistyped token is still a secret.
    if not re.fullmatch(r"\d{3,}:[A-Za-z0-9_-]{8,}", text):
        raise ValueError("is not a bot token: @BotFather gives one like 123456789:AA…")
    return text


def folder(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ValueError(f"must be a folder, and {text!r} is in no home that is known") from None


def host(text: str) -> str:
    text = re.sub(r"\[(.*)\]", r"\1", text)  # as in a URL: [::1]
    try:
        text.encode("idna")
    except UnicodeError:
        raise ValueError(f"must be a host like 127.0.0.1, and {text!r} is none") from None
    return text


def web_url(text: str) -> str:
    _needs_host(text, {"http", "https"}, "https://bot.example.org")
    if "?" in text or "#" in text:
        raise ValueError("must end before any ? or #: what is asked for there is put behind it")
    return text.rstrip("/")


def sentry_dsn(text: str) -> str:
    # Not repeated in the sentence: it contains a key.
    wrong = "is no address that Sentry gives: one looks like https://key@sentry.example.org/1"
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise ValueError(wrong) from None
    whole = parts.scheme in {"http", "https"} and parts.hostname and parts.username
    if not whole or not re.fullmatch(r"/(.+/)?\d+", parts.path):
        raise ValueError(wrong)
    return text


def redis_url(text: str) -> str:
    if not text.startswith("unix:"):
        _needs_host(text, {"redis", "rediss"}, "redis://localhost:6379/0")
    return text


def smtp_url(text: str) -> str:
    _needs_host(text, {"smtp", "smtps"}, "smtp://user:password@mail.example.org:587")
    return text


def postgres_url(text: str) -> str:
    example = "postgresql://user:password@localhost:5432/coachbook"
    url = _parts(text, example)
    if url.scheme not in {"postgres", "postgresql", "postgresql+asyncpg"}:
        raise ValueError(f"must be a PostgreSQL address like {example}")
    if len(url.path) < 2:
        raise ValueError(f"does not name a database: it must look like {example}")
    return "postgresql://" + text.partition("://")[2]


def _needs_host(text: str, schemes: set[str], example: str) -> None:
    url = _parts(text, example)
    if url.scheme not in schemes or not url.hostname:
        raise ValueError(f"must be an address like {example}")


def _parts(text: str, example: str) -> SplitResult:
    wrong = "must be an address"
    try:
        url = urlsplit(text)
        wrong = "has a port that is no number: it must look"
        _ = url.port
        wrong = "has a host that can be none: it must look"
        # PostgreSQL accepts several hosts, in parameters too, and folders of sockets.
        for host in ",".join([url.hostname or "", *parse_qs(url.query).get("host", [])]).split(","):
            if not unquote(host).startswith("/"):
                host.encode("idna")
    except ValueError:
        raise ValueError(f"{wrong} like {example}") from None
    return url


def ids(text: str) -> frozenset[int]:
    parts = [part for part in re.split(r"[,\s]+", text) if part]
    for part in parts:
        if not re.fullmatch(r"[1-9]\d{0,15}", part):
            raise ValueError(f"must be Telegram ids with commas between them; {part!r} is none")
    return frozenset(map(int, parts))


def zone(text: str) -> str:
    if not zones.exists(text):
        raise ValueError(zone_names.instead_of(text))
    return text


def language(text: str) -> str:
    try:
        Locale.parse(text.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise ValueError(f"must be a language code like en or de, and {text!r} is none") from None
    return text


def currency(text: str) -> str:
    if text.upper() not in list_currencies():
        raise ValueError(f"must be an ISO 4217 currency like EUR, and {text!r} is none")
    return text.upper()


def port(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text) or int(text) > 65535:
        raise ValueError(f"must be a port from 0 (any free one) to 65535, and {text!r} is none")
    return int(text)


def rate(text: str) -> float:
    if not re.fullmatch(r"\d{1,4}(\.\d+)?", text):
        raise ValueError(f"must be a number from 0 (no limit) to 9999, and {text!r} is none")
    return float(text)


def origins(text: str) -> tuple[str, ...]:
    parts = tuple(part.rstrip("/") for part in re.split(r"[,\s]+", text) if part)
    for part in parts:
        if part != "*" and not re.fullmatch(r"https?://[^/?#@\s]+", part):
            raise ValueError(
                f"must be origins like https://app.example.org, or *; {part!r} is neither"
            )
    return parts


def redirects(text: str) -> frozenset[str]:
    """Whole addresses. Telegram redirects only to HTTPS."""
    parts = [part for part in re.split(r"[,\s]+", text) if part]
    for part in parts:
        if not re.fullmatch(r"https://[^/?#@\s]+(/[^?#@\s]*)?", part):
            raise ValueError(
                f"must be addresses like https://app.example.org/telegram, and {part!r} is none"
            )
    return frozenset(parts)


def client_secret(text: str) -> str:
    # The text is not repeated in the sentence: a mistyped secret is still one.
    if not re.fullmatch(r"[!-~]{8,256}", text):
        raise ValueError("must be what @BotFather gives below Bot Settings, Web Login")
    return text


def proxies(text: str) -> int:
    if not re.fullmatch(r"[0-9]", text):
        raise ValueError(f"must be how many proxies stand in front, 0 to 9, and {text!r} is not")
    return int(text)


def switch(text: str) -> bool:
    if text.lower() not in {"yes", "no"}:
        raise ValueError(f"must be yes or no, and {text!r} is neither")
    return text.lower() == "yes"


def secret(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", text):
        raise ValueError("must be 1 to 256 letters, digits, _ and -, as Telegram asks")
    return text


def mail(text: str) -> str:
    with suppress(ValueError):
        if "." in Mailbox.of(text).domain:
            return text
    raise ValueError(f"must be an e-mail address like desk@example.org, and {text!r} is none")
