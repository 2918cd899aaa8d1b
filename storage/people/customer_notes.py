"""Coaches' notes about customers. Only the coach sees them."""

from datetime import datetime
from typing import Final

from sqlalchemy import delete, text

from storage import batches
from storage.tables.customer_notes import customer_notes
from storage.transactions import Reader, Writer

_FIND: Final = "SELECT note FROM customer_notes WHERE coach_id = $1 AND person_id = $2"
_KEEP: Final = """
INSERT INTO customer_notes (coach_id, person_id, note, updated_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (coach_id, person_id) DO UPDATE SET
    note = excluded.note, updated_at = excluded.updated_at
"""
_FORGET: Final = "DELETE FROM customer_notes WHERE coach_id = $1 AND person_id = $2"
_FORGET_OLD = delete(customer_notes).where(
    batches.oldest(
        customer_notes.c.id,
        customer_notes.c.updated_at,
        text(
            """
            NOT EXISTS (
                SELECT FROM appointments a
                WHERE a.coach_id = customer_notes.coach_id
                    AND a.customer_id = customer_notes.person_id AND a.starts_at >= :before
            )
            """
        ),
    )
)


async def find(reader: Reader, coach_id: int, person_id: int) -> str | None:
    """This coach's note about a customer."""
    rows = await reader.fetch(_FIND, coach_id, person_id)
    return rows[0][0] if rows else None


async def keep(writer: Writer, coach_id: int, person_id: int, note: str, now: datetime) -> None:
    """Stores this note, replacing the previous one."""
    await writer.fetch(_KEEP, coach_id, person_id, note, now)


async def forget(writer: Writer, coach_id: int, person_id: int) -> None:
    """Deletes the note."""
    await writer.fetch(_FORGET, coach_id, person_id)


async def forget_old(writer: Writer, before: datetime) -> int:
    """Deletes a batch of notes not changed since, about customers who have not been there since;
    how many."""
    return await writer.run(_FORGET_OLD, {"before": before})
