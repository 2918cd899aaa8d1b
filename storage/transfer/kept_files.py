"""Files that are kept here. They come and go a part at a time: none is in memory as a whole but one
that has come so."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import blake2b
from typing import IO, Final

from sqlalchemy import delete, text

from domain.transfer.kept_files import NewFile
from storage import batches
from storage.field_columns import columns_of
from storage.tables.kept_files import kept_files
from storage.transactions import Cells, Database, Reader, Writer
from storage.transfer import exports

PART: Final = 256 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is whole. kind: its media type. size: bytes. digest: of its bytes. telegram_id:
    by which Telegram has it, None where it was never sent there."""

    id: int
    name: str
    kind: str
    size: int
    digest: str
    telegram_id: str | None


_COLUMNS: Final = columns_of(KeptFile)
_ADD = """
INSERT INTO kept_files (name, kind, export_id, coach_id, created_at)
VALUES ($1, $2, $3, $4, $5) RETURNING id
"""
_ADD_PART = "INSERT INTO kept_parts (file_id, nr, content) VALUES ($1, $2, $3)"
_WHOLE = "UPDATE kept_files SET size = $2, digest = $3 WHERE id = $1 RETURNING id"
_OF_MESSAGE = "UPDATE kept_files SET message_id = $2 WHERE id = $1 RETURNING id"
_KNOWN = "UPDATE kept_files SET telegram_id = $2 WHERE id = $1 RETURNING id"
_BY_ID = f"SELECT {_COLUMNS} FROM kept_files WHERE id = $1 AND digest IS NOT NULL"
_OF_EXPORT = f"""
SELECT {_COLUMNS} FROM kept_files WHERE export_id = $1 AND digest IS NOT NULL ORDER BY id
"""
_PART = "SELECT content FROM kept_parts WHERE file_id = $1 AND nr = $2"
_UNFINISHED = "DELETE FROM kept_files WHERE export_id = $1 AND digest IS NULL RETURNING id"
# Of an export, for a few days; of a coach, whose picture is another one by now; of nothing, since
# what it came with was refused. What belongs to a message goes with that.
_FORGET = delete(kept_files).where(
    batches.oldest(
        kept_files.c.id,
        kept_files.c.created_at,
        text(
            "message_id IS NULL AND NOT EXISTS (SELECT FROM coaches c"
            " WHERE c.id = kept_files.coach_id AND c.photo = 'kept:' || kept_files.id)"
        ),
    )
)


async def add(
    writer: Writer,
    file: NewFile,
    now: datetime,
    *,
    coach_id: int | None = None,
) -> int:
    """Keep a file that has come whole; its id."""
    file_id = await _begin(writer, file.name, file.kind, now, coach_id=coach_id)
    content = memoryview(file.content)
    for nr, start in enumerate(range(0, len(content), PART)):
        await _add_part(writer, file_id, nr, bytes(content[start : start + PART]))
    await writer.fetch(_WHOLE, file_id, len(content), _digest(file.content))
    return file_id


async def belongs_to_message(writer: Writer, file_id: int, message_id: int) -> None:
    """It goes when that message goes."""
    await writer.fetch(_OF_MESSAGE, file_id, message_id)


async def save(
    database: Database,
    name: str,
    kind: str,
    content: IO[bytes],
    *,
    export_id: int,
    number: int,
    now: datetime,
) -> None:
    """Keep an open file of an export, each part in a transaction of its own: it may be large. It is
    there, and counts, once it is whole. number: its place among the files of the export, from 1."""

    async def begin(writer: Writer) -> int:
        return await _begin(writer, name, kind, now, export_id=export_id)

    file_id, size, digest, nr = await database.write(begin), 0, blake2b(digest_size=12), 0
    while part := content.read(PART):
        await database.write(partial(_add_part, file_id=file_id, nr=nr, content=part))
        digest.update(part)
        size, nr = size + len(part), nr + 1

    async def end(writer: Writer) -> None:
        await writer.fetch(_WHOLE, file_id, size, digest.hexdigest())
        await exports.set_sent(writer, export_id, number)

    await database.write(end)


async def drop_unfinished(database: Database, export_id: int) -> None:
    """What somebody has begun to keep of an export and has not ended."""
    await database.write(lambda writer: writer.fetch(_UNFINISHED, export_id))


async def by_id(reader: Reader, file_id: int) -> KeptFile | None:
    """A file, if it is there and whole."""
    rows = await reader.fetch(_BY_ID, file_id)
    return _file(rows[0]) if rows else None


async def of_export(reader: Reader, export_id: int) -> Sequence[KeptFile]:
    """The files of an export that are whole, in order."""
    return [_file(row) for row in await reader.fetch(_OF_EXPORT, export_id)]


async def set_telegram_id(writer: Writer, file_id: int, telegram_id: str | None) -> None:
    """Telegram has it by this id; None where it has it no more."""
    await writer.fetch(_KNOWN, file_id, telegram_id)


async def parts(database: Database, file: KeptFile) -> AsyncIterator[bytes]:
    """Its bytes, a part at a time. Nothing is held between two of them; what is forgotten meanwhile
    ends too early."""
    nr, remaining = 0, file.size
    while remaining > 0:
        async with database.read() as reader:
            rows = await reader.fetch(_PART, file.id, nr)
        if not rows:
            raise ConnectionResetError("the file is gone")
        part: bytes = rows[0][0]
        nr, remaining = nr + 1, remaining - len(part)
        yield part


async def content(database: Database, file: KeptFile) -> bytes:
    """All of it: of a picture or a voice message, which are small."""
    return b"".join([part async for part in parts(database, file)])


async def forget_older(writer: Writer, *, before: datetime) -> int:
    """A batch of those that nobody needs, from before then; how many."""
    return await writer.run(_FORGET, {"before": before})


async def _begin(
    writer: Writer,
    name: str,
    kind: str,
    now: datetime,
    *,
    export_id: int | None = None,
    coach_id: int | None = None,
) -> int:
    [[file_id]] = await writer.fetch(_ADD, name, kind, export_id, coach_id, now)
    return int(file_id)


async def _add_part(writer: Writer, file_id: int, nr: int, content: bytes) -> None:
    await writer.fetch(_ADD_PART, file_id, nr, content)


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=12).hexdigest()


def _file(row: Cells) -> KeptFile:
    return KeptFile(*row)
