"""PostgreSQL's programs are told a password where nobody else can read it."""

from pathlib import Path

import pytest

from bot.postgres.client_programs import ClientPrograms

NOSY = """#!/bin/sh
tr '\\0' '\\n' </proc/$$/cmdline
echo "password: $PGPASSWORD"
"""


@pytest.fixture
def nosy(tmp_path: Path) -> ClientPrograms:
    """A psql that prints its entry in the process list, and its password."""
    program = tmp_path / "psql"
    program.write_text(NOSY)
    program.chmod(0o755)
    return ClientPrograms(tmp_path, {"PATH": "/usr/bin:/bin"})


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:s%2Fecret@db/coach",
        "postgresql://db/coach?user=ann&password=s%2Fecret",
        "postgresql://ann@db/coach?sslmode=require&password=s%2Fecret",
    ],
)
def test_a_password_is_not_in_the_list_of_processes(nosy: ClientPrograms, url: str) -> None:
    _, output, _ = nosy.run("psql", "--quiet", url=url)

    listed, _, password = output.partition("password: ")
    assert "--quiet" in listed
    assert "ann" in listed
    assert "ecret" not in listed
    assert password.strip() == "s/ecret"
