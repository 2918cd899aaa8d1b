"""The data folder: made, or refused by the name of its setting."""

from pathlib import Path

import pytest

from bot import data_folder
from bot.data_folder import DataFolder
from bot.settings.settings import WrongSetting


def test_it_is_made_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b"
    assert data_folder.trouble(path) is None
    data_folder.make(path)
    assert path.stat().st_mode & 0o777 == 0o700


def test_what_is_in_its_place_is_told_with_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for path, reason in (
        (tmp_path / "file", f"{tmp_path}/file is a file and no folder"),
        (tmp_path / "file" / "data", f"{tmp_path}/file is a file and no folder"),
        (tmp_path / "link", f"{tmp_path}/link is a link that leads nowhere"),
    ):
        sentence = (
            f"COACHBOOK_DATA_DIR {path} cannot be used: {reason}; set it to a folder of your own."
        )
        assert data_folder.trouble(path) == sentence
        with pytest.raises(WrongSetting) as raised, DataFolder(path):
            pass
        assert str(raised.value) == sentence


def test_a_lock_that_is_no_file_is_told_with_the_setting(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()
    with pytest.raises(WrongSetting, match=r"COACHBOOK_DATA_DIR .*/lock cannot be opened"):
        DataFolder(tmp_path).__enter__()
