"""A coach's month, from PostgreSQL to the buttons of its free days, in ever larger tables.

The same coach with the same bookings, in tables of 10³ to 10⁶ bookings of other coaches: what a tap
on the calendar costs must not depend on how many there are. Measured plainly, and for a service
with limits of all kinds, whose sessions are counted: per coach and customer, a day and a week.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.table import Row, table
from domain.services.rules import Rules
from handlers.buttons.links import ShowMonth
from handlers.chat.customer import times
from handlers.chat.frame.chat_context import ChatContext
from handlers.chat.frame.turn import ChatBot
from handlers.queries.starts.shop import Shop
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.transactions import Database, Writer
from tests.house import House, Plan, open_house
from tests.services import Postgres

SIZES = (1_000, 10_000, 100_000, 1_000_000)
FLAT = 0.83  # 1 / 1.2
ROUNDS = 201
PER_COACH = 1_000
WARM = 20
ZONE = "Europe/Berlin"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
CUSTOMER = TelegramProfile(8000, "Customer 0")
SERVICE = {"minutes": 30, "step": 15, "rules": Rules(horizon_days=60)}
CAPS = Rules(horizon_days=60, cap_day=8, cap_week=36, customer_day=3, customer_week=9)

# The coach under test has the id 1 and the same 1000 bookings everywhere: seven on each weekday,
# 150 a month, every tenth of them of the same customer. Rows of all coaches are mixed, as in real
# use. Foreign keys are not checked, and the largest index is created at the end: a million single
# checks take most of a minute.
FILL = """
SET session_replication_role = replica;
SET synchronous_commit = on;
INSERT INTO people (telegram_id, first_name)
SELECT 100000 + n, 'Coach ' || n FROM generate_series(2, {coaches}) n;
INSERT INTO coaches (person_id, name, zone, approval)
SELECT id, first_name, 'Europe/Berlin', 'auto' FROM people WHERE telegram_id > 100000;
INSERT INTO resources (id, kind, coach_id) SELECT id, 'coach', id FROM coaches
ON CONFLICT DO NOTHING;
ALTER TABLE claims DROP CONSTRAINT claims_no_overlap;
INSERT INTO appointments (coach_id, customer_id, service_id, service_title, minutes, status,
    starts_at, ends_at, blocked, zone, wall_start, price_minor, currency, code,
    created_at, updated_at)
SELECT c.id, CASE WHEN c.id = 1 AND n % 10 = 0 THEN 2 ELSE 1000000 + c.id * 100 + n % 100 END,
    1, 'Coaching', 30, 'confirmed', s, s + interval '30 min',
    tstzrange(s, s + interval '40 min'), 'Europe/Berlin', s AT TIME ZONE 'Europe/Berlin',
    5000, 'EUR', 'B' || n, s, s
FROM generate_series(0, 999) n CROSS JOIN coaches c CROSS JOIN LATERAL (
    SELECT timestamptz '2026-01-05 08:00Z'
        + (n / 35) * interval '7 days' + (n % 35 / 7) * interval '1 day'
        + (n % 7) * interval '75 min' + (c.id % 3) * interval '5 min'
) at (s)
ORDER BY n, c.id;
INSERT INTO claims (resource_id, holder_id, span, reason, created_at)
SELECT coach_id, id, blocked, 'appointment', created_at FROM appointments ORDER BY id
ON CONFLICT DO NOTHING;
ALTER TABLE claims ADD CONSTRAINT claims_no_overlap EXCLUDE USING gist
    (resource_id WITH =, unit WITH =, span WITH &&) INCLUDE (expires_at);
"""


class Table:
    """A database with this many bookings, and the bot of a process that serves it."""

    def __init__(self, house: House, capped: int) -> None:
        """capped: the service with limits."""
        self._house = house
        self._capped = capped
        rules = ChatContext(frozenset(), language="en", zone=ZONE, currency="EUR")
        self._bot = ChatBot(
            house.database, rules, _never, _never, lambda: NOW, Shop(house.database)
        )

    async def month(self) -> object:
        """A tap on the month: the query, the free days, the buttons."""
        return await self._show(self._house.service.id)

    async def month_with_limits(self) -> object:
        """The same, with the bookings that count towards the limits."""
        return await self._show(self._capped)

    async def _show(self, service_id: int) -> object:
        press = ShowMonth(service_id, self._house.coach.id, 0, NOW.date())
        step = times.SCRIPT.presses[ShowMonth]
        busy = step.busy and step.busy(press, NOW)
        turn = await self._bot.turn(CUSTOMER, "update", busy=busy)
        reply = await times.choose_day(turn, press)
        assert reply.screen is not None
        assert len(turn.busy[self._house.coach.id]) > 100
        return reply.screen.payload()

    async def close(self) -> None:
        """Closes its connection."""
        await self._house.database.close()


TAPS: dict[str, Callable[[Table], Awaitable[object]]] = {
    "month of a coach to buttons": Table.month,
    "month with limits to buttons": Table.month_with_limits,
}


async def open_table(server: Postgres, size: int) -> Table:
    """Fills a new database."""
    name = await server.create()
    house = await open_house(Database(server.url(name), pool_size=1), Plan(service=SERVICE))
    one = house.service

    async def add_capped(writer: Writer) -> int:
        capped = await catalogue.add_service(
            writer,
            title="With limits",
            minutes=one.minutes,
            step=one.step,
            buffer_after=one.buffer_after,
            price=one.price,
            rules=CAPS,
        )
        await catalogue.set_coach_services(writer, house.coach.id, {one.id, capped})
        return capped

    capped = await house.database.write(add_capped)
    await server.execute(FILL.format(coaches=size // PER_COACH), name)
    # As autovacuum does at night. The large table first and alone: rows whose commit may not have
    # reached the log are not marked visible to all.
    await server.execute("VACUUM ANALYZE claims", name)
    await server.execute("ANALYZE", name)
    return Table(house, capped)


async def measure() -> list[Row]:
    """For each tap, a row for each size except the first, which the others are compared with."""
    with TemporaryDirectory() as folder:
        server = Postgres(Path(folder))
        await server.start()
        try:
            tables = [await open_table(server, size) for size in SIZES]
            rows = [row for what in TAPS for row in await _compare(what, tables)]
            for one in tables:
                await one.close()
        finally:
            await server.stop()
    return rows


async def _compare(what: str, tables: Sequence[Table]) -> list[Row]:
    tap, timings = TAPS[what], [list[float]() for _ in tables]
    for _ in range(ROUNDS):
        for table_of_size, times_taken in zip(tables, timings, strict=True):
            started_at = perf_counter()
            await tap(table_of_size)
            times_taken.append((perf_counter() - started_at) * 1000)
    # The first rounds prepare the statements and fill the caches.
    smallest, *larger = [times_taken[WARM:] for times_taken in timings]
    return [
        Row(
            f"{what}, {size:,} bookings",
            median(mine),
            f"the same with {SIZES[0]:,}",
            median(smallest),
            "ms",
            # Round by round, so that a busy machine is busy for all tables of a round.
            median(theirs / ours for ours, theirs in zip(mine, smallest, strict=True)),
            FLAT,
        )
        for size, mine in zip(SIZES[1:], larger, strict=True)
    ]


async def _never(*_: object) -> object:
    raise AssertionError("a month is drawn without Telegram")


def rows() -> list[Row]:
    """The rows of this benchmark."""
    return asyncio.run(measure())


if __name__ == "__main__":
    print(table(rows()))
