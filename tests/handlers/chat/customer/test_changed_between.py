"""Anything changed between somebody's last look and their press is shown before it is booked."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.refusals import OfferChanged
from domain.services.meeting import Addresses, Meeting
from domain.services.service import Approval, Money
from handlers.buttons.links import PickSlot
from handlers.buttons.series_links import RepeatStart
from handlers.chat.customer import summary
from handlers.chat.customer.summary import Confirm
from handlers.chat.everyone.series_dates import CarryOut
from handlers.chat.everyone.series_plan import SetCount, SetRhythm
from handlers.chat.frame.refusals import reply_to
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.doorstep import MIA, NOW, Visitor
from tests.northside import open_northside

INTRO, SESSION, COACH = 1, 2, 1
AT = int(datetime(2031, 5, 8, 7, 0, tzinfo=UTC).timestamp()) // 60  # Thursday, 09:00 in Berlin


@pytest.fixture
async def mia(database: Database) -> Visitor:
    await open_northside(database, NOW)
    await change(database, approval=Approval.AUTO)
    visitor = Visitor(database, MIA, "Mia")
    await visitor.type("/start")
    return visitor


async def change(database: Database, **changed: Any) -> None:
    await database.write(lambda w: catalogue.update_service(w, SESSION, **changed))


async def booked_minutes(database: Database) -> list[int]:
    """The minutes of all Mia's bookings."""
    async with database.read() as reader:
        rows = await reader.fetch(
            "SELECT a.minutes FROM appointments a JOIN people p ON p.id = a.customer_id "
            "WHERE p.telegram_id = $1 ORDER BY a.id",
            MIA,
        )
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({"minutes": 30}, "30 min"),
        ({"meeting": Meeting.ONLINE}, "nline"),
        ({"addresses": Addresses("Attic 7")}, "Attic 7"),
        ({"price": Money(9000, "USD")}, "$90.00"),
    ],
)
async def test_what_lasts_otherwise_is_elsewhere_or_in_other_money_is_looked_at_again(
    database: Database, mia: Visitor, changed: dict[str, Any], shown: str
) -> None:
    await mia.press(PickSlot(SESSION, COACH, 0, AT))
    seen = mia.key("✓ Book now")
    assert isinstance(seen, Confirm)
    await change(database, **changed)

    again = await mia.press(seen)

    assert shown in again
    assert "changed since" in mia.toast()
    assert await booked_minutes(database) == []
    await mia.press(mia.key("✓ Book now"))
    assert len(await booked_minutes(database)) == 1
    await mia.press(seen)
    assert len(await booked_minutes(database)) == 1


async def test_a_button_from_before_marks_books_at_its_price(
    database: Database, mia: Visitor
) -> None:
    await mia.press(Confirm(SESSION, COACH, AT, 9000))
    assert await booked_minutes(database) == [60]


async def test_a_mark_of_before_leads_to_the_last_look_again(
    database: Database, mia: Visitor
) -> None:
    assert "Shall I book this?" in await mia.press(
        Confirm(SESSION, COACH, AT, 9000, promised=2180376301)
    )
    assert "changed since" in mia.toast()
    await mia.press(mia.key("✓ Book now"))
    assert await booked_minutes(database) == [60]


async def test_what_changes_while_it_is_booked_is_shown_as_it_is_by_then(
    database: Database, mia: Visitor
) -> None:
    await mia.press(PickSlot(SESSION, COACH, 0, AT))
    seen, turn = mia.key("✓ Book now"), await mia.bot.glance(MIA)
    assert isinstance(seen, Confirm)
    assert turn is not None
    await change(database, price=Money(9500, "EUR"))

    with pytest.raises(OfferChanged) as refused:
        await summary.confirm(turn, seen)
    reply = await reply_to(summary.SCRIPT.refusals, refused.value, turn, seen)

    assert reply.screen is not None
    assert "€95.00" in reply.screen.text
    assert reply.toast == "The price has changed since. Please look again."
    assert await booked_minutes(database) == []


async def test_a_series_that_lasts_otherwise_is_looked_at_again(
    database: Database, mia: Visitor
) -> None:
    await mia.press(RepeatStart(SESSION, COACH, AT))
    draft = next(p.draft for p in map(mia.key, mia.labels()) if isinstance(p, SetRhythm))
    await mia.press(SetRhythm(draft, "w", 1))
    await mia.press(SetCount(draft, 2))
    seen = next(p for p in map(mia.key, mia.labels()) if isinstance(p, CarryOut))
    await change(database, minutes=30)

    again = await mia.press(seen)

    assert "30 min" in again
    assert await booked_minutes(database) == []
    await mia.press(next(p for p in map(mia.key, mia.labels()) if isinstance(p, CarryOut)))
    assert await booked_minutes(database) == [30, 30]


async def test_an_old_last_look_is_not_answered_with_another_booking(
    database: Database, mia: Visitor
) -> None:
    await mia.press(PickSlot(SESSION, COACH, 0, AT))
    old = mia.key("✓ Book now")
    await mia.press(PickSlot(INTRO, COACH, 0, AT))
    await mia.press(mia.key(mia.labels()[0]))

    receipt = await mia.press(old)

    assert "Not booked: you already have this with Anna Berg at that time." in receipt
    assert "Intro call" in receipt
    assert "already have something else" in mia.toast()
    assert mia.labels()[:2] == ["Move it", "Cancel it"]
    assert len(await booked_minutes(database)) == 1
