"""The series of the made-up business."""

from datetime import UTC, datetime

import pytest

from bot.seed import weekly_series
from domain.appointments.appointment import Status
from storage.transactions import Database
from tests.northside import open_northside


@pytest.mark.parametrize(("day", "hour"), [(2, 7), (2, 20), (8, 7)])
async def test_a_series_is_under_way_on_whichever_day_it_begins(
    database: Database, day: int, hour: int
) -> None:
    now = datetime(2026, 3, day, hour, tzinfo=UTC)
    await open_northside(database, now)
    await database.write(lambda writer: weekly_series.plant(writer, now))
    async with database.read() as reader:
        rows = await reader.fetch(
            "SELECT status, series_nr, starts_at, ends_at FROM appointments ORDER BY starts_at"
        )
    assert [(status, nr) for status, nr, *_ in rows] == [
        (Status.COMPLETED if nr <= 2 else Status.CONFIRMED, nr) for nr in range(1, 9)
    ]
    assert rows[1][3] <= now < rows[2][2]
