"""An admin chooses what to export, for which days, and as which file."""

from typing import Any

import pytest

from handlers.chat.admin.transfer.export import ExportKind, TakeExport
from storage.transactions import Database
from tests.handlers.chat.seeded import house
from tests.handlers.doorstep import ALEX, MIA, Visitor

__all__ = ["house"]


@pytest.fixture
async def alex(house: Database) -> Visitor:
    visitor = Visitor(house, ALEX, "Alex")
    await visitor.type("/start")
    return visitor


async def wanted_exports(database: Database) -> list[Any]:
    async with database.read() as reader:
        rows = await reader.fetch("SELECT wanted::text FROM exports ORDER BY id")
    return [row[0] for row in rows]


async def test_days_are_typed_or_tapped_and_a_second_tap_makes_nothing_more(
    alex: Visitor, house: Database
) -> None:
    assert "Everything that this bot keeps" in await alex.type("/export")
    screen = await alex.press(alex.key("Bookings"))
    assert "Only some days? Type them" in screen
    screen = await alex.type("1 Mar 2031 – 15 Apr 2031")
    assert "<b>Bookings</b>\nSat 1 Mar – Tue, 15 Apr 2031" in screen
    key = alex.key("As CSV")
    for _ in range(2):
        assert "comes into this chat by itself" in await alex.press(key)
    screen = await alex.press(ExportKind(3))
    assert "<b>Services</b>" in screen
    assert "All days" not in alex.labels()
    assert "This month" not in alex.labels()
    one = '{"last": "2031-04-15", "first": "2031-03-01", "kinds": ["bookings"], "format": "csv"}'
    assert await wanted_exports(house) == [one]


async def test_days_that_do_not_exist_are_named_and_nothing_is_left(alex: Visitor) -> None:
    screen = await alex.type("/export 31.11.")
    assert screen.startswith("November has 30 days.\n\n")
    assert "Everything that this bot keeps" in screen
    await alex.press(alex.key("Bookings"))
    screen = await alex.type("29.2.2030")
    assert screen.startswith("There is no 29 February in 2030.\n\n<b>Bookings</b>")


async def test_forged_buttons_lead_back_and_others_are_refused(
    alex: Visitor, house: Database
) -> None:
    for press in (ExportKind(99), TakeExport(-1, 1), TakeExport(99, 5)):
        assert "Everything that this bot keeps" in await alex.press(press)
    await alex.press(TakeExport(4, 7, 99, 20319999))
    assert "null" in (await wanted_exports(house))[0]
    mia = Visitor(house, MIA, "Mia")
    await mia.type("/start")
    assert "Only admins can do that" in await mia.type("/export")
    assert "Only admins can do that" in await mia.press(TakeExport(0, 1))
    assert len(await wanted_exports(house)) == 1


async def test_the_log_is_saved_as_a_workbook_and_that_is_in_the_log(alex: Visitor) -> None:
    await alex.type("/audit")
    await alex.press(alex.key("As an Excel file"))
    assert alex.uploads[-1].startswith(b"PK")
    assert "exported data: Export" in await alex.type("/audit")
