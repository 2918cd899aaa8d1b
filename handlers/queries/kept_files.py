"""Files that are kept here or at Telegram, for whoever may see what they belong to: that is asked
before, where it is read."""

from collections.abc import AsyncIterator

from domain.kept_files import number_of
from domain.refusals import NotFound
from storage import kept_files
from storage.kept_files import KeptFile
from storage.transactions import Database


async def by_name(database: Database, name: str) -> KeptFile | None:
    """The file that stands where an id of Telegram's would; None for one of Telegram's. Raises
    NotFound for one that is gone."""
    number = number_of(name)
    if number is None:
        return None
    async with database.read() as reader:
        file = await kept_files.by_id(reader, number)
    if file is None:
        raise NotFound
    return file


def parts(database: Database, file: KeptFile) -> AsyncIterator[bytes]:
    """Its bytes, a part at a time, with nothing held in between."""
    return kept_files.parts(database, file)
