"""Bookings page by page, in order of their start, however many there are.

A page begins after a booking and has a fixed size: nothing is counted to reach a page. An index has
each coach's in that order, so a page's worth of each is merged, and nothing is sorted that is not
shown. Rare states have an index by coach and state, and completed sessions one by coach; confirmed
ones are ahead, in the index of what is open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ARRAY, BigInteger, bindparam, func

from domain.appointments.appointment import Appointment, Status
from storage.appointments.appointment_rows import SELECT, A, of_row
from storage.prepared import PreparedStatement
from storage.transactions import Reader

BEGIN: Final = datetime(1900, 1, 1, tzinfo=UTC)
END: Final = datetime(2400, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class BookingFilter:
    """Which bookings: of a coach, of a customer (0 for any), in a state, that begin in `[start,
    end)`, UTC."""

    coach_id: int = 0
    customer_id: int = 0
    status: Status | None = None
    start: datetime = BEGIN
    end: datetime = END


class BookingCursor(NamedTuple):
    """A booking's place among the others: when it begins (UTC), and its id."""

    at: datetime
    id: int


# Forwards after a place, backwards before one.
_AFTER = """
starts_at >= $1::timestamptz AND starts_at < $2::timestamptz
    AND (starts_at, id) > ($1::timestamptz, $3::bigint) ORDER BY starts_at, id
"""
_BEFORE = """
starts_at >= $2::timestamptz AND starts_at <= $1::timestamptz
    AND (starts_at, id) < ($1::timestamptz, $3::bigint) ORDER BY starts_at DESC, id DESC
"""
_ROWS = PreparedStatement(SELECT.where(A.id == func.any(bindparam("ids", type_=ARRAY(BigInteger)))))


@cache
def _statement(*, back: bool, coach: bool, customer: bool, status: Status | None) -> str:
    """The ids of a page. The state is spelled out, as in the partial indexes."""
    stretch, order = (_BEFORE if back else _AFTER).split(" ORDER BY ")
    state = f"AND status = '{status}'" if status else ""
    if customer:
        of_coach = "AND coach_id = $6::bigint" if coach else ""
        whose = f"FROM appointments WHERE customer_id = $5::bigint {of_coach}"
    elif coach and back and status is Status.CONFIRMED:
        # Little stays confirmed once it is over: before any day, the index of what is open has less
        # than a coach's own, which is ruled out.
        whose = "FROM appointments WHERE coach_id + 0 = $5::bigint"
    elif coach:
        whose = "FROM appointments WHERE coach_id = $5::bigint"
    elif status is Status.CONFIRMED:
        whose = "FROM appointments WHERE true"
    else:
        # A page's worth of each coach: the page is among them.
        return f"""
        SELECT b.id FROM coaches o CROSS JOIN LATERAL (
            SELECT id, starts_at FROM appointments
            WHERE coach_id = o.id {state} AND {stretch} ORDER BY {order} LIMIT $4
        ) b ORDER BY b.{order.replace(", ", ", b.")} LIMIT $4
        """
    return f"SELECT id {whose} {state} AND {stretch} ORDER BY {order} LIMIT $4"


async def after(
    reader: Reader, which: BookingFilter, place: BookingCursor | None, most: int
) -> Sequence[int]:
    """The ids of the first bookings after a place, or of all if it is None; in order."""
    first = BookingCursor(which.start, 0)
    place = max(place, first) if place else first
    values = place.at, which.end, place.id, most
    return await _ids(reader, which, values, back=False)


async def before(
    reader: Reader, which: BookingFilter, place: BookingCursor, most: int
) -> Sequence[int]:
    """The ids of the last bookings before a place; in order."""
    place = min(place, BookingCursor(which.end, 0))
    values = place.at, which.start, place.id, most
    return (await _ids(reader, which, values, back=True))[::-1]


async def rows(reader: Reader, ids: Sequence[int]) -> list[Appointment]:
    """These bookings, in order."""
    bookings = map(of_row, await _ROWS.rows(reader, ids=list(ids))) if ids else ()
    return sorted(bookings, key=lambda one: (one.starts_at, one.id))


async def _ids(
    reader: Reader, which: BookingFilter, values: tuple[Any, ...], *, back: bool
) -> Sequence[int]:
    coach, customer = which.coach_id, which.customer_id
    statement = _statement(
        back=back, coach=bool(coach), customer=bool(customer), status=which.status
    )
    whose = [one for one in (customer, coach) if one]
    return [row[0] for row in await reader.fetch(statement, *values, *whose)]
