"""PostgreSQL's own programs for backups, of the right version, called so that no password shows."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bot.postgres.embedded import binary
from storage import address

_USED = ("pg_dump", "pg_restore", "psql")


class NoClientPrograms(Exception):
    """No programs of the right version; the text is one sentence that says what to install."""


@dataclass(frozen=True, slots=True)
class ClientPrograms:
    """The programs of one PostgreSQL installation. folder: where they are. environ: their
    environment, which may tell libpq how to connect (PGSSLROOTCERT, PGPASSFILE …)."""

    folder: Path
    environ: Mapping[str, str]

    def run(self, name: str, *arguments: str, url: str | None = None) -> tuple[int, str, str]:
        """Run a program to its end: its exit code, and what it wrote on both outputs."""
        process = subprocess.run(
            self._command(name, arguments, url),
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env=self._environment(url),
        )
        return process.returncode, process.stdout, process.stderr

    def start(
        self, name: str, *arguments: str, errors: IO[bytes], url: str | None = None
    ) -> "subprocess.Popen[bytes]":
        """Start a program to talk to through pipes. errors: where it writes those."""
        return subprocess.Popen(
            self._command(name, arguments, url),
            stdin=subprocess.DEVNULL if url is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=self._environment(url),
        )

    def _command(self, name: str, arguments: Sequence[str], url: str | None) -> list[str]:
        where = [] if url is None else [f"--dbname={address.without_password(url)[0]}"]
        return [str(self.folder / name), *where, *arguments]

    def _environment(self, url: str | None) -> dict[str, str]:
        # Everybody on a machine can read arguments, but not the environment.
        password = None if url is None else address.without_password(url)[1]
        secret = {} if password is None else {"PGPASSWORD": password}
        return {**self.environ, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "10", **secret}


def programs_for(server: int, environ: Mapping[str, str], *, embedded: bool) -> ClientPrograms:
    """The programs for a server of this major version.

    For a remote database the machine's own come first: they support TLS, and the ones we install do
    not. Raises NoClientPrograms.
    """
    versions = []
    for folder in _folders(environ, embedded=embedded):
        programs = ClientPrograms(folder, environ)
        version = _version(programs)
        if version >= server:
            return programs
        versions.append(version)
    raise NoClientPrograms(
        f"The database is PostgreSQL {server}, and the pg_dump here is of version {max(versions)}: "
        f"install the client programs of version {server} (on Debian postgresql-client-{server})."
    )


def _folders(environ: Mapping[str, str], *, embedded: bool) -> Iterator[Path]:
    if not embedded:
        for folder in map(Path, environ.get("PATH", "").split(":")):
            if all(shutil.which(name, path=str(folder)) for name in _USED):
                yield folder
    yield Path(binary("pg_dump")).parent


def _version(programs: ClientPrograms) -> int:
    """The major version; 0 if it is unknown."""
    try:
        _, answer, _ = programs.run("pg_dump", "--version")
    except OSError:
        return 0
    # It says: pg_dump (PostgreSQL) 18.6
    number = re.search(r"\) (\d+)", answer)
    return int(number[1]) if number else 0
