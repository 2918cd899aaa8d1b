"""The repository's content: every file, text and module in git."""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "storage", "domain")


@cache
def committed_files() -> tuple[Path, ...]:
    """Every file in git that exists."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return tuple(
        path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()
    )


def texts() -> Iterator[tuple[str, str]]:
    """Name and content of every committed text."""
    for path in committed_files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield str(path.relative_to(ROOT)), content.decode("utf-8")


def modules(*rooms: str) -> Iterator[tuple[str, str]]:
    """Name and source of every module of these rooms."""
    for name, text in texts():
        if name.endswith(".py") and name.partition("/")[0] in rooms:
            yield name, text
