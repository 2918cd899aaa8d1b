"""A plan of a series in the chat: what was lost meanwhile, pressed twice, replaced, or forged."""

from datetime import timedelta

import pytest

from domain.services.service import Approval
from handlers.buttons.series_links import MoveOnward, RepeatStart, ShowSeries, ShowSeriesPlan
from handlers.chat.everyone.series_dates import CarryOut, PlanDate, ShiftDate, SkipDate
from handlers.chat.everyone.series_plan import SetCount, SetRhythm
from storage.transactions import Database
from tests import house
from tests.handlers.doorstep import NOW, Visitor
from tests.house import House, Plan

FIRST = NOW.replace(hour=8) + timedelta(days=2)  # Wednesday, ten in Berlin
MINUTES = int(FIRST.timestamp()) // 60


@pytest.fixture
async def opened(database: Database) -> House:
    return await house.open_house(database, Plan(customers=2, approval=Approval.AUTO))


@pytest.fixture
def visitor(opened: House) -> Visitor:
    return Visitor(opened.database, 8000, "Customer 0")


async def plan_series(visitor: Visitor, opened: House, dates: int = 3) -> CarryOut:
    """The button that books a plan of this many dates."""
    await visitor.press(RepeatStart(opened.service.id, opened.coach.id, MINUTES))
    rhythm = visitor.key("Every week")
    assert isinstance(rhythm, SetRhythm)
    await visitor.press(rhythm)
    await visitor.press(SetCount(rhythm.draft, dates))
    book = visitor.key(next(label for label in visitor.labels() if label.startswith("✓ Book")))
    assert isinstance(book, CarryOut)
    return book


async def test_what_was_lost_meanwhile_is_marked_and_nothing_is_booked(
    visitor: Visitor, opened: House
) -> None:
    book = await plan_series(visitor, opened)
    await opened.book(starts_at=FIRST + timedelta(weeks=1), customer_id=opened.customers[1].id)
    screen = await visitor.press(book)
    assert "✕ booked already" in screen
    assert "1 date is not available" in screen
    assert "I have booked none" in visitor.toast()
    assert "Leave it out" in visitor.labels()
    await visitor.press(visitor.key("Leave it out"))
    screen = await visitor.press(
        visitor.key(next(label for label in visitor.labels() if label.startswith("✓ Book 2")))
    )
    assert "Booked ✓ The whole series stands" in screen
    # The old button, and a page of the preview, lead to what it has become.
    assert "2 dates to come" in await visitor.press(book)
    assert "2 dates to come" in await visitor.press(ShowSeriesPlan(book.draft))


async def test_a_plan_that_another_has_replaced_says_so(visitor: Visitor, opened: House) -> None:
    book = await plan_series(visitor, opened)
    await plan_series(visitor, opened, 4)
    assert "I do not have that plan any more" in await visitor.press(book)


async def test_forged_buttons_change_nothing(visitor: Visitor, opened: House) -> None:
    book = await plan_series(visitor, opened)
    draft, far = book.draft, 2**61
    for press in (
        SetRhythm(draft, "x", 1),
        SetRhythm(draft, "w", far),
        SetCount(draft, far),
        SetCount(draft, -1),
        PlanDate(draft, far),
        SkipDate(draft, -1, 1),
        CarryOut(draft, far, 0),
        CarryOut(far, 1, 1),
        ShowSeries(far),
        MoveOnward(far, far),
        RepeatStart(far, far, far),
        RepeatStart(opened.service.id, opened.coach.id, -far),
    ):
        await visitor.press(press)
    book = await plan_series(visitor, opened)
    await visitor.press(ShiftDate(book.draft, 1, far))
    assert any("✕" in label for label in visitor.labels())
    async with opened.database.read() as reader:
        assert await reader.fetch("SELECT 1 FROM appointments") == []


async def test_typed_words_lead_to_the_preview_or_say_what_is_missing(
    visitor: Visitor, opened: House
) -> None:
    await visitor.press(RepeatStart(opened.service.id, opened.coach.id, MINUTES))
    assert "does not say yet how often" in await visitor.type("10 times")
    assert "Every week, Berlin time" in await visitor.type("weekly, 4 times")
