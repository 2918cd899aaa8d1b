"""Settings: what is taken, and the one sentence for what is not."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings.settings import KNOWN, PREFIX, Settings, WrongSetting, misspelt

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"


def read(**values: str) -> Settings:
    return Settings.read({PREFIX + name: value for name, value in values.items()})


def test_with_nothing_set_everything_has_its_default() -> None:
    settings = Settings.read({})
    assert settings == Settings(
        token=None,
        telegram_api_url="https://api.telegram.org",
        database_url=None,
        data_dir=Path(".coachbook"),
        redis_url=None,
        admin_ids=frozenset(),
        zone="UTC",
        language="en",
        currency="EUR",
        http_host="127.0.0.1",
        http_port=8787,
        public_url=None,
        webhook_secret=None,
        smtp_url=None,
        mail_from=None,
    )


def test_an_empty_value_counts_as_unset_because_compose_passes_empty_ones() -> None:
    assert Settings.read(dict.fromkeys(KNOWN, " ")) == Settings()


def test_everything_that_is_set_arrives() -> None:
    assert read(
        TELEGRAM_TOKEN=TOKEN,
        TELEGRAM_API_URL="http://127.0.0.1:8081/",
        DATABASE_URL="postgres://u:p@db:5433/coach?sslmode=require",
        DATA_DIR="/var/lib/coachbook",
        REDIS_URL="rediss://:pw@cache:6380/1",
        ADMIN_IDS=" 7003, 7004 ",
        TIMEZONE="Europe/Berlin",
        LANGUAGE="de",
        CURRENCY="chf",
        HTTP_HOST="0.0.0.0",
        HTTP_PORT="80",
        PUBLIC_URL="https://bot.example.org:8443/coach/",
        WEBHOOK_SECRET="a-secret_1",
        SMTP_URL="smtp://u:p@mail.example.org:587",
        MAIL_FROM="Coachbook <desk@example.org>",
    ) == Settings(
        token=TOKEN,
        telegram_api_url="http://127.0.0.1:8081",
        database_url="postgresql://u:p@db:5433/coach?sslmode=require",
        data_dir=Path("/var/lib/coachbook"),
        redis_url="rediss://:pw@cache:6380/1",
        admin_ids=frozenset({7003, 7004}),
        zone="Europe/Berlin",
        language="de",
        currency="CHF",
        http_host="0.0.0.0",
        http_port=80,
        public_url="https://bot.example.org:8443/coach",
        webhook_secret="a-secret_1",
        smtp_url="smtp://u:p@mail.example.org:587",
        mail_from="Coachbook <desk@example.org>",
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"TELEGRAM_TOKEN": "tolken"},
            "COACHBOOK_TELEGRAM_TOKEN is not a bot token: @BotFather gives one like 123456789:AA….",
        ),
        (
            {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": "api.telegram.org"},
            "COACHBOOK_TELEGRAM_API_URL must be an address like https://bot.example.org.",
        ),
        (
            {"DATABASE_URL": "mysql://localhost/x"},
            "COACHBOOK_DATABASE_URL must be a PostgreSQL address like "
            "postgresql://user:password@localhost:5432/coachbook.",
        ),
        (
            {"DATABASE_URL": "postgresql://localhost"},
            "COACHBOOK_DATABASE_URL does not name a database: it must look like "
            "postgresql://user:password@localhost:5432/coachbook.",
        ),
        (
            {"DATABASE_URL": "postgresql://u:pa/ss#word@localhost/x"},
            "COACHBOOK_DATABASE_URL has a port that is no number: it must look like "
            "postgresql://user:password@localhost:5432/coachbook.",
        ),
        (
            {"REDIS_URL": "localhost:6379"},
            "COACHBOOK_REDIS_URL must be an address like redis://localhost:6379/0.",
        ),
        (
            {"ADMIN_IDS": "7003, @alex"},
            "COACHBOOK_ADMIN_IDS must be Telegram ids with commas between them; '@alex' is none.",
        ),
        (
            {"TIMEZONE": "Europe/Berln"},
            "COACHBOOK_TIMEZONE must be an IANA time zone like Europe/Berlin, and 'Europe/Berln' "
            "is none.",
        ),
        (
            {"TIMEZONE": "../../etc/passwd"},
            "COACHBOOK_TIMEZONE must be an IANA time zone like Europe/Berlin, and "
            "'../../etc/passwd' is none.",
        ),
        (
            {"LANGUAGE": "klingon"},
            "COACHBOOK_LANGUAGE must be a language code like en or de, and 'klingon' is none.",
        ),
        (
            {"CURRENCY": "EURO"},
            "COACHBOOK_CURRENCY must be an ISO 4217 currency like EUR, and 'EURO' is none.",
        ),
        (
            {"PERSON_RATE": "-1"},
            "COACHBOOK_PERSON_RATE must be a number from 0 (no limit) to 9999, and '-1' is none.",
        ),
        *(
            (
                {"SENTRY_DSN": wrong},
                "COACHBOOK_SENTRY_DSN is no address that Sentry gives: one looks like "
                "https://key@sentry.example.org/1.",
            )
            for wrong in ("a-key", "https://sentry.example.org/1", "https://k@host", "x://k@h/1")
        ),
        (
            {"OTLP_URL": "collector:4318"},
            "COACHBOOK_OTLP_URL must be an address like https://bot.example.org.",
        ),
        (
            {"HTTP_PORT": "65536"},
            "COACHBOOK_HTTP_PORT must be a port from 0 (any free one) to 65535, and '65536' is "
            "none.",
        ),
        (
            {"HTTP_PORT": "eighty"},
            "COACHBOOK_HTTP_PORT must be a port from 0 (any free one) to 65535, and 'eighty' is "
            "none.",
        ),
        (
            {"PUBLIC_URL": "https://bot.example.org"},
            "COACHBOOK_PUBLIC_URL needs a bot: set COACHBOOK_TELEGRAM_TOKEN too, or remove it to "
            "use the playground.",
        ),
        (
            {"TELEGRAM_TOKEN": TOKEN, "PUBLIC_URL": "http://bot.example.org"},
            "COACHBOOK_PUBLIC_URL must be https:// on port 443, 80, 88 or 8443: Telegram delivers "
            "nowhere else.",
        ),
        (
            {"TELEGRAM_TOKEN": TOKEN, "PUBLIC_URL": "https://bot.example.org:9000"},
            "COACHBOOK_PUBLIC_URL must be https:// on port 443, 80, 88 or 8443: Telegram delivers "
            "nowhere else.",
        ),
        (
            {"WEBHOOK_SECRET": "not so secret"},
            "COACHBOOK_WEBHOOK_SECRET must be 1 to 256 letters, digits, _ and -, as Telegram asks.",
        ),
        (
            {"SMTP_URL": "smtp://mail.example.org"},
            "COACHBOOK_SMTP_URL needs a sender: set COACHBOOK_MAIL_FROM to an e-mail address.",
        ),
        (
            {"MAIL_FROM": "desk"},
            "COACHBOOK_MAIL_FROM must be an e-mail address like desk@example.org, and 'desk' is "
            "none.",
        ),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_says_what_to_set(
    values: dict[str, str], sentence: str
) -> None:
    with pytest.raises(WrongSetting) as raised:
        read(**values)
    assert str(raised.value) == sentence


@given(name=st.sampled_from(sorted(KNOWN)), value=st.text(st.characters(exclude_characters="\0")))
def test_no_value_of_any_setting_breaks_more_than_the_start(name: str, value: str) -> None:
    with suppress(WrongSetting):
        Settings.read({name: value})


def test_a_secret_that_is_not_given_is_the_same_in_every_replica_and_not_the_token() -> None:
    one = read(TELEGRAM_TOKEN=TOKEN, PUBLIC_URL="https://bot.example.org")
    two = read(TELEGRAM_TOKEN=TOKEN, PUBLIC_URL="https://bot.example.org")
    other = read(TELEGRAM_TOKEN=TOKEN + "x", PUBLIC_URL="https://bot.example.org")
    assert one.webhook_secret == two.webhook_secret
    assert one.webhook_secret != other.webhook_secret
    assert len(one.webhook_secret or "") == 64


def test_an_api_server_of_ones_own_may_be_called_back_anywhere() -> None:
    settings = read(
        TELEGRAM_TOKEN=TOKEN,
        TELEGRAM_API_URL="http://127.0.0.1:8081",
        PUBLIC_URL="http://127.0.0.1:9000",
    )
    assert settings.public_url == "http://127.0.0.1:9000"


def test_no_secret_shows_when_settings_are_printed() -> None:
    settings = read(
        TELEGRAM_TOKEN=TOKEN,
        PUBLIC_URL="https://bot.example.org",
        WEBHOOK_SECRET="hook-secret",
        DATABASE_URL="postgresql://u:database-secret@db/coach",
        REDIS_URL="redis://:redis-secret@cache/0",
        SMTP_URL="smtp://u:mail-secret@mail.example.org",
        MAIL_FROM="desk@example.org",
        OTLP_URL="https://u:collector-secret@collector.example.org",
        SENTRY_DSN="https://sentry-secret@sentry.example.org/1",
    )
    stores = ("database-secret", "redis-secret", "mail-secret")
    secrets = (TOKEN, "hook-secret", *stores, "collector-secret", "sentry-secret")
    assert settings.secrets == secrets
    assert [secret for secret in secrets if secret in repr(settings)] == []


def test_a_password_is_secret_as_it_stands_in_a_url_and_as_it_is_sent() -> None:
    settings = read(
        SMTP_URL="smtp://u:p%40ss%2Fword@mail.example.org", MAIL_FROM="desk@example.org"
    )
    assert settings.secrets == ("p%40ss%2Fword", "p@ss/word")


def test_a_password_among_the_parameters_of_a_url_is_secret_too() -> None:
    settings = read(DATABASE_URL="postgresql://db/coach?user=me&password=s%2Fe&sslmode=require")
    assert settings.secrets == ("s%2Fe", "s/e")


@pytest.mark.parametrize("sender", ["desk", "desk@host", "<desk@>", "a@b.c d@e.f", "ü@example.org"])
def test_a_sender_is_one_address_that_every_server_takes(sender: str) -> None:
    with pytest.raises(WrongSetting, match="COACHBOOK_MAIL_FROM must be an e-mail address like"):
        read(MAIL_FROM=sender)


def test_the_data_folder_is_ours_alone_only_when_something_is_kept_in_it() -> None:
    database = "postgresql://db/coach"
    assert read().keeps_data_here
    assert read(DATABASE_URL=database).keeps_data_here
    assert read(TELEGRAM_TOKEN=TOKEN).keeps_data_here
    assert not read(TELEGRAM_TOKEN=TOKEN, DATABASE_URL=database).keeps_data_here


def test_a_misspelt_setting_is_noticed_with_the_one_that_was_meant() -> None:
    assert misspelt({"COACHBOOK_TELEGRAM_TOKN": "x", "COACHBOOK_HTTP_PORT": "80", "HOME": "/"}) == {
        "COACHBOOK_TELEGRAM_TOKN": "COACHBOOK_TELEGRAM_TOKEN"
    }


def test_the_settings_that_are_known_are_those_that_are_read() -> None:
    class RecordingEnviron(Mapping[str, str]):
        def __init__(self) -> None:
            self.names: set[str] = set()

        def __getitem__(self, name: str) -> str:
            self.names.add(name)
            raise KeyError(name)

        def __iter__(self) -> Iterator[str]:
            return iter(())

        def __len__(self) -> int:
            return 0

    environ = RecordingEnviron()
    Settings.read(environ)
    assert environ.names == KNOWN
