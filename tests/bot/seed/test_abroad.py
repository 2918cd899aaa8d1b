"""The coach abroad of the made-up business: on every day of a week her next day is full."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.seed import abroad
from domain.starts.slots import free_slots
from domain.time import zones
from domain.time.spans import epoch
from domain.working_hours.hours import day_span
from storage.appointments import calendar
from storage.services import catalogue
from storage.transactions import Database
from tests.northside import open_northside

MONDAY = datetime(2031, 5, 5, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("days", range(7))
async def test_her_next_day_is_full_and_the_one_after_is_free(
    database: Database, days: int
) -> None:
    now = MONDAY + timedelta(days=days)
    await open_northside(database, now)
    await database.write(lambda writer: abroad.plant(writer, "EUR", now))
    async with database.read() as reader:
        known = await catalogue.load(reader)
        rosa = next(c for c in known.coaches.values() if c.zone == abroad.ZONE)
        busy = await calendar.busy(reader, [rosa.id], now, now + timedelta(days=9))
    [service] = (known.services[id_] for id_ in rosa.service_ids)
    tomorrow = now.astimezone(rosa.tz).date() + timedelta(days=1)
    while tomorrow.weekday() > 4:
        tomorrow += timedelta(days=1)
    blocked, begins = busy[rosa.id], epoch(now)
    full = day_span(tomorrow, tomorrow, rosa.tz)
    assert free_slots(service, rosa, (), full, begins)
    assert free_slots(service, rosa, blocked, full, begins) == []
    after = full[1], full[1] + 3 * zones.DAY
    assert free_slots(service, rosa, blocked, after, begins)
