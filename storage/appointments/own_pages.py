"""A customer's own appointments, page by page, each after the last of the previous page."""

from datetime import datetime
from functools import cache
from typing import Final

from domain.appointments.appointment import Appointment, Status
from storage.appointments import booking_pages
from storage.appointments.booking_pages import BEGIN, END, BookingCursor, BookingFilter
from storage.transactions import Reader

# Standing and not over, as in `storage.appointments.appointments`.
_COMING: Final = "status IN ('held', 'pending', 'confirmed') AND ends_at > $2"
FIRST: Final = BookingCursor(BEGIN, 0)
LAST: Final = BookingCursor(END, 0)


@cache
def _statement(*, past: bool, coach: bool, status: Status | None) -> str:
    state = f"AND status = '{status}'" if status else ""
    of_coach = "AND coach_id = $8" if coach else ""
    which = f"NOT ({_COMING})" if past else _COMING
    sign, order = ("<", "DESC") if past else (">", "")
    return f"""
    SELECT id FROM appointments
    WHERE customer_id = $1 AND {which} {state} {of_coach}
        AND starts_at >= $5::timestamptz AND starts_at < $6::timestamptz
        AND starts_at {sign}= $3::timestamptz
        AND (starts_at, id) {sign} ($3::timestamptz, $4::bigint)
    ORDER BY starts_at {order}, id {order} LIMIT $7
    """


async def page(
    reader: Reader,
    which: BookingFilter,
    now: datetime,
    place: BookingCursor | None,
    most: int,
    *,
    past: bool,
) -> list[Appointment]:
    """A page of a customer's appointments after a place, None for the first ones.

    Those that stand and are not over, soonest first; or, with `past`, all others, latest first.
    which: of this customer, with its other conditions.
    """
    place = place or (LAST if past else FIRST)
    statement = _statement(past=past, coach=bool(which.coach_id), status=which.status)
    values = [which.customer_id, now, place.at, place.id, which.start, which.end, most]
    if which.coach_id:
        values.append(which.coach_id)
    ids = [row[0] for row in await reader.fetch(statement, *values)]
    bookings = {one.id: one for one in await booking_pages.rows(reader, ids)}
    return [bookings[one] for one in ids if one in bookings]
