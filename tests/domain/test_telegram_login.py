"""The launch of a Mini App: who has opened it, as Telegram has signed it."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from domain.telegram_login import (
    LAUNCH_VALID,
    TelegramUser,
    challenge,
    launch,
    launch_key,
)
from domain.telegram_refusals import TelegramNotShown

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TOKEN = "7000:of-a-test"
KEY = launch_key(TOKEN)
# As the documentation of a library for Mini Apps has it, by the token of a bot that is no more.
PUBLISHED = (
    "query_id=AAHdF6IQAAAAAN0XohDhrOrc&user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladisla"
    "v%22%2C%22last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22"
    "%3A%22ru%22%2C%22is_premium%22%3Atrue%7D&auth_date=1662771648"
    "&hash=c501b71e775f74ce10e377dea85a7ea24ecd640b223ea86dfe453e0eaed2e2b2"
)
PUBLISHED_BY = launch_key("5768337691:AAH5YkoiEuPk8-FZa32hStHTqXiLPtAEhx8")


def opened(token: str = TOKEN, at: datetime = NOW, **changed: Any) -> str:
    """What a Mini App has when Mia opens it. changed: fields that differ, None for left out."""
    user = {"id": 7001, "first_name": "Mia", "username": "mia", "language_code": "de"}
    fields = {
        "auth_date": str(int(at.timestamp())),
        "query_id": "AA",
        "signature": "by-telegram-for-others",
        "user": json.dumps(user),
        **changed,
    }
    fields = {name: value for name, value in fields.items() if value is not None}
    signed = "\n".join(f"{name}={value}" for name, value in sorted(fields.items())).encode()
    mark = hmac.new(launch_key(token), signed, hashlib.sha256).hexdigest()
    return urlencode({**fields, "hash": mark})


def test_what_telegram_has_signed_says_who_has_opened_it() -> None:
    found = launch(PUBLISHED, PUBLISHED_BY, datetime.fromtimestamp(1662771700, UTC))
    assert found.user == TelegramUser(279058397, "Vladislav", "Kibenko", "vdkfrost", "ru")
    mine = launch(opened(), KEY, NOW)
    assert mine.user == TelegramUser(7001, "Mia", None, "mia", "de")
    assert mine.until == NOW + LAUNCH_VALID


def test_the_same_launch_is_the_same_however_it_is_written() -> None:
    one = opened()
    other = "&".join(reversed(one.split("&"))).replace("AA", "%41A")
    assert one != other
    assert launch(one, KEY, NOW).digest == launch(other, KEY, NOW).digest
    upper = one.replace(one[-64:], one[-64:].upper())
    assert launch(upper, KEY, NOW).digest == launch(one, KEY, NOW).digest


@pytest.mark.parametrize(
    "said",
    [
        "",
        "hash=",
        "nonsense",
        opened("7000:another"),
        opened().replace("Mia", "Eve"),
        opened() + "&user=%7B%22id%22%3A1%7D",
        opened() + "&more=1",
        opened()[:-1],
        opened(user=None),
        opened(user="[]"),
        opened(user="[" * 3000),
        opened(user='{"id": 1e400, "first_name": "Mia"}'),
        opened(user='{"id": true, "first_name": "Mia"}'),
        opened(auth_date=None),
        opened(auth_date="9" * 30),
        opened(auth_date="-1"),
        opened(at=NOW + timedelta(minutes=2)),
        opened(query_id="x" * 5000),
        "&".join(f"{n}=1" for n in range(40)),
    ],
)
def test_all_else_says_nothing(said: str) -> None:
    with pytest.raises(TelegramNotShown) as refused:
        launch(said, KEY, NOW)
    assert refused.value.why == "invalid"


def test_a_launch_is_believed_for_an_hour() -> None:
    launch(opened(), KEY, NOW + LAUNCH_VALID - timedelta(seconds=1))
    with pytest.raises(TelegramNotShown) as refused:
        launch(opened(), KEY, NOW + LAUNCH_VALID)
    assert refused.value.why == "expired"


def test_the_challenge_is_as_the_standard_has_it() -> None:
    # RFC 7636, appendix B.
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
