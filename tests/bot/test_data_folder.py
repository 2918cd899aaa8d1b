"""Two processes on one data folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.data_folder import AlreadyRunning, DataFolder

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys, time
from pathlib import Path
from bot.data_folder import DataFolder
with DataFolder(Path(sys.argv[1])) as folder:
    folder.announce("http://127.0.0.1:8787")
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_second_learns_where_the_first_is(tmp_path: Path) -> None:
    with DataFolder(tmp_path) as first:
        first.announce("http://127.0.0.1:8787")
        with pytest.raises(AlreadyRunning) as raised, DataFolder(tmp_path):
            pass
    assert str(raised.value) == (
        f"Coachbook is already running at http://127.0.0.1:8787 (process {os.getpid()}, data in "
        f"{tmp_path}): open that, or stop it first."
    )


def test_a_first_that_is_still_starting_is_found_too(tmp_path: Path) -> None:
    starting = pytest.raises(AlreadyRunning, match="an address it is still choosing")
    with DataFolder(tmp_path), starting:
        DataFolder(tmp_path).__enter__()


def test_the_folder_is_made_for_us_alone_and_free_again_afterwards(tmp_path: Path) -> None:
    place = tmp_path / "deep" / "data"
    with DataFolder(place):
        assert place.stat().st_mode & 0o777 == 0o700
    with DataFolder(place):
        pass


def test_a_killed_holder_leaves_the_folder_free(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path], cwd=ROOT, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyRunning):
            DataFolder(tmp_path).__enter__()
        holder.kill()
    with DataFolder(tmp_path):
        pass
