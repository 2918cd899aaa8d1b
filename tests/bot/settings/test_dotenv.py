"""The `.env` file: what is read from it, and what it may be written with."""

from pathlib import Path

import pytest

from bot.settings.settings import PREFIX, WrongSetting, environment


def test_a_dotenv_file_gives_what_the_environment_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "# the bot\nCOACHBOOK_TIMEZONE=Europe/Berlin\n\nexport COACHBOOK_LANGUAGE='de'\n"
        'COACHBOOK_CURRENCY="CHF"\nCOACHBOOK_HTTP_PORT=80\nPATH=/evil\nnonsense\n',
    )
    monkeypatch.setenv("COACHBOOK_HTTP_PORT", "8080")
    variables = environment(file)
    assert {name: value for name, value in variables.items() if name.startswith(PREFIX)} == {
        "COACHBOOK_TIMEZONE": "Europe/Berlin",
        "COACHBOOK_LANGUAGE": "de",
        "COACHBOOK_CURRENCY": "CHF",
        "COACHBOOK_HTTP_PORT": "8080",
    }
    assert variables["PATH"] != "/evil"


def test_a_byte_order_mark_belongs_to_no_name(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("COACHBOOK_TIMEZONE=Europe/Berlin\n", "utf-8-sig")

    assert environment(file)["COACHBOOK_TIMEZONE"] == "Europe/Berlin"


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le"])
def test_a_dotenv_file_in_another_encoding_is_told(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / ".env"
    file.write_text("COACHBOOK_MAIL_FROM=Büro <desk@example.org>\n", encoding)

    with pytest.raises(WrongSetting) as raised:
        environment(file)

    assert str(raised.value) == f"{file} is no text in UTF-8: save it again in that encoding."


def test_a_value_with_a_character_that_ends_texts_in_c_is_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("COACHBOOK_DATA_DIR=here\0and there\n")

    with pytest.raises(WrongSetting, match="is no text in UTF-8"):
        environment(file)
