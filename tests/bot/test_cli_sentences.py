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

    told = coachbook(*command, DATABASE_URL=database_url)

    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.splitlines()[-1] == (
        "COACHBOOK_DATABASE_URL: the database belongs to another program, as its revision "
        "'abcd1234' tells: give Coachbook one of its own."
    )
    assert "Traceback" not in told.stderr
    assert list(tmp_path.glob("*.dump")) == []
