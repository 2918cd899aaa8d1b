"""Who comes back to the made-up business."""

from datetime import UTC, datetime

import pytest

from bot.seed import regulars
from domain.appointments.habit import habit_of
from handlers.queries.appointments import habits
from storage.people import people
from storage.transactions import Database
from tests.handlers.doorstep import LENA
from tests.house import acting
from tests.northside import open_northside


@pytest.mark.parametrize("day", [2, 3, 4])  # from a Monday on
async def test_lena_has_a_habit_on_whichever_day_it_begins(database: Database, day: int) -> None:
    now = datetime(2026, 3, day, 7, tzinfo=UTC)
    await open_northside(database, now)
    await database.write(lambda writer: regulars.plant(writer, now))
    async with database.read() as reader:
        lena = await people.by_telegram_id(reader, LENA)
    assert lena is not None

    visits = await habits.visits(database, actor=acting(lena), now=now)

    habit = habit_of(visits, now)
    assert habit is not None
    assert (len(visits), habit.weekday, habit.minute) == (3, 1, 18 * 60)
    assert all(visit.starts_at < now for visit in visits)
    assert lena.booked
