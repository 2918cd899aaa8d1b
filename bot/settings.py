"""Settings: read once from the environment, checked, and never read again.

A wrong setting ends the start with `WrongSetting`, whose text is one sentence that says what to
set. Everything else takes the values as parameters.
"""

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from hashlib import sha256
from hmac import new as hmac
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies

from bot import dotenv, zone_names
from handlers.notices.letterhead import Mailbox

PREFIX = "COACHBOOK_"
TELEGRAM = "https://api.telegram.org"
# https://core.telegram.org/bots/webhooks: Telegram calls no other port.
WEBHOOK_PORTS = frozenset({443, 80, 88, 8443})

_T = TypeVar("_T")


class WrongSetting(Exception):
    """A setting that cannot be used; the text is one sentence for the person who set it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the process was told. URLs have no trailing slash; secrets stay out of the repr.

    token: None means the playground. database_url: as libpq reads it; None means the embedded
    PostgreSQL. zone: IANA name. language: as in `locales/`. currency: ISO 4217.
    http_port: 0 takes any free one. webhook_secret: given, or derived from the token, so that
    every replica has the same. person_rate: updates of one person a second after a burst; 0 is any.
    """

    token: str | None = field(default=None, repr=False)
    telegram_api_url: str = TELEGRAM
    database_url: str | None = field(default=None, repr=False)
    data_dir: Path = Path(".coachbook")
    redis_url: str | None = field(default=None, repr=False)
    admin_ids: frozenset[int] = frozenset()
    zone: str = "UTC"
    language: str = "en"
    currency: str = "EUR"
    http_host: str = "127.0.0.1"
    http_port: int = 8787
    public_url: str | None = None
    webhook_secret: str | None = field(default=None, repr=False)
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str | None = None
    person_rate: float = 2.0

    @property
    def keeps_data_here(self) -> bool:
        """Whether this process owns `data_dir`: the embedded PostgreSQL or the playground does."""
        return self.database_url is None or self.token is None

    @property
    def needs_admin(self) -> bool:
        """Whether nobody can set up the business. The playground has an admin of its own."""
        return self.token is not None and not self.admin_ids

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every text that must not appear in a log."""
        urls = (self.database_url, self.redis_url, self.smtp_url)
        passwords = [password for url in urls if url for password in _passwords(url)]
        # As they stand in the URL, and as they are sent.
        told = (self.token, self.webhook_secret, *passwords, *map(unquote, passwords))
        return tuple(dict.fromkeys(secret for secret in told if secret))

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """The settings in an environment; an empty value counts as unset. Raises WrongSetting."""

        def given(name: str, parse: Callable[[str], _T], default: _T) -> _T:
            text = environ.get(PREFIX + name, "").strip()
            try:
                return parse(text) if text else default
            except ValueError as wrong:
                raise WrongSetting(f"{PREFIX}{name} {wrong}.") from None

        token = given("TELEGRAM_TOKEN", _token, None)
        public_url = given("PUBLIC_URL", _web_url, None)
        secret = given("WEBHOOK_SECRET", _secret, None)
        if token and public_url and not secret:
            secret = hmac(token.encode(), b"coachbook webhook", sha256).hexdigest()
        settings = cls(
            token=token,
            telegram_api_url=given("TELEGRAM_API_URL", _web_url, TELEGRAM),
            database_url=given("DATABASE_URL", _postgres_url, None),
            data_dir=given("DATA_DIR", _folder, Path(".coachbook")),
            redis_url=given("REDIS_URL", _redis_url, None),
            admin_ids=given("ADMIN_IDS", _ids, frozenset()),
            zone=given("TIMEZONE", _zone, "UTC"),
            language=given("LANGUAGE", _language, "en"),
            currency=given("CURRENCY", _currency, "EUR"),
            http_host=given("HTTP_HOST", _host, "127.0.0.1"),
            http_port=given("HTTP_PORT", _port, 8787),
            public_url=public_url,
            webhook_secret=secret,
            smtp_url=given("SMTP_URL", _smtp_url, None),
            mail_from=given("MAIL_FROM", _mail, None),
            person_rate=given("PERSON_RATE", _rate, 2.0),
        )
        _check_together(settings)
        return settings


# fmt: off
KNOWN = frozenset(PREFIX + name for name in (
    "TELEGRAM_TOKEN", "TELEGRAM_API_URL", "DATABASE_URL", "DATA_DIR", "REDIS_URL", "ADMIN_IDS",
    "TIMEZONE", "LANGUAGE", "CURRENCY", "HTTP_HOST", "HTTP_PORT", "PUBLIC_URL", "WEBHOOK_SECRET",
    "SMTP_URL", "MAIL_FROM", "PERSON_RATE",
))
# fmt: on


def environment(file: Path = Path(".env")) -> dict[str, str]:
    """The environment of the process, over what a `.env` file says. Raises WrongSetting."""
    try:
        return dotenv.read(file, PREFIX) | dict(os.environ)
    except UnicodeError:
        raise WrongSetting(f"{file} is no text in UTF-8: save it again in that encoding.") from None


def misspelt(environ: Mapping[str, str]) -> dict[str, str]:
    """Names that look like a setting and are none, with the one that may have been meant.

    They do not stop the start: Kubernetes sets COACHBOOK_PORT, too, for a service of that name.
    """
    strangers = (name for name in environ if name.startswith(PREFIX) and name not in KNOWN)
    return {name: near[0] for name in strangers if (near := get_close_matches(name, KNOWN, 1))}


def _check_together(settings: Settings) -> None:
    needs_token = {
        "TELEGRAM_API_URL": settings.telegram_api_url != TELEGRAM,
        "PUBLIC_URL": settings.public_url is not None,
    }
    for name, is_set in needs_token.items():
        if is_set and not settings.token:
            raise WrongSetting(
                f"{PREFIX}{name} needs a bot: set {PREFIX}TELEGRAM_TOKEN too, or remove it to "
                "use the playground."
            )
    if settings.public_url and settings.telegram_api_url == TELEGRAM:
        url = urlsplit(settings.public_url)
        if url.scheme != "https" or (url.port or 443) not in WEBHOOK_PORTS:
            raise WrongSetting(
                f"{PREFIX}PUBLIC_URL must be https:// on port 443, 80, 88 or 8443: Telegram "
                "delivers nowhere else."
            )
    if settings.smtp_url and not settings.mail_from:
        raise WrongSetting(
            f"{PREFIX}SMTP_URL needs a sender: set {PREFIX}MAIL_FROM to an e-mail address."
        )


def _passwords(url: str) -> list[str]:
    """As they stand in it: before the host, or among the parameters, where libpq takes one too."""
    before_host = urlsplit(url).password
    return [*filter(None, [before_host]), *re.findall(r"[?&]password=([^&#]+)", url)]


def _token(text: str) -> str:
    # The text is not repeated in the sentence: a mistyped token is still a secret.
    if not re.fullmatch(r"\d{3,}:[A-Za-z0-9_-]{8,}", text):
        raise ValueError("is not a bot token: @BotFather gives one like 123456789:AA…")
    return text


def _folder(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ValueError(f"must be a folder, and {text!r} is in no home that is known") from None


def _host(text: str) -> str:
    text = re.sub(r"\[(.*)\]", r"\1", text)  # as in a URL: [::1]
    try:
        text.encode("idna")
    except UnicodeError:
        raise ValueError(f"must be a host like 127.0.0.1, and {text!r} is none") from None
    return text


def _web_url(text: str) -> str:
    _needs_host(text, {"http", "https"}, "https://bot.example.org")
    if "?" in text or "#" in text:
        raise ValueError("must end before any ? or #: what is asked for there is put behind it")
    return text.rstrip("/")


def _redis_url(text: str) -> str:
    if not text.startswith("unix:"):
        _needs_host(text, {"redis", "rediss"}, "redis://localhost:6379/0")
    return text


def _smtp_url(text: str) -> str:
    _needs_host(text, {"smtp", "smtps"}, "smtp://user:password@mail.example.org:587")
    return text


def _postgres_url(text: str) -> str:
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
        # PostgreSQL takes several hosts, among the parameters too, and folders of sockets.
        for host in ",".join([url.hostname or "", *parse_qs(url.query).get("host", [])]).split(","):
            if not unquote(host).startswith("/"):
                host.encode("idna")
    except ValueError:
        raise ValueError(f"{wrong} like {example}") from None
    return url


def _ids(text: str) -> frozenset[int]:
    parts = [part for part in re.split(r"[,\s]+", text) if part]
    for part in parts:
        if not re.fullmatch(r"[1-9]\d{0,15}", part):
            raise ValueError(f"must be Telegram ids with commas between them; {part!r} is none")
    return frozenset(map(int, parts))


def _zone(text: str) -> str:
    if not zone_names.exists(text):
        raise ValueError(zone_names.instead_of(text))
    return text


def _language(text: str) -> str:
    try:
        Locale.parse(text.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise ValueError(f"must be a language code like en or de, and {text!r} is none") from None
    return text


def _currency(text: str) -> str:
    if text.upper() not in list_currencies():
        raise ValueError(f"must be an ISO 4217 currency like EUR, and {text!r} is none")
    return text.upper()


def _port(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text) or int(text) > 65535:
        raise ValueError(f"must be a port from 0 (any free one) to 65535, and {text!r} is none")
    return int(text)


def _rate(text: str) -> float:
    if not re.fullmatch(r"\d{1,4}(\.\d+)?", text):
        raise ValueError(f"must be a number from 0 (no limit) to 9999, and {text!r} is none")
    return float(text)


def _secret(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", text):
        raise ValueError("must be 1 to 256 letters, digits, _ and -, as Telegram asks")
    return text


def _mail(text: str) -> str:
    with suppress(ValueError):
        if "." in Mailbox.of(text).domain:
            return text
    raise ValueError(f"must be an e-mail address like desk@example.org, and {text!r} is none")
