"""The team's notes about people."""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import delete, text

from storage import batches
from storage.tables.team_notes import team_notes
from storage.transactions import Reader, Writer


class TeamNote(NamedTuple):
    """A note. author: the name of whoever wrote it last; at: when, UTC."""

    text: str
    author: str
    at: datetime


_FIND: Final = """
SELECT n.note, concat_ws(' ', p.first_name, p.last_name), n.updated_at
FROM team_notes n JOIN people p ON p.id = n.written_by WHERE n.person_id = $1
"""
_KEEP: Final = """
INSERT INTO team_notes (person_id, note, written_by, updated_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (person_id) DO UPDATE SET
    note = excluded.note, written_by = excluded.written_by, updated_at = excluded.updated_at
"""
_FORGET: Final = "DELETE FROM team_notes WHERE person_id = $1"
_FORGET_OLD = delete(team_notes).where(
    batches.oldest(
        team_notes.c.person_id,
        team_notes.c.updated_at,
        text(
            """
            NOT EXISTS (
                SELECT FROM appointments a
                WHERE a.customer_id = team_notes.person_id AND a.starts_at >= :before
            )
            """
        ),
    )
)


async def find(reader: Reader, person_id: int) -> TeamNote | None:
    """The team's note about a person."""
    rows = await reader.fetch(_FIND, person_id)
    return TeamNote(*rows[0]) if rows else None


async def keep(writer: Writer, person_id: int, note: str, author_id: int, now: datetime) -> None:
    """Stores this note, replacing the previous one."""
    await writer.fetch(_KEEP, person_id, note, author_id, now)


async def forget(writer: Writer, person_id: int) -> None:
    """Deletes the note."""
    await writer.fetch(_FORGET, person_id)


async def forget_old(writer: Writer, before: datetime) -> int:
    """Deletes a batch of notes not changed since, about people with no booking that begins after
    that; how many."""
    return await writer.run(_FORGET_OLD, {"before": before})
