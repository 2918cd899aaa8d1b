"""Starting over: everything the playground and its bot have stored is deleted, and seeded again.

The data is in use when somebody asks for this. So the request is written down, as a file; the
process stops as if it ended, and the next start carries the request out before it opens anything.
After a crash meanwhile, the file is still there, and the next start does all of it again: there is
no state in between.
"""

import os
from pathlib import Path
from typing import Final

from bot.playground.sample_people import FIRST_ID, LAST_ID
from storage import migrations
from storage.people import people
from storage.transactions import Database

CHATS: Final = "playground.sqlite3"
_WISH = "starting-over"


def wish(folder: Path) -> None:
    """Write down that the next start in this data folder deletes everything."""
    with (folder / _WISH).open("w") as file:
        file.write("The next start deletes the playground's chats and bookings.\n")
        file.flush()
        os.fsync(file.fileno())
    _settle(folder)


async def carry_out(folder: Path, url: str) -> bool:
    """Before anything is opened: empty the database and delete the chats, if that was requested.

    Returns whether it was. Raises as `storage.migrations.upgrade` does, and OSError.
    """
    if not (folder / _WISH).exists():
        return False
    if await is_somebody_elses(url):
        forget(folder)  # restored, or served by a real bot, since the request
        return False
    await migrations.clear(url)
    for ending in ("", "-wal", "-shm", "-journal"):
        (folder / f"{CHATS}{ending}").unlink(missing_ok=True)
    _settle(folder)
    forget(folder)
    return True


async def is_somebody_elses(url: str) -> bool:
    """Whether people of a real bot are in the database, who must not be deleted, too."""
    if await migrations.version(url) is None:
        return False
    database = Database(url, pool_size=1)
    try:
        async with database.read() as reader:
            return await people.anyone_beyond(reader, FIRST_ID, LAST_ID)
    finally:
        await database.close()


def forget(folder: Path) -> None:
    """The request was carried out, or must not be: a real bot's start must not leave it for
    later."""
    try:
        (folder / _WISH).unlink()
    except (FileNotFoundError, NotADirectoryError):
        return
    _settle(folder)


def _settle(folder: Path) -> None:
    # What was created or deleted in a folder is only safe once the folder itself is synced.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
