"""What the bookings in a stretch of days add up to, computed by PostgreSQL.

All figures of a report come from one statement, and so from one moment. Only some thousand rows of
sums leave the database, however many bookings there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final, NamedTuple

from domain.appointments.appointment import Status
from domain.business.report import LEAD_DAYS, STANDING, DayFigures, Lead
from storage.field_columns import columns_of
from storage.transactions import Reader

MOST_ROWS: Final = 100_000
_STANDS: Final = f"status IN {tuple(map(str, STANDING))}"
_OFF: Final = "status IN ('declined', 'cancelled', 'expired')"
# What is only held is not anybody's booking yet.
_OF = "FROM appointments WHERE starts_at >= $1 AND starts_at < $2 AND status <> 'held'"
# Within this many days before: all others were booked earlier.
_WITHIN = ", ".join(
    f"count(*) FILTER (WHERE starts_at - created_at < interval '{24 * days} hours')"
    f" AS within_{days}"
    for days in LEAD_DAYS
)
_SUMS = f"""
SELECT coach_id, status, currency, count(*) AS n, sum(price_minor)::bigint AS minor, {_WITHIN},
    date_part('epoch', sum(starts_at - created_at)) AS ahead,
    coalesce(sum(minutes) FILTER (WHERE session_id IS NULL), 0) AS booked
{_OF} GROUP BY 1, 2, 3
"""
# Bookings that start together are added up before their clocks are read, and by state, which is
# cheaper than comparing each with those that count.
_TIMES = f"""
SELECT (starts_at AT TIME ZONE $3)::date AS day,
    date_part('isodow', wall_start)::int - 1 AS weekday,
    date_part('hour', wall_start)::int AS hour,
    coalesce(sum(n) FILTER (WHERE {_STANDS} AND status <> 'no_show'), 0)::bigint AS standing,
    coalesce(sum(n) FILTER (WHERE status = 'no_show'), 0)::bigint AS missed,
    coalesce(sum(n) FILTER (WHERE {_OFF}), 0)::bigint AS off
FROM (SELECT starts_at, wall_start, status, count(*) AS n {_OF} GROUP BY 1, 2, 3) together
GROUP BY 1, 2, 3
"""
_GROUPS = f"""
SELECT coach_id, sum(minutes) AS booked FROM (
    SELECT DISTINCT coach_id, session_id, minutes
    {_OF} AND {_STANDS} AND session_id IS NOT NULL
) session GROUP BY 1
"""
# For a few days PostgreSQL looks up each customer; for many it reads everything from before.
_CUSTOMERS = f"""
WITH once AS MATERIALIZED (SELECT DISTINCT customer_id {_OF} AND {_STANDS})
SELECT (SELECT count(*) FROM once) AS n, (SELECT count(*) FROM once WHERE EXISTS (
    SELECT FROM appointments earlier WHERE earlier.customer_id = once.customer_id
        AND earlier.starts_at < $1 AND earlier.{_STANDS}
)) AS returning
"""
_SQL = f"""
SELECT (SELECT json_agg(s) FROM ({_SUMS}) s), (SELECT json_agg(t) FROM ({_TIMES}) t),
    (SELECT json_agg(g) FROM ({_GROUPS}) g), (SELECT row_to_json(c) FROM ({_CUSTOMERS}) c)
"""
# Elsewhere plans are made once, for any values: this one would assume few bookings in a year, and
# one process would look up each. The sums are shared out among several processes, which return few
# rows, and a year of customers fits into memory.
_PLANNED = """
SELECT set_config('plan_cache_mode', 'force_custom_plan', true),
    set_config('parallel_tuple_cost', '0.03', true), set_config('work_mem', '32MB', true)
"""


class CoachSum(NamedTuple):
    """Bookings of one coach in one state and currency.

    lead: how many were booked how long before. ahead: seconds in all. booked: minutes, without
    groups.
    """

    coach_id: int
    status: Status
    currency: str
    n: int
    minor: int
    lead: Mapping[Lead, int]
    ahead: float
    booked: int


class TimeSum(NamedTuple):
    """Bookings of one day that start at one hour."""

    day: date
    weekday: int
    hour: int
    figures: DayFigures


@dataclass(frozen=True, slots=True)
class ReportSums:
    """What `domain.business.report.Report` is made from. groups: minutes by coach, each session
    once."""

    coaches: Sequence[CoachSum]
    times: Sequence[TimeSum]
    groups: Sequence[tuple[int, int]]
    new: int
    returning: int


class BookingRow(NamedTuple):
    """One booking as a row of a file. starts_at, ends_at, created_at: UTC."""

    code: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    coach: str
    customer: str
    service: str
    status: Status
    places: int
    minor: int
    currency: str
    created_at: datetime


_BOOKING: Final = columns_of(
    BookingRow,
    "a",
    coach="c.name",
    customer="concat_ws(' ', p.first_name, p.last_name)",
    service="a.service_title",
    minor="a.price_minor",
)
_BOOKINGS = f"""
SELECT {_BOOKING}
FROM appointments a JOIN coaches c ON c.id = a.coach_id JOIN people p ON p.id = a.customer_id
WHERE a.starts_at >= $1 AND a.starts_at < $2 AND a.status <> 'held'
ORDER BY a.starts_at, a.coach_id, a.id LIMIT $3
"""


async def sums(reader: Reader, start: datetime, end: datetime, zone: str) -> ReportSums:
    """What the bookings that start in `[start, end)` come to. zone: of the days. reader: of
    `Database.read_as_one`, in which nothing else may be planned so."""
    await reader.fetch(_PLANNED)
    [[coaches, times, groups, customers]] = await reader.fetch(_SQL, start, end, zone)
    return ReportSums(
        [
            CoachSum(
                one["coach_id"],
                Status(one["status"]),
                one["currency"],
                one["n"],
                one["minor"],
                _lead(one),
                one["ahead"],
                one["booked"],
            )
            for one in coaches or ()
        ],
        [
            TimeSum(
                date.fromisoformat(one["day"]),
                one["weekday"],
                one["hour"],
                DayFigures(one["standing"], one["missed"], one["off"]),
            )
            for one in times or ()
        ],
        [(one["coach_id"], one["booked"]) for one in groups or ()],
        customers["n"] - customers["returning"],
        customers["returning"],
    )


async def bookings(
    reader: Reader, start: datetime, end: datetime, most: int = MOST_ROWS
) -> Sequence[BookingRow]:
    """The bookings that start in `[start, end)`, in order, at most `most`."""
    rows = await reader.fetch(_BOOKINGS, start, end, most)
    booking_rows = [BookingRow(*row) for row in rows]
    return [one._replace(status=Status(one.status)) for one in booking_rows]


def _lead(row: Mapping[str, Any]) -> dict[Lead, int]:
    """Each lead by itself: the row's counts are cumulative."""
    within = [0, *(row[f"within_{days}"] for days in LEAD_DAYS), row["n"]]
    return {lead: more - less for lead, (less, more) in zip(Lead, pairwise(within), strict=True)}
