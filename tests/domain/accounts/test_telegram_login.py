"""The launch of a Mini App: who has opened it, as Telegram has signed it."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from bot.telegram.launches import is_telegrams
from domain.accounts.telegram_login import (
    LARGEST_ID,
    LAUNCH_VALID,
    LEEWAY,
    LONGEST_LAUNCH,
    LONGEST_NAME,
    TelegramUser,
    authorization_url,
    challenge,
    digest,
    launch,
    launch_key,
    launch_of,
    user_of_claims,
)
from domain.accounts.telegram_refusals import TelegramNotShown

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


def mini_app_data(token: str = TOKEN, at: datetime = NOW, **changed: Any) -> str:
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


MANY: dict[str, Any] = {f"field{n}": "1" for n in range(32)}


def test_what_telegram_has_signed_says_who_has_opened_it() -> None:
    example = launch(PUBLISHED, PUBLISHED_BY, datetime.fromtimestamp(1662771700, UTC))
    assert example.user == TelegramUser(279058397, "Vladislav", "Kibenko", "vdkfrost", "ru")
    mine = launch(mini_app_data(), KEY, NOW)
    assert mine.user == TelegramUser(7001, "Mia", None, "mia", "de")
    assert mine.until == NOW + LAUNCH_VALID
    assert launch(mini_app_data(start_param=""), KEY, NOW).user == mine.user


def test_the_same_launch_is_the_same_however_it_is_written() -> None:
    one = mini_app_data()
    other = "&".join(reversed(one.split("&"))).replace("AA", "%41A")
    assert one != other
    assert launch(one, KEY, NOW).digest == launch(other, KEY, NOW).digest
    upper = one.replace(one[-64:], one[-64:].upper())
    assert launch(upper, KEY, NOW).digest == launch(one, KEY, NOW).digest


@pytest.mark.parametrize(
    "init_data",
    [
        "",
        "hash=",
        "nonsense",
        mini_app_data("7000:another"),
        mini_app_data().replace("Mia", "Eve"),
        mini_app_data() + "&user=%7B%22id%22%3A1%7D",
        mini_app_data() + "&more=1",
        mini_app_data() + "&",
        mini_app_data(**MANY),
        mini_app_data()[:-1],
        mini_app_data(user=None),
        mini_app_data(user="[]"),
        mini_app_data(user="[" * 3000),
        mini_app_data(user='{"id": 1e400, "first_name": "Mia"}'),
        mini_app_data(user='{"id": true, "first_name": "Mia"}'),
        mini_app_data(auth_date=None),
        mini_app_data(auth_date="9" * 30),
        mini_app_data(auth_date="-1"),
        mini_app_data(at=NOW + timedelta(minutes=2)),
        mini_app_data(query_id="x" * 5000),
        "&".join(f"{n}=1" for n in range(40)),
    ],
)
def test_all_else_says_nothing(init_data: str) -> None:
    with pytest.raises(TelegramNotShown) as refused:
        launch(init_data, KEY, NOW)
    assert refused.value.why == "invalid"


def test_a_launch_is_believed_for_an_hour() -> None:
    launch(mini_app_data(), KEY, NOW + LAUNCH_VALID - timedelta(seconds=1))
    with pytest.raises(TelegramNotShown) as refused:
        launch(mini_app_data(), KEY, NOW + LAUNCH_VALID)
    assert refused.value.why == "expired"


def test_the_challenge_is_as_the_standard_has_it() -> None:
    # RFC 7636, appendix B.
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_somebody_is_sent_to_telegram_with_what_binds_the_answer_to_them() -> None:
    url = urlsplit(authorization_url("https://t.example", "7000", "https://b.org/in", "st", "ve"))
    assert (url.scheme, url.netloc, url.path) == ("https", "t.example", "/auth")
    assert parse_qs(url.query) == {
        "client_id": ["7000"],
        "redirect_uri": ["https://b.org/in"],
        "response_type": ["code"],
        "scope": ["openid profile"],
        "state": ["st"],
        "code_challenge": [challenge("ve")],
        "code_challenge_method": ["S256"],
    }
    assert digest("st") == hashlib.sha256(b"st").hexdigest()


AT = int(NOW.timestamp())
CLAIMS = {
    "iss": "https://t.example",
    "aud": "7000",
    "iat": AT,
    "exp": AT + 3600,
    "id": 7001,
    "sub": "999",
    "name": "Mia Keller",
    "given_name": "Mia",
    "family_name": "Keller",
    "preferred_username": "mia",
}
MIA = TelegramUser(7001, "Mia", "Keller", "mia")


def user_with_claims(**changed: Any) -> TelegramUser:
    """Who an id_token is about with these claims; None for left out."""
    claims = {name: value for name, value in (CLAIMS | changed).items() if value is not None}
    return user_of_claims(claims, issuer="https://t.example", client_id="7000", now=NOW)


@pytest.mark.parametrize(
    ("changed", "user"),
    [
        ({}, MIA),
        ({"aud": 7000}, MIA),
        ({"aud": ["7000"]}, MIA),
        ({"id": "7001"}, MIA),
        ({"iat": str(AT), "exp": str(AT + 1)}, MIA),
        ({"iat": AT + 60, "exp": AT - 59.5}, MIA),
        ({"iat": 1, "exp": 10**11 - 1}, MIA),
        ({"exp": str(10**11 - 1)}, MIA),
        ({"given_name": None}, TelegramUser(7001, "Mia Keller", "Keller", "mia")),
        ({"given_name": None, "name": None}, TelegramUser(7001, "mia", "Keller", "mia")),
        (
            {"given_name": 5, "family_name": " ", "preferred_username": "\0"},
            TelegramUser(7001, "7001"),
        ),
        ({"given_name": " M\0i\ud800a\udfff "}, MIA),
        ({"given_name": "x" * 99}, TelegramUser(7001, "x" * LONGEST_NAME, "Keller", "mia")),
        ({"id": LARGEST_ID - 1}, TelegramUser(LARGEST_ID - 1, "Mia", "Keller", "mia")),
        ({"id": "0" * 15 + "1"}, TelegramUser(1, "Mia", "Keller", "mia")),
    ],
)
def test_claims_that_are_meant_for_us_say_who_somebody_is(
    changed: dict[str, Any], user: TelegramUser
) -> None:
    assert user_with_claims(**changed) == user


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"iss": "https://t.example/"}, "invalid"),
        ({"iss": None}, "invalid"),
        ({"aud": "7001"}, "invalid"),
        ({"aud": None}, "invalid"),
        ({"aud": ["7000", "7001"]}, "invalid"),
        ({"aud": []}, "invalid"),
        ({"aud": True}, "invalid"),
        ({"exp": AT - 60}, "expired"),
        ({"exp": None}, "invalid"),
        ({"exp": True}, "invalid"),
        ({"exp": 10**11}, "invalid"),
        ({"exp": 0}, "invalid"),
        ({"exp": "1" * 12}, "invalid"),
        ({"exp": "1" * 5000}, "invalid"),
        ({"exp": "1e9"}, "invalid"),
        ({"exp": "\u0661" * 10}, "invalid"),
        ({"iat": AT + 61}, "invalid"),
        ({"iat": None}, "invalid"),
        ({"id": None}, "invalid"),
        ({"id": 0}, "invalid"),
        ({"id": -1}, "invalid"),
        ({"id": LARGEST_ID}, "invalid"),
        ({"id": True}, "invalid"),
        ({"id": 7001.0}, "invalid"),
        ({"id": "\u0661"}, "invalid"),
        ({"id": "7001x"}, "invalid"),
        ({"id": "0" * 16 + "1"}, "invalid"),
    ],
)
def test_claims_that_are_not_say_nothing(changed: dict[str, Any], why: str) -> None:
    with pytest.raises(TelegramNotShown) as refused:
        user_with_claims(**changed)
    assert refused.value.why == why


def test_a_launch_has_an_end_in_letters_and_clocks_may_differ_by_a_minute() -> None:
    room = LONGEST_LAUNCH - len(mini_app_data(query_id=""))
    launch(mini_app_data(query_id="x" * room), KEY, NOW)
    with pytest.raises(TelegramNotShown):
        launch(mini_app_data(query_id="x" * (room + 1)), KEY, NOW)
    assert launch(mini_app_data(at=NOW + LEEWAY), KEY, NOW).user.id == 7001
    with pytest.raises(TelegramNotShown):
        launch(mini_app_data(at=NOW + LEEWAY + timedelta(seconds=1)), KEY, NOW)


# As libraries for Mini Apps have it, with the signature that Telegram has made for others.
OF_ANOTHER = (
    "user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%20%2B%20-%20%3F%20%5C%2F%22%2C%2"
    "2last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%2"
    "2%2C%22is_premium%22%3Atrue%2C%22allows_write_to_pm%22%3Atrue%2C%22photo_url%22%3A%22https%3A%5"
    "C%2F%5C%2Ft.me%5C%2Fi%5C%2Fuserpic%5C%2F320%5C%2F4FPEE4tmP3ATHa57u6MqTDih13LTOiMoKoLDRG4PnSA.sv"
    "g%22%7D&chat_instance=8134722200314281151&chat_type=private&auth_date=1733584787&hash=2174df5b0"
    "00556d044f3f020384e879c8efcab55ddea2ced4eb752e93e7080d6&signature=zL-ucjNyREiHDE8aihFwpfR9aggP2"
    "xiAo3NSpfe-p7IbCisNlDKlo7Kb6G4D0Ao2mBrSgEk4maLSdv6MLIlADQ"
)
ANOTHER, OPENED = 7342037359, datetime.fromtimestamp(1733584787, UTC)


def test_a_mini_app_of_another_bot_is_known_by_telegrams_own_signature() -> None:
    foreign_launch = launch_of(OF_ANOTHER, ANOTHER, is_telegrams, OPENED)
    assert (foreign_launch.user.id, foreign_launch.user.username) == (279058397, "vdkfrost")
    with pytest.raises(TelegramNotShown) as over:
        launch_of(OF_ANOTHER, ANOTHER, is_telegrams, OPENED + LAUNCH_VALID)
    assert over.value.why == "expired"
    for forged, bot in (
        (OF_ANOTHER, ANOTHER + 1),
        (OF_ANOTHER.replace("279058397", "279058398"), ANOTHER),
        (OF_ANOTHER.replace("zL-uc", "zL-ud"), ANOTHER),
        (OF_ANOTHER.partition("&signature")[0], ANOTHER),
        (OF_ANOTHER + "&chat_type=private", ANOTHER),
        (OF_ANOTHER.replace("zL-uc", "ä" * 9), ANOTHER),
        (OF_ANOTHER.replace("zL-uc", "zL-u"), ANOTHER),
        (OF_ANOTHER.replace("8134722200314281151", "\ud800"), ANOTHER),
        ("", ANOTHER),
    ):
        with pytest.raises(TelegramNotShown):
            launch_of(forged, bot, is_telegrams, OPENED)
