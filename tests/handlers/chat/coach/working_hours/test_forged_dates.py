"""Dates in a row and seasons we never offered: refused, and nothing is changed."""

from datetime import date

from handlers.buttons.press import Press
from handlers.chat.coach.working_hours.dated_hours import NO_END, SaveRow
from handlers.chat.coach.working_hours.several_dates import EditRow, EditSeason
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, NOW, Visitor
from tests.northside import open_northside

FIRST = date(2031, 6, 2)


async def test_a_row_of_dates_without_an_end_is_refused(database: Database) -> None:
    await open_northside(database, NOW)
    alex = Visitor(database, ALEX, "Alex")
    forged: tuple[Press, ...] = (
        EditRow(1, FIRST, NO_END),
        SaveRow(1, FIRST, NO_END, "", ""),
        EditRow(1, FIRST, date(2031, 6, 1)),
        EditRow(1, FIRST, date(9999, 12, 31)),
        EditSeason(1, FIRST, NO_END, 1),
        EditSeason(1, date(9999, 12, 31), NO_END),
    )
    for press in forged:
        assert await alex.press(press) != "", press
        async with database.read() as reader:
            assert not await reader.fetch("SELECT 1 FROM hours_overrides")
