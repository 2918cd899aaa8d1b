"""Settings: read once from the environment, checked, and never read again.

A wrong setting ends the start with `WrongSetting`, whose text is one sentence that says what to
set. Everything else takes the values as parameters.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import new as hmac
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from bot.settings import channel_settings, dotenv, setting_values
from bot.settings.channel_settings import FCM, TWILIO, ServiceAccount, Twilio
from domain.messages.notices import Channel

PREFIX = "COACHBOOK_"
TELEGRAM = "https://api.telegram.org"
TELEGRAM_LOGIN = "https://oauth.telegram.org"
# https://core.telegram.org/bots/webhooks: Telegram calls no other port.
WEBHOOK_PORTS = frozenset({443, 80, 88, 8443})

_T = TypeVar("_T")


class WrongSetting(Exception):
    """A setting that cannot be used; the text is one sentence for the person who set it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of the process.

    URLs have no trailing slash; secrets stay out of the repr. token: None means the playground.
    database_url: as libpq reads it; None means the embedded PostgreSQL. zone: IANA name. language:
    as in `locales/`. currency: ISO 4217. http_port: 0 takes any free one. api_rate: API requests
    per caller a second; 0 for any number. cors_origins: of pages that may call the API from a
    browser; `*` for all. proxies: how many stand in front of us and append to X-Forwarded-For.
    webhook_secret: given, or derived from the token, so that every replica has the same.
    person_rate: updates per person a second after a burst; 0 for any number. twilio, fcm,
    vapid_subject: the ways besides Telegram and mail, None if not set up.
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
    api_rate: float = 10.0
    cors_origins: tuple[str, ...] = ()
    proxies: int = 0
    telegram_login_url: str = TELEGRAM_LOGIN
    telegram_login_secret: str | None = field(default=None, repr=False)
    login_redirects: frozenset[str] = frozenset()
    mini_app_bots: frozenset[int] = frozenset()
    private_webhooks: bool = False
    otlp_url: str | None = field(default=None, repr=False)
    sentry_dsn: str | None = field(default=None, repr=False)
    twilio: Twilio | None = None
    fcm: ServiceAccount | None = None
    fcm_url: str = FCM
    vapid_subject: str | None = None

    @property
    def keeps_data_here(self) -> bool:
        """Whether this process owns `data_dir`: the embedded PostgreSQL or the playground does."""
        return self.database_url is None or self.token is None

    @property
    def needs_admin(self) -> bool:
        """Whether nobody could set up the business. The playground has an admin of its own."""
        return self.token is not None and not self.admin_ids

    @property
    def ways(self) -> frozenset[Channel]:
        """The ways besides Telegram that are set up, mail among them."""
        set_up = {
            Channel.SMS: self.twilio,
            Channel.PUSH: self.fcm,
            Channel.WEB_PUSH: self.vapid_subject,
            Channel.MAIL: self.smtp_url,
        }
        return frozenset(way for way, setting in set_up.items() if setting is not None)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every text that must not appear in a log."""
        urls = (self.database_url, self.redis_url, self.smtp_url, self.otlp_url)
        passwords = [password for url in urls if url for password in _passwords(url)]
        # As in the URL, and as sent.
        tokens = (self.token, self.webhook_secret, self.telegram_login_secret)
        texts = (*tokens, *passwords, *map(unquote, passwords))
        if self.sentry_dsn:
            texts = (*texts, urlsplit(self.sentry_dsn).username)
        if self.twilio:
            texts = (*texts, self.twilio.token)
        if self.fcm:
            texts = (*texts, self.fcm.private_key)
        return tuple(dict.fromkeys(secret for secret in texts if secret))

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """The settings in an environment; an empty value counts as unset. Raises WrongSetting."""

        def setting(name: str, parse: Callable[[str], _T], default: _T) -> _T:
            text = environ.get(PREFIX + name, "").strip()
            try:
                return parse(text) if text else default
            except ValueError as wrong:
                raise WrongSetting(f"{PREFIX}{name} {wrong}.") from None

        token = setting("TELEGRAM_TOKEN", setting_values.token, None)
        public_url = setting("PUBLIC_URL", setting_values.web_url, None)
        secret = setting("WEBHOOK_SECRET", setting_values.secret, None)
        if token and public_url and not secret:
            secret = hmac(token.encode(), b"coachbook webhook", sha256).hexdigest()
        settings = cls(
            token=token,
            telegram_api_url=setting("TELEGRAM_API_URL", setting_values.web_url, TELEGRAM),
            database_url=setting("DATABASE_URL", setting_values.postgres_url, None),
            data_dir=setting("DATA_DIR", setting_values.folder, Path(".coachbook")),
            redis_url=setting("REDIS_URL", setting_values.redis_url, None),
            admin_ids=setting("ADMIN_IDS", setting_values.ids, frozenset()),
            zone=setting("TIMEZONE", setting_values.zone, "UTC"),
            language=setting("LANGUAGE", setting_values.language, "en"),
            currency=setting("CURRENCY", setting_values.currency, "EUR"),
            http_host=setting("HTTP_HOST", setting_values.host, "127.0.0.1"),
            http_port=setting("HTTP_PORT", setting_values.port, 8787),
            public_url=public_url,
            webhook_secret=secret,
            smtp_url=setting("SMTP_URL", setting_values.smtp_url, None),
            mail_from=setting("MAIL_FROM", setting_values.mail, None),
            person_rate=setting("PERSON_RATE", setting_values.rate, 2.0),
            api_rate=setting("API_RATE", setting_values.rate, 10.0),
            cors_origins=setting("CORS_ORIGINS", setting_values.origins, ()),
            proxies=setting("PROXIES", setting_values.proxies, 0),
            telegram_login_url=setting(
                "TELEGRAM_LOGIN_URL", setting_values.web_url, TELEGRAM_LOGIN
            ),
            telegram_login_secret=setting(
                "TELEGRAM_LOGIN_SECRET", setting_values.client_secret, None
            ),
            login_redirects=setting("LOGIN_REDIRECTS", setting_values.redirects, frozenset()),
            mini_app_bots=setting("MINI_APP_BOTS", setting_values.ids, frozenset()),
            private_webhooks=setting("PRIVATE_WEBHOOKS", setting_values.switch, False),
            otlp_url=setting("OTLP_URL", setting_values.web_url, None),
            sentry_dsn=setting("SENTRY_DSN", setting_values.sentry_dsn, None),
            twilio=_twilio(setting),
            fcm=setting("FCM_KEY_FILE", channel_settings.key_file, None),
            fcm_url=setting("FCM_URL", setting_values.web_url, FCM),
            vapid_subject=setting("VAPID_SUBJECT", channel_settings.vapid_subject, None),
        )
        _check_together(settings)
        return settings


# fmt: off
KNOWN = frozenset(PREFIX + name for name in (
    "TELEGRAM_TOKEN", "TELEGRAM_API_URL", "DATABASE_URL", "DATA_DIR", "REDIS_URL", "ADMIN_IDS",
    "TIMEZONE", "LANGUAGE", "CURRENCY", "HTTP_HOST", "HTTP_PORT", "PUBLIC_URL", "WEBHOOK_SECRET",
    "SMTP_URL", "MAIL_FROM", "PERSON_RATE", "API_RATE", "CORS_ORIGINS", "PROXIES",
    "TELEGRAM_LOGIN_URL", "TELEGRAM_LOGIN_SECRET", "LOGIN_REDIRECTS", "MINI_APP_BOTS",
    "OTLP_URL", "SENTRY_DSN",
    "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "TWILIO_URL",
    "FCM_KEY_FILE", "FCM_URL", "VAPID_SUBJECT",
    "PRIVATE_WEBHOOKS",
))
# fmt: on


def environment(file: Path = Path(".env")) -> dict[str, str]:
    """The environment of the process, over what a `.env` file says. Raises WrongSetting."""
    try:
        return dotenv.read(file, PREFIX) | dict(os.environ)
    except UnicodeError:
        raise WrongSetting(f"{file} is no text in UTF-8: save it again in that encoding.") from None


def misspelt(environ: Mapping[str, str]) -> dict[str, str]:
    """Names that look like a setting but are not, each with the one that may have been meant.

    They do not stop the start: Kubernetes sets COACHBOOK_PORT, too, for a service of that name.
    """
    strangers = [name for name in environ if name.startswith(PREFIX) and name not in KNOWN]
    if not strangers:
        return {}
    from difflib import get_close_matches  # noqa: PLC0415 - where something is amiss alone

    return {name: near[0] for name in strangers if (near := get_close_matches(name, KNOWN, 1))}


def _twilio(setting: Callable[..., str | None]) -> Twilio | None:
    """The account, complete or not at all."""
    values = {
        "TWILIO_ACCOUNT_SID": setting("TWILIO_ACCOUNT_SID", channel_settings.account_sid, None),
        "TWILIO_AUTH_TOKEN": setting("TWILIO_AUTH_TOKEN", channel_settings.auth_token, None),
        "TWILIO_FROM": setting("TWILIO_FROM", channel_settings.sender, None),
    }
    url = setting("TWILIO_URL", setting_values.web_url, TWILIO) or TWILIO
    missing = [PREFIX + name for name, value in values.items() if value is None]
    if len(missing) == len(values):
        return None
    if missing:
        there = next(PREFIX + name for name, value in values.items() if value is not None)
        raise WrongSetting(f"{there} is not enough for text messages: set {' and '.join(missing)}.")
    account, token, sender = (value or "" for value in values.values())
    return Twilio(account, token, sender, url)


def _check_together(settings: Settings) -> None:
    needs_token = {
        "TELEGRAM_API_URL": settings.telegram_api_url != TELEGRAM,
        "PUBLIC_URL": settings.public_url is not None,
        "TELEGRAM_LOGIN_SECRET": settings.telegram_login_secret is not None,
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
    if settings.telegram_login_secret and not settings.login_redirects:
        raise WrongSetting(
            f"{PREFIX}TELEGRAM_LOGIN_SECRET needs an address to come back to: set "
            f"{PREFIX}LOGIN_REDIRECTS to those that @BotFather knows."
        )
    if settings.smtp_url and not settings.mail_from:
        raise WrongSetting(
            f"{PREFIX}SMTP_URL needs a sender: set {PREFIX}MAIL_FROM to an e-mail address."
        )


def _passwords(url: str) -> list[str]:
    """As in the URL: before the host, or among the parameters, where libpq also accepts one."""
    before_host = urlsplit(url).password
    return [*filter(None, [before_host]), *re.findall(r"[?&]password=([^&#]+)", url)]
