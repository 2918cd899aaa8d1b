"""Rosa's day off in the made-up business, on whichever day it begins."""

from datetime import UTC, datetime

import pytest

from bot import seed
from bot.settings.settings import Settings
from storage.transactions import Database
from tests.handlers.doorstep import LENA, Visitor

ROSA = 7006


@pytest.mark.parametrize("day", [2, 8])  # a Monday, a Sunday
async def test_lena_chooses_what_she_has_instead_and_rosas_card_fills(
    database: Database, day: int
) -> None:
    now = datetime(2026, 3, day, 17, tzinfo=UTC)
    await seed.open_business(database, Settings(), now)
    rosa = Visitor(database, ROSA, "Rosa", now=now)
    lena = Visitor(database, LENA, "Lena", now=now)

    await rosa.type("/leave")
    [off] = [label for label in rosa.labels() if label.startswith("Wed")]
    await rosa.press(rosa.key(off))
    assert "0 of 1 answered" in await rosa.press(rosa.key("Who has answered"))

    assert "Rosa Delgado can’t make it" in await lena.type("AWAY22")
    first = lena.labels()[0]
    assert "Booked ✓" in await lena.press(lena.key(first))
    await rosa.type("/leave")
    await rosa.press(rosa.key(off))
    assert "moved to" in await rosa.press(rosa.key("Who has answered"))
