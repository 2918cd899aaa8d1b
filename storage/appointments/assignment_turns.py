"""Turns: when each coach was last assigned somebody who chose no coach."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql

from storage.tables.coaches import turns
from storage.transactions import Reader, Writer


async def of(reader: Reader, coach_ids: Sequence[int]) -> dict[int, datetime]:
    """The latest turn of each coach, UTC; those who never had one are left out."""
    rows = await reader.rows(
        select(turns.c.coach_id, turns.c.given_at).where(turns.c.coach_id.in_(coach_ids))
    )
    return {row.coach_id: row.given_at for row in rows}


async def record(writer: Writer, coach_id: int, at: datetime) -> None:
    """Records this coach's turn."""
    turn = postgresql.insert(turns).values(coach_id=coach_id, given_at=at)
    await writer.run(
        turn.on_conflict_do_update(
            index_elements=[turns.c.coach_id], set_={"given_at": turn.excluded.given_at}
        )
    )
