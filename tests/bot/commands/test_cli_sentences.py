"""What keeps a command from working is one sentence on standard error, and exit code 2."""

from pathlib import Path
from typing import Any

import pytest

from storage.transactions import Database


@pytest.mark.parametrize(
    "command",
    [["run"], ["migrate"], ["backup", "all.dump"], ["dead-letters"]],
    ids=lambda command: command[0],
)
async def test_the_database_of_another_program_ends_every_command(
    coachbook: Any, database: Database, database_url: str, command: list[str], tmp_path: Path
) -> None:
    await database.write(lambda w: w.fetch("UPDATE alembic_version SET version_num = 'abcd1234'"))

    run = coachbook(*command, DATABASE_URL=database_url)

    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.splitlines()[-1] == (
        "COACHBOOK_DATABASE_URL: the database belongs to another program, as its revision "
        "'abcd1234' tells: give Coachbook one of its own."
    )
    assert "Traceback" not in run.stderr
    assert list(tmp_path.glob("*.dump")) == []


@pytest.mark.parametrize("command", ["run", "migrate", "dead-letters"])
def test_a_host_of_the_database_that_is_not_known_is_told_by_its_setting(
    coachbook: Any, command: str
) -> None:
    run = coachbook(command, DATABASE_URL="postgresql://u:secret@nope.invalid/x")

    assert (run.returncode, run.stdout) == (2, ""), run.stderr
    last = run.stderr.splitlines()[-1]
    assert last.startswith("The host in COACHBOOK_DATABASE_URL is not known (")
    assert "COACHBOOK_HTTP_HOST" not in run.stderr
    assert "secret" not in run.stderr


@pytest.mark.parametrize("command", ["run", "playground"])
@pytest.mark.parametrize("host", ["nope.invalid", "192.0.2.1"])
def test_a_host_that_is_not_of_this_machine_is_told(
    coachbook: Any, command: str, host: str
) -> None:
    run = coachbook(command, HTTP_HOST=host)

    assert (run.returncode, run.stdout) == (2, "")
    (sentence,) = run.stderr.splitlines()
    assert sentence.startswith(f"COACHBOOK_HTTP_HOST {host} is no address of this machine (")
    assert sentence.endswith("): 127.0.0.1 is one, and 0.0.0.0 means all.")


def test_a_dotenv_file_that_cannot_be_read_is_told(coachbook: Any, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"COACHBOOK_LANGUAGE=\xff\n")

    run = coachbook("doctor")

    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == ".env is no text in UTF-8: save it again in that encoding.\n"
