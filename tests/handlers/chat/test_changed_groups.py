"""A service for groups that is changed while it has sessions: what is shown is booked."""

from datetime import timedelta
from typing import Any

from handlers.buttons.links import CoachDay, PickSlot
from handlers.buttons.series_links import RepeatStart
from handlers.chat.customer.summary import Confirm
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.chat.test_group_chats import (
    AT,
    CLASS,
    COACH,
    SATURDAY,
    disagreements,
    house,
    visitor,
)
from tests.handlers.doorstep import ANNA, BEN, LENA, MIA

__all__ = ["house"]
WEEK = 7 * 1440


async def change(house: Database, **changed: Any) -> None:
    await house.write(lambda w: catalogue.update_service(w, CLASS, **changed))


async def test_who_joins_is_shown_the_length_and_the_places_of_what_stands(house: Database) -> None:
    mia, tom = await visitor(house, MIA, "Mia"), await visitor(house, LENA, "Tom")
    await mia.press(Confirm(CLASS, COACH, AT, 1500))
    await change(house, minutes=30, capacity=6)

    shown = await tom.press(PickSlot(CLASS, COACH, 0, AT))

    assert "1 hour" in shown
    assert "4 of 8 places are free" in shown
    assert "1 hour" in await tom.press(tom.key("✓ Book now"))
    assert "30 min" in await tom.press(PickSlot(CLASS, COACH, 0, AT + WEEK))
    assert await disagreements(house) == []


async def test_who_has_more_places_than_may_be_had_by_now_moves_with_them(house: Database) -> None:
    anna = await visitor(house, ANNA, "Anna")
    await anna.press(Confirm(CLASS, COACH, AT + WEEK, 4500, "p3"))
    async with house.read() as reader:
        mine = (await reader.fetch("SELECT max(id) FROM appointments"))[0][0]
    for weeks, places in ((2, 2), (3, 1)):
        await change(house, capacity=places, most_places=places)
        await anna.press(PickSlot(CLASS, COACH, mine, AT + weeks * WEEK))
        assert "Places: 3" in await anna.press(anna.key("✓ Move it"))
        assert await disagreements(house) == []


async def test_a_move_and_a_series_say_how_long_what_stands_there_lasts(house: Database) -> None:
    mia, tom = await visitor(house, MIA, "Mia"), await visitor(house, LENA, "Tom")
    await change(house, minutes=30)
    for at in (AT + WEEK, AT + 3 * WEEK):
        await mia.press(Confirm(CLASS, COACH, at, 1500))
    await tom.press(Confirm(CLASS, COACH, AT, 1500))
    async with house.read() as reader:
        his = (await reader.fetch("SELECT max(id) FROM appointments"))[0][0]

    # Where nobody is yet, the session is as long as his is.
    assert "1 hour" in await tom.press(PickSlot(CLASS, COACH, his, AT + 2 * WEEK))
    assert "30 min" in await tom.press(PickSlot(CLASS, COACH, his, AT + WEEK))

    await change(house, minutes=45)
    await tom.press(RepeatStart(CLASS, COACH, AT + 2 * WEEK))
    shown = await tom.type("every week, 2 times")
    assert "Breathing class</b>, 45 min" in shown
    [first, second] = (line for line in shown.splitlines() if line[:2] in ("1.", "2."))
    assert first == "1. Sat 24 May, 10:00 ✓"
    assert second == "2. Sat 31 May, 10:00 · 30 min ✓"


async def test_a_free_day_names_the_group_that_comes_next_and_nobody_in_it(house: Database) -> None:
    mia, ben = await visitor(house, MIA, "Mia"), await visitor(house, BEN, "Ben")
    await mia.press(Confirm(CLASS, COACH, AT + 3 * WEEK, 1500))
    shown = await ben.press(CoachDay((SATURDAY + timedelta(days=15)).date()))
    assert "the group “Breathing class”" in shown
    assert "Mia" not in shown
