"""The free starts that anybody may have, among all waited for: others go down the line."""

from collections.abc import Collection
from typing import Final

from storage.transactions import Reader, Writer

_FREE: Final = "SELECT service_id, choice, starts FROM wait_free WHERE coach_id = $1"
_SET_FREE: Final = """
INSERT INTO wait_free (coach_id, service_id, choice, starts) VALUES ($1, $2, $3, $4)
ON CONFLICT (coach_id, service_id, choice) DO UPDATE SET starts = excluded.starts
"""
# Of what anybody could have, some is gone by the time somebody joins: they wait for that.
_STILL_FREE: Final = """
INSERT INTO wait_free AS known (coach_id, service_id, choice, starts) VALUES ($1, $2, $3, $4)
ON CONFLICT (coach_id, service_id, choice) DO UPDATE SET starts = ARRAY(
    SELECT s FROM unnest(known.starts) s WHERE s = ANY (excluded.starts) ORDER BY s)
"""


async def known_free(reader: Reader, coach_id: int) -> dict[tuple[int, str], set[int]]:
    """The starts of a coach, epoch seconds, that anybody may have: by service and choice."""
    rows = await reader.fetch(_FREE, coach_id)
    return {(service, choice): {60 * at for at in starts} for service, choice, starts in rows}


async def set_free(
    writer: Writer,
    coach_id: int,
    service_id: int,
    choice: str,
    starts: Collection[int],
    *,
    joining: bool = False,
) -> None:
    """Anybody may have these starts, epoch seconds. joining: of the known starts only those remain
    that are among these."""
    minutes = sorted(at // 60 for at in starts)
    sql = _STILL_FREE if joining else _SET_FREE
    await writer.fetch(sql, coach_id, service_id, choice, minutes)
