"""Settings that say where something is: addresses, hosts and a folder."""

import pytest

from bot.settings.settings import PREFIX, Settings, WrongSetting

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
# A part of a host's name has 63 letters at most (RFC 1035).
LONG = "a" * 64


def read(**values: str) -> Settings:
    return Settings.read({PREFIX + name: value for name, value in values.items()})


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"TELEGRAM_TOKEN": TOKEN, "PUBLIC_URL": "https://bot.example.org/?a=b"},
            "COACHBOOK_PUBLIC_URL must end before any ? or #: what is asked for there is put "
            "behind it.",
        ),
        (
            {"TELEGRAM_TOKEN": TOKEN, "PUBLIC_URL": "https://bot.example.org/#x"},
            "COACHBOOK_PUBLIC_URL must end before any ? or #: what is asked for there is put "
            "behind it.",
        ),
        (
            {"TELEGRAM_TOKEN": TOKEN, "PUBLIC_URL": "https://[::1"},
            "COACHBOOK_PUBLIC_URL must be an address like https://bot.example.org.",
        ),
        (
            {"DATABASE_URL": f"postgresql://u@{LONG}.example.org/x"},
            "COACHBOOK_DATABASE_URL has a host that can be none: it must look like "
            "postgresql://user:password@localhost:5432/coachbook.",
        ),
        (
            {"DATABASE_URL": f"postgresql:///x?host=localhost,{LONG}"},
            "COACHBOOK_DATABASE_URL has a host that can be none: it must look like "
            "postgresql://user:password@localhost:5432/coachbook.",
        ),
        (
            {"SMTP_URL": f"smtp://{LONG}:587", "MAIL_FROM": "desk@example.org"},
            "COACHBOOK_SMTP_URL has a host that can be none: it must look like "
            "smtp://user:password@mail.example.org:587.",
        ),
        (
            {"HTTP_HOST": "a..b"},
            "COACHBOOK_HTTP_HOST must be a host like 127.0.0.1, and 'a..b' is none.",
        ),
        (
            {"DATA_DIR": "~nobody-of-this-name/data"},
            "COACHBOOK_DATA_DIR must be a folder, and '~nobody-of-this-name/data' is in no home "
            "that is known.",
        ),
    ],
)
def test_a_place_that_can_be_none_is_one_sentence(values: dict[str, str], sentence: str) -> None:
    with pytest.raises(WrongSetting) as raised:
        read(**values)
    assert str(raised.value) == sentence


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u@db-1.example.org,db-2.example.org:5433/x",
        f"postgresql://u@%2Fvar%2Frun%2F{LONG}/x",
        f"postgresql:///x?host=/var/run/{LONG}",
        "postgresql://u@[::1]:5432/x",
    ],
)
def test_several_hosts_and_folders_of_sockets_are_addresses_of_a_database(url: str) -> None:
    assert read(DATABASE_URL=url).database_url == url
