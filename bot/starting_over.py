"""Starting over: everything that the playground and its bot have stored goes, and is seeded anew.

What is to be deleted is still in use when somebody asks for it. So the wish is written down, as a
file; the process lets go of everything as if it ended, and the next start carries the wish out
before it opens anything. A crash on the way leaves the file, and the start after it does all of it
once more: there is no state in between.
"""

import os
from pathlib import Path
from typing import Final

from storage import migrations

CHATS: Final = "playground.sqlite3"
_WISH = "starting-over"


def wish(folder: Path) -> None:
    """Write down that the next start in this data folder is to begin with nothing."""
    with (folder / _WISH).open("w") as file:
        file.write("The next start deletes the playground's chats and bookings.\n")
        file.flush()
        os.fsync(file.fileno())
    _settle(folder)


async def carry_out(folder: Path, url: str) -> bool:
    """Before anything is opened: empty the database and delete the chats, if that was wished for.

    Whether it was. Raises as `storage.migrations.upgrade`, and OSError.
    """
    if not (folder / _WISH).exists():
        return False
    await migrations.clear(url)
    for ending in ("", "-wal", "-shm", "-journal"):
        (folder / f"{CHATS}{ending}").unlink(missing_ok=True)
    _settle(folder)
    (folder / _WISH).unlink()
    _settle(folder)
    return True


def _settle(folder: Path) -> None:
    # What was made or deleted in a folder is only sure once the folder itself is written.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
