"""Why the embedded PostgreSQL does not run, as one sentence for the person who started it."""

import shutil
from pathlib import Path

# Bytes of one file of the write-ahead log.
_LOG_SEGMENT = 16 * 2**20


class PostgresFailed(Exception):
    """The embedded server cannot run; the text is one sentence that says why and what to do."""


class PostgresGone(PostgresFailed):
    """The embedded server has ended, and cannot be restarted."""


def explain(output: str, folder: Path, log: Path | None = None) -> str:
    """One sentence for the person who started it."""
    # A server on a full disk may report something else; it needs room for a segment.
    room = shutil.disk_usage(folder).free if folder.is_dir() else _LOG_SEGMENT
    if "No space left on device" in output or room < _LOG_SEGMENT:
        return f"There is no room left on the disk for the database in {folder}: free some space."
    if "Permission denied" in output:
        return (
            f"The database in {folder} cannot be written by this user: change its owner, or set "
            "COACHBOOK_DATA_DIR to a folder of your own."
        )
    if "could not look up effective user" in output:
        return (
            "PostgreSQL does not run for a user without a name: add this one to /etc/passwd, or "
            "set COACHBOOK_DATABASE_URL to a database that runs elsewhere."
        )
    if "PG_VERSION" in output:
        return (
            f"{folder / 'postgres'} is no database of PostgreSQL: move it away, or set "
            "COACHBOOK_DATA_DIR to another folder."
        )
    errors = [line for line in output.splitlines() if any(w in line for w in _TELLING)]
    last = (errors or output.splitlines() or ["nothing was said"])[-1].strip()
    return f"PostgreSQL did not start in {folder}: {last}" + (f" (see {log})" if log else "")


_TELLING = ("FATAL:", "PANIC:", "error:")
