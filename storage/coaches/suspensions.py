"""Which suspensions are over, and what belongs to one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from domain.coaches.suspension import Suspension
from storage.transactions import Reader, Writer

COLUMNS: Final = ("suspended_at", "suspended_until", "suspended_reason")
_OVER: Final = """
SELECT id FROM coaches WHERE suspended_until <= $1 AND suspended_at IS NOT NULL
ORDER BY id LIMIT $2
"""
_RESCUE: Final = """
SELECT id FROM rescues WHERE coach_id = $1 AND leave_id = 0 AND rule_id IS NULL
ORDER BY made_at DESC, id DESC LIMIT 1
"""


def of_row(row: Mapping[str, Any]) -> Suspension | None:
    """The suspension in a coach's row, as JSON."""
    since, until, reason = (row[name] for name in COLUMNS)
    if since is None:
        return None
    return Suspension(_instant(since), _instant(until) if until else None, reason)


async def over(reader: Reader, now: datetime, most: int) -> Sequence[int]:
    """The coaches whose suspension has ended by now."""
    return [row[0] for row in await reader.fetch(_OVER, now, most)]


async def rescue_of(writer: Writer, coach_id: int) -> int:
    """The latest rescue begun by a suspension of this coach, 0 if none."""
    rows = await writer.fetch(_RESCUE, coach_id)
    return int(rows[0][0]) if rows else 0


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
