"""The settings of text messages, apps and browsers: whole, or one sentence each."""

import json
from pathlib import Path

import pytest

from bot.settings.channel_settings import Twilio
from bot.settings.settings import PREFIX, Settings, WrongSetting
from domain.messages.notices import Channel
from tests.providers import NUMBER, SID, TOKEN, pem, rsa_key

TWILIO = {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_FROM": NUMBER}


def read(**values: str) -> Settings:
    return Settings.read({PREFIX + name: value for name, value in values.items()})


def key_file(folder: Path, **other: str) -> str:
    account = {
        "project_id": "studio",
        "client_email": "bot@studio.example",
        "token_uri": "https://oauth2.googleapis.com/token",
        "private_key": pem(rsa_key()),
    }
    file = folder / "firebase.json"
    file.write_text(json.dumps(account | other))
    return str(file)


def test_what_is_set_is_offered_and_no_secret_is_said(tmp_path: Path) -> None:
    settings = read(
        **TWILIO, FCM_KEY_FILE=key_file(tmp_path), VAPID_SUBJECT="mailto:desk@example.org"
    )
    assert settings.twilio == Twilio(SID, TOKEN, NUMBER)
    assert settings.ways == {Channel.SMS, Channel.PUSH, Channel.WEB_PUSH}
    assert settings.fcm is not None
    assert {TOKEN, settings.fcm.private_key} <= set(settings.secrets)
    assert TOKEN not in repr(settings)
    assert "PRIVATE KEY" not in repr(settings)
    for sender in ("MG" + "0" * 32, "Studio Yoga"):
        assert read(**TWILIO | {"TWILIO_FROM": sender}).twilio is not None


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"TWILIO_FROM": NUMBER},
            "COACHBOOK_TWILIO_FROM is not enough for text messages: set "
            "COACHBOOK_TWILIO_ACCOUNT_SID and COACHBOOK_TWILIO_AUTH_TOKEN.",
        ),
        (TWILIO | {"TWILIO_ACCOUNT_SID": "AC1"}, "COACHBOOK_TWILIO_ACCOUNT_SID is not the SID"),
        (TWILIO | {"TWILIO_AUTH_TOKEN": "x y"}, "COACHBOOK_TWILIO_AUTH_TOKEN is not an auth token"),
        (TWILIO | {"TWILIO_FROM": "Coachbook Studio"}, "COACHBOOK_TWILIO_FROM must be a number"),
        ({"VAPID_SUBJECT": "desk"}, "COACHBOOK_VAPID_SUBJECT must be where its operator is asked"),
        ({"VAPID_SUBJECT": "mailto:desk"}, "COACHBOOK_VAPID_SUBJECT must be an e-mail address"),
        ({"FCM_KEY_FILE": "/nowhere"}, "COACHBOOK_FCM_KEY_FILE must be the key file"),
        ({"FCM_KEY_FILE": "a\0b"}, "COACHBOOK_FCM_KEY_FILE must be the key file"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(values: dict[str, str], sentence: str) -> None:
    with pytest.raises(WrongSetting) as wrong:
        read(**values)
    assert str(wrong.value).startswith(sentence)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    "other",
    [
        {"private_key": "none"},
        {"token_uri": "http://example.org/token"},
        {"project_id": "../x"},
        {"client_email": ""},
    ],
)
def test_a_key_file_is_looked_at_when_it_starts(tmp_path: Path, other: dict[str, str]) -> None:
    with pytest.raises(WrongSetting, match="COACHBOOK_FCM_KEY_FILE must be the key file"):
        read(FCM_KEY_FILE=key_file(tmp_path, **other))
