"""Reports say what is in the database, as independently written statements show."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.appointments.appointment import Status
from domain.business.report import (
    LONGEST,
    DateRange,
    Lead,
    Report,
    day_of,
    month_of,
    week_of,
    year_of,
)
from domain.refusals import BadInput, NotAllowed
from domain.roles import Actor, Door, Role
from domain.services.catalogue import Catalogue
from domain.time.periods import Period
from domain.working_hours.closures import Closure
from domain.working_hours.leave import Leave
from handlers.queries.business import reports
from storage.services import catalogue
from storage.transactions import Database
from tests.booked_year import YEAR, book_a_year
from tests.house import House, acting

MANAGER = Actor(1, frozenset({Role.CUSTOMER, Role.MANAGER}), Door.CHAT)
BERLIN = "Europe/Berlin"
PERIODS = (
    year_of(date(YEAR, 1, 1)),
    month_of(date(YEAR, 3, 1)),  # clocks go forward
    month_of(date(YEAR, 10, 1)),  # and back
    week_of(date(YEAR, 10, 25)),
    day_of(date(YEAR, 3, 29)),
    DateRange(date(YEAR, 5, 9), date(YEAR, 8, 10)),
    DateRange(date(YEAR - 1, 12, 9), date(YEAR, 8, 20)),
    day_of(date(YEAR + 30, 1, 1)),
)
# Written without a look at the statements of the product.
INSIDE = """
(starts_at AT TIME ZONE 'Europe/Berlin') >= $1::timestamp
AND (starts_at AT TIME ZONE 'Europe/Berlin') < $2::timestamp AND status != 'held'
"""
STOOD = f"{INSIDE} AND status = ANY('{{confirmed,completed,no_show}}')"


@pytest.fixture
async def house(database: Database) -> House:
    return await book_a_year(database, 1200)


@pytest.fixture
async def known(house: House) -> Catalogue:
    async with house.database.read() as reader:
        return await catalogue.load(reader)


class PeriodQueries:
    """What this file's statements say about a period."""

    def __init__(self, database: Database, period: DateRange) -> None:
        self.database = database
        self.edges = (
            datetime.combine(period.first, datetime.min.time()),
            datetime.fromordinal(period.last.toordinal() + 1),
        )

    async def pairs(self, sql: str) -> dict[Any, Any]:
        async with self.database.read() as reader:
            rows = await reader.fetch(sql, *self.edges)
        return {tuple(row[:-1]) if len(row) > 2 else row[0]: row[-1] for row in rows}

    async def one(self, sql: str) -> Any:
        async with self.database.read() as reader:
            [[value]] = await reader.fetch(sql, *self.edges)
        return value


@pytest.mark.parametrize("period", PERIODS, ids=lambda one: f"{one.first}..{one.last}")
async def test_figures_are_those_of_the_rows(
    house: House, known: Catalogue, period: DateRange
) -> None:
    report = await reports.report(house.database, known, period, actor=MANAGER)
    queries = PeriodQueries(house.database, period)

    assert report.bookings == await queries.pairs(
        f"SELECT status, count(*) FROM appointments WHERE {INSIDE} GROUP BY status"
    )
    for amounts, status in ((report.earned, "completed"), (report.to_come, "confirmed")):
        assert amounts == await queries.pairs(
            f"""SELECT currency, sum(price_minor)::bigint FROM appointments
            WHERE {INSIDE} AND status = '{status}' GROUP BY currency"""
        )
    assert {one.coach_id: one.sessions for one in report.coaches if one.sessions} == (
        await queries.pairs(
            f"SELECT coach_id, count(*) FROM appointments WHERE {STOOD} GROUP BY coach_id"
        )
    )
    assert {one.coach_id: one.booked for one in report.coaches if one.booked} == (
        await queries.pairs(
            f"SELECT coach_id, sum(minutes)::int FROM appointments WHERE {STOOD} GROUP BY coach_id"
        )
    )
    assert report.hours == await queries.pairs(
        f"""SELECT (extract(dow FROM starts_at AT TIME ZONE zone)::int + 6) % 7,
            date_part('hour', starts_at AT TIME ZONE zone)::int, count(*)
        FROM appointments WHERE {STOOD} GROUP BY 1, 2"""
    )
    await _days(report, queries)
    await _people(report, queries)


async def _days(report: Report, queries: PeriodQueries) -> None:
    by_day = "date_trunc('day', starts_at AT TIME ZONE 'Europe/Berlin')::date"
    stood = await queries.pairs(
        f"""SELECT {by_day}, count(*) FROM appointments
        WHERE {INSIDE} AND status IN ('completed', 'confirmed') GROUP BY 1"""
    )
    off = await queries.pairs(
        f"""SELECT {by_day}, count(*) FROM appointments
        WHERE {INSIDE} AND status IN ('declined', 'cancelled', 'expired') GROUP BY 1"""
    )
    assert {day: one.standing for day, one in report.daily.items() if one.standing} == stood
    assert {day: one.off for day, one in report.daily.items() if one.off} == off


async def _people(report: Report, queries: PeriodQueries) -> None:
    first = f"""SELECT count(*) FROM (
        SELECT customer_id, min(starts_at) AS starts_at FROM appointments
        WHERE status IN ('confirmed', 'completed', 'no_show') GROUP BY customer_id) firsts
        WHERE {INSIDE.replace("AND status != 'held'", "")}"""
    assert report.new == await queries.one(first)
    everybody = f"SELECT count(DISTINCT customer_id) FROM appointments WHERE {STOOD}"
    assert report.new + report.returning == await queries.one(everybody)
    late = f"""SELECT count(*) FROM appointments
        WHERE {STOOD} AND created_at > starts_at - interval '24 hours'"""
    assert report.lead.get(Lead.DAY, 0) == await queries.one(late)
    ahead = f"""SELECT avg(extract(epoch FROM starts_at) - extract(epoch FROM created_at))::float8
        FROM appointments WHERE {STOOD}"""
    average = await queries.one(ahead)
    assert report.ahead == (average and pytest.approx(average, rel=1e-9))


async def test_open_hours_are_those_that_leave_and_closed_days_leave(
    house: House, known: Catalogue
) -> None:
    week = week_of(date(YEAR, 5, 4))
    report = await reports.report(house.database, known, week, actor=MANAGER)
    hours = {one.coach_id: one.open for one in report.coaches}
    assert sorted(hours.values()) == [3 * 420, 5 * 420]
    assert hours[house.coach.id] == 5 * 420
    monday = Leave(1, datetime(YEAR, 5, 4), datetime(YEAR, 5, 5))
    ill = replace(known.coaches[house.coach.id], leaves=(monday,))
    closed = Closure(1, "Inventory", Period(date(YEAR, 5, 5), date(YEAR, 5, 5)))
    away = replace(known.having(ill), closures=(closed,))
    report = await reports.report(house.database, away, week, actor=MANAGER)
    assert {one.coach_id: one.open for one in report.coaches}[house.coach.id] == 3 * 420
    resting = replace(known, coaches={})
    none = await reports.report(
        house.database, resting, day_of(date(YEAR + 30, 1, 1)), actor=MANAGER
    )
    assert none.occupancy is None
    assert not none.total


async def test_a_groups_session_takes_its_time_once(house: House, known: Catalogue) -> None:
    day = day_of(date(YEAR, 6, 2))
    before = await reports.report(house.database, known, day, actor=MANAGER)
    async with house.database.read() as reader:
        await reader.fetch(
            """INSERT INTO sessions (coach_id, id, service_id, starts_at, ends_at, capacity, taken,
                created_at) VALUES ($1, 900001, $2, '2026-06-02 08:00Z', '2026-06-02 09:00Z', 8, 3,
                '2026-05-01 08:00Z')""",
            house.coach.id,
            house.service.id,
        )
        for n in range(3):
            await reader.fetch(
                """INSERT INTO appointments (coach_id, customer_id, service_id, service_title,
                    minutes, status, starts_at, ends_at, blocked, zone, wall_start, price_minor,
                    currency, code, session_id, created_at, updated_at, claimed)
                VALUES ($1, $2, $3, 'Class', 60, 'completed', '2026-06-02 08:00Z',
                    '2026-06-02 09:00Z', tstzrange('2026-06-02 08:00Z', '2026-06-02 09:00Z'), $4,
                    '2026-06-02 10:00', 1000, 'EUR', $5, 900001, '2026-05-01 08:00Z',
                    '2026-05-01 08:00Z', true)""",
                house.coach.id,
                house.customer.id,
                house.service.id,
                BERLIN,
                f"GRP{n}ZZ",
            )
    after = await reports.report(house.database, known, day, actor=MANAGER)
    was, now = (
        {one.coach_id: (one.sessions, one.booked) for one in report.coaches}.get(
            house.coach.id, (0, 0)
        )
        for report in (before, after)
    )
    assert (now[0] - was[0], now[1] - was[1]) == (3, 60)
    assert after.bookings[Status.COMPLETED] - before.bookings.get(Status.COMPLETED, 0) == 3


async def test_figures_are_for_the_team(house: House, known: Catalogue) -> None:
    for person in (house.coach_person, house.customer):
        for ask in (reports.report, reports.bookings):
            with pytest.raises(NotAllowed):
                await ask(house.database, known, PERIODS[0], actor=acting(person))
    rows = await reports.bookings(house.database, known, PERIODS[1], actor=MANAGER)
    assert [row.starts_at for row in rows] == sorted(row.starts_at for row in rows)
    assert Status.HELD not in {row.status for row in rows}
    assert rows


async def test_a_report_covers_so_many_days_whoever_asks(house: House, known: Catalogue) -> None:
    first = date(YEAR, 1, 1)
    most = DateRange(first, first + timedelta(days=LONGEST - 1))
    more = DateRange(first, first + timedelta(days=LONGEST))
    await reports.report(house.database, known, most, actor=MANAGER)
    for ask in (reports.report, reports.bookings):
        with pytest.raises(BadInput) as refused:
            await ask(house.database, known, more, actor=MANAGER)
        assert refused.value == BadInput("last", LONGEST)
