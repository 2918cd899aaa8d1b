"""What counts towards a limit, and how those who could exceed it take turns.

Both statements only read an index over the stretch in question: their cost does not grow with what
was ever booked.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.services import service_choice as choices
from domain.services.limits import CountedSession
from storage.transactions import Reader, Writer

# Cancelled sessions do not count; completed ones do.
_COUNTED = """
SELECT {who}, date_part('epoch', starts_at)::bigint, service_id, coalesce(session_id, id),
    also, ''
FROM appointments
WHERE {whose} AND starts_at >= $2::timestamptz AND starts_at < $3::timestamptz
    AND status IN ('held', 'pending', 'confirmed', 'completed', 'no_show')
    AND ($4::bigint IS NULL OR (id <> $4 AND session_id IS DISTINCT FROM $4))
"""
# What is held for somebody in line counts as what it may become.
_KEPT = """
UNION ALL
SELECT coach_id, date_part('epoch', starts_at)::bigint, service_id, coalesce(session_id, holder_id),
    NULL, choice
FROM wait_offers
WHERE coach_id = ANY ($1::bigint[]) AND going AND kept
    AND starts_at >= $2::timestamptz AND starts_at < $3::timestamptz
    AND ($4::bigint IS NULL OR (holder_id, session_id) IS DISTINCT FROM ($4, NULL))
"""
_OF_COACHES = _COUNTED.format(who="coach_id", whose="coach_id = ANY ($1::bigint[])") + _KEPT
_OF_CUSTOMER = _COUNTED.format(who="customer_id", whose="customer_id = $1::bigint")
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"


async def of_coaches(
    reader: Reader,
    coach_ids: Sequence[int],
    start: datetime,
    end: datetime,
    *,
    without: int | None = None,
) -> dict[int, list[CountedSession]]:
    """What counts for each coach and begins in `[start, end)`, UTC.

    Each seat of a group is one of these. without: an appointment, or a group session, that does not
    count.
    """
    sessions: dict[int, list[CountedSession]] = {coach_id: [] for coach_id in coach_ids}
    for coach_id, *session in await reader.fetch(_OF_COACHES, list(coach_ids), start, end, without):
        sessions[coach_id].append(_session(*session))
    return sessions


async def of_customer(
    reader: Reader, customer_id: int, start: datetime, end: datetime, *, without: int | None = None
) -> list[CountedSession]:
    """The same for a customer, with any coach."""
    rows = await reader.fetch(_OF_CUSTOMER, customer_id, start, end, without)
    return [_session(*session) for _, *session in rows]


def _session(
    start: int, service_id: int, session: int, also: Sequence[int] | None, choice: str
) -> CountedSession:
    return CountedSession(
        start, service_id, session, tuple(also or ()) or choices.read(choice).also
    )


async def take_turns(writer: Writer, *, coach_id: int | None, customer_id: int | None) -> None:
    """Wait for others who might use up what is left of a limit, and block them.

    None if no limit applies. Always in this order, so that nobody waits in a ring.
    """
    if coach_id is not None:
        await writer.fetch(_TURN, f"limits of coach {coach_id}")
    if customer_id is not None:
        await writer.fetch(_TURN, f"limits of customer {customer_id}")
