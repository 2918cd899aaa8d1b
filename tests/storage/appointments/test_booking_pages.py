"""Bookings page by page: all of them, each once, in order, whatever they are narrowed down by."""

from itertools import product
from typing import Any

import pytest

from domain.appointments.appointment import Status
from storage.appointments import booking_pages
from storage.appointments.booking_pages import BEGIN, END, BookingCursor, BookingFilter
from storage.transactions import Database, Reader
from tests.booked_year import book_a_year
from tests.house import House, open_house

PAGE = 7


async def forwards(reader: Reader, which: BookingFilter) -> list[int]:
    """All ids, page by page from the beginning."""
    all_ids: list[int] = []
    place: BookingCursor | None = None
    while ids := await booking_pages.after(reader, which, place, PAGE):
        all_ids += ids
        place = await _place(reader, ids[-1])
    return all_ids


async def backwards(reader: Reader, which: BookingFilter) -> list[int]:
    """The same from the end, in the same order."""
    all_ids: list[int] = []
    place = BookingCursor(which.end, 0)
    while ids := await booking_pages.before(reader, which, place, PAGE):
        all_ids = [*ids, *all_ids]
        place = await _place(reader, ids[0])
    return all_ids


async def _place(reader: Reader, id_: int) -> BookingCursor:
    [[at]] = await reader.fetch("SELECT starts_at FROM appointments WHERE id = $1", id_)
    return BookingCursor(at, id_)


async def test_every_booking_stands_on_one_page(database: Database) -> None:
    house = await book_a_year(database, 120)
    async with database.read() as reader:
        rows = await reader.fetch(
            "SELECT id, starts_at, coach_id, customer_id, status FROM appointments"
            " ORDER BY starts_at, id"
        )
        [[customer]] = await reader.fetch("SELECT customer_id FROM appointments LIMIT 1")
        start = rows[20][1]
        whole = (BEGIN, END), (start, rows[90][1])
        states = (None, Status.CONFIRMED, Status.COMPLETED, Status.CANCELLED, Status.HELD)
        for (first, last), coach, who, state in product(
            whole, (0, house.coach.id), (0, customer), states
        ):
            which = BookingFilter(coach, who, state, first, last)
            wanted = [
                id_
                for id_, at, of, by, status in rows
                if first <= at < last
                and coach in (0, of)
                and who in (0, by)
                and state in (None, status)
            ]
            assert await forwards(reader, which) == wanted
            if state in (None, Status.CANCELLED):
                assert await backwards(reader, which) == wanted
        shown = await booking_pages.rows(reader, [one[0] for one in reversed(rows[:9])])
        assert [one.id for one in shown] == [one[0] for one in rows[:9]]


@pytest.mark.parametrize("state", [None, Status.CANCELLED, Status.CONFIRMED])
async def test_a_page_far_in_reads_no_more_than_the_first(
    database: Database, state: Status | None
) -> None:
    house = await open_house(database)
    await _fill(house, 4000)
    async with database.read() as reader:
        rows = await reader.fetch(
            "SELECT starts_at, id FROM appointments ORDER BY starts_at, id OFFSET 3000 LIMIT 1"
        )
        read = [
            await _rows_read(reader, state, place)
            for place in (BookingCursor(BEGIN, 0), BookingCursor(*rows[0]))
        ]
    assert all(number <= 4 * PAGE for number in read), read


@pytest.mark.parametrize("state", [Status.COMPLETED, Status.CONFIRMED])
async def test_a_coach_without_any_is_not_read_through(database: Database, state: Status) -> None:
    house = await open_house(database)
    await _fill(house, 4000, "no_show")
    async with database.read() as reader:
        read = await _rows_read(reader, state, BookingCursor(END, 0), house.coach.id)
    assert read <= 4 * PAGE


async def _fill(house: House, bookings: int, took_place: str = "completed") -> None:
    async def fill(writer: Any) -> None:
        await writer.fetch(
            """
            INSERT INTO appointments (coach_id, customer_id, service_id, service_title, minutes,
                status, starts_at, ends_at, blocked, zone, wall_start, price_minor, currency, code,
                created_at, updated_at, claimed)
            SELECT $1, $2, $3, 'Made up', 60,
                CASE WHEN $5::text <> 'completed' THEN $5
                    ELSE (ARRAY[$5, 'confirmed', $5, 'cancelled'])[n % 4 + 1] END,
                s, s + interval '1 hour', tstzrange(s, s + interval '1 hour'), 'UTC',
                s AT TIME ZONE 'UTC', 5000, 'EUR', n::text, s, s, true
            FROM (SELECT n, '2026-01-01'::timestamptz + n * interval '1 hour' AS s
                FROM generate_series(1, $4::int) n) made
            """,
            house.coach.id,
            house.customer.id,
            house.service.id,
            bookings,
            took_place,
        )
        await writer.fetch("ANALYZE appointments")

    await house.database.write(fill)


async def _rows_read(
    reader: Reader, state: Status | None, place: BookingCursor, coach: int | None = None
) -> int:
    """The rows that all parts of a page's plan have read, skipped ones included. For a coach,
    backwards."""
    back = coach is not None
    statement = booking_pages._statement(back=back, coach=back, customer=False, status=state)
    values = place.at, BEGIN if back else END, place.id, PAGE, *([coach] if coach else [])
    [[plan]] = await reader.fetch(
        f"EXPLAIN (ANALYZE, TIMING off, FORMAT json) {statement}", *values
    )
    return _max_rows_scanned(plan[0]["Plan"])


def _max_rows_scanned(plan: dict[str, Any]) -> int:
    rows = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
    here = int(rows * plan["Actual Loops"]) if "Relation Name" in plan else 0
    return max(here, *map(_max_rows_scanned, plan.get("Plans", ())), 0)
