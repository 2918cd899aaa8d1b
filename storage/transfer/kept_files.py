"""Files stored here. They are written and read in parts: none is in memory as a whole unless it
came that way."""

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
    """A complete file. kind: its media type. size: bytes. digest: of its bytes.
    telegram_file_id: Telegram's id for it, None if it was never sent there."""

    id: int
    name: str
    kind: str
    size: int
    digest: str
    telegram_file_id: str | None


_COLUMNS: Final = columns_of(KeptFile, telegram_file_id="telegram_id")
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
# Exports' after a few days; coaches', once their picture is another one; and those of nothing, as
# what they came with was refused. A message's go with it.
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
    """Store a file that came as a whole; its id."""
    file_id = await _begin(writer, file.name, file.kind, now, coach_id=coach_id)
    content = memoryview(file.content)
    for nr, start in enumerate(range(0, len(content), PART)):
        await _add_part(writer, file_id, nr, bytes(content[start : start + PART]))
    await writer.fetch(_WHOLE, file_id, len(content), _digest(file.content))
    return file_id


async def belongs_to_message(writer: Writer, file_id: int, message_id: int) -> None:
    """It is deleted with that message."""
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
    """Store an open file of an export, each part in a transaction of its own: it may be large. It
    exists, and counts, once it is complete. number: its place among the files of the export, from
    1."""

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
    """Deletes what somebody has begun to store for an export and not finished."""
    await database.write(lambda writer: writer.fetch(_UNFINISHED, export_id))


async def by_id(reader: Reader, file_id: int) -> KeptFile | None:
    """A file, if it exists and is complete."""
    rows = await reader.fetch(_BY_ID, file_id)
    return _file(rows[0]) if rows else None


async def of_export(reader: Reader, export_id: int) -> Sequence[KeptFile]:
    """The complete files of an export, in order."""
    return [_file(row) for row in await reader.fetch(_OF_EXPORT, export_id)]


async def set_telegram_file_id(writer: Writer, file_id: int, telegram_file_id: str | None) -> None:
    """Telegram's id for it; None if Telegram no longer has it."""
    await writer.fetch(_KNOWN, file_id, telegram_file_id)


async def parts(database: Database, file: KeptFile) -> AsyncIterator[bytes]:
    """Its bytes, a part at a time. Nothing is held in between; a file deleted meanwhile ends too
    early."""
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
    """All of it: for a picture or a voice message, which are small."""
    return b"".join([part async for part in parts(database, file)])


async def forget_older(writer: Writer, *, before: datetime) -> int:
    """Deletes a batch of those that nobody needs, from before then; how many."""
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
