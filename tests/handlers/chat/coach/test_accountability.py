"""Anyone who cancels for a customer says whether that was the customer's wish."""

import pytest

from domain.appointments.accountability import Bearer
from domain.appointments.appointment import Appointment
from domain.services.rules import Rules
from domain.services.service import Approval
from handlers.buttons.coach_keys import CallOff
from handlers.buttons.series_links import AskCallOffSeries
from handlers.wording.words import words_for
from storage.appointments import appointments
from storage.transactions import Database
from tests.handlers.actions.planned_series import Planner
from tests.handlers.doorstep import ALEX, ANNA, Visitor
from tests.handlers.notices.rendered import render
from tests.house import NOW, House, Plan, open_house

_NEWS = """
SELECT facts FROM outbox WHERE appointment_id = $1 AND kind = 'cancelled_by_coach'
"""
_SERIES_NEWS = "SELECT facts FROM outbox WHERE kind = 'series_cancelled_by_coach'"
_LOG = """
SELECT after ->> 'borne_by', after -> 'overridden' FROM audit
WHERE entity = 'appointment' AND entity_id = $1 ORDER BY id DESC LIMIT 1
"""


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


async def cancellation_text(house: House, appointment_id: int, language: str) -> str:
    """What the customer reads of it."""
    async with house.database.read() as reader:
        [[facts]] = await reader.fetch(_NEWS, appointment_id)
    return render("cancelled_by_coach", facts, words_for(language), None).text


async def test_a_wish_counts_as_the_customers_and_is_told_so(house: House) -> None:
    booked = await house.book()
    alex = Visitor(house.database, ALEX, "Alex", now=NOW)
    await alex.press(CallOff(booked.id, booked.version))
    assert "counts as cancelled by them" in await alex.press(alex.key("The customer asked for it"))
    card = await alex.type("They rang to say they are ill")
    assert "Counts as cancelled by the customer." in card
    assert "They rang to say they are ill" in card
    assert "Cancelled, as you asked" in await cancellation_text(house, booked.id, "en")
    assert "Wie gewünscht abgesagt" in await cancellation_text(house, booked.id, "de")
    async with house.database.read() as reader:
        [[bearer, overridden]] = await reader.fetch(_LOG, booked.id)
        off = await appointments.by_id(reader, booked.id)
    assert off is not None
    assert off.borne_by is Bearer.CUSTOMER
    assert bearer == "customer"
    assert overridden is None or "notice_cancel" in overridden


async def test_without_a_wish_it_is_the_business_that_bears_it(house: House) -> None:
    booked = await house.book()
    anna = Visitor(house.database, ANNA, "Anna", now=NOW, admins=frozenset())
    anna.person["last_name"] = "Berg"
    await anna.press(CallOff(booked.id, booked.version))
    await anna.press(anna.key("The customer asked for it"))
    await anna.press(anna.key("✓ The customer asked for it"))
    card = await anna.press(anna.key("Cancel without a reason"))
    assert "Counts as cancelled by us." in card
    assert "had to cancel, sorry" in await cancellation_text(house, booked.id, "en")


@pytest.fixture
async def series_house(database: Database) -> House:
    service = {"rules": Rules(horizon_days=90)}
    return await open_house(database, Plan(approval=Approval.AUTO, service=service))


async def series_cancellation_text(house: House, language: str) -> str:
    """What the customer reads of their dates."""
    async with house.database.read() as reader:
        [[facts]] = await reader.fetch(_SERIES_NEWS)
    return render("series_cancelled_by_coach", facts, words_for(language), None).text


async def bearers(house: House, date: Appointment) -> list[Bearer | None]:
    """Of each date of a series."""
    return [one.borne_by for one in await Planner(house, house.customer).dates(date)]


@pytest.mark.parametrize("reason", [None, "They are moving away"])
async def test_the_rest_of_a_series_is_called_off_at_a_wish_too(
    series_house: House, reason: str | None
) -> None:
    house = series_house
    dates = await Planner(house, house.customer).book_dates(3)
    alex = Visitor(house.database, ALEX, "Alex", now=NOW)
    await alex.press(AskCallOffSeries(dates[1].id))
    assert "counts as cancelled by them" in await alex.press(alex.key("The customer asked for it"))
    if reason is None:
        await alex.press(alex.key("Yes, cancel 2"))
    else:
        assert "counts as cancelled by them" in await alex.type("x" * 301)  # asked again
        await alex.type(reason)
    assert await bearers(house, dates[0]) == [None, Bearer.CUSTOMER, Bearer.CUSTOMER]
    notice = await series_cancellation_text(house, "en")
    assert "Cancelled, as you asked: dates of your series" in notice
    assert reason is None or reason in notice
    assert "Wie gewünscht abgesagt" in await series_cancellation_text(house, "de")
    await alex.press(alex.key("↩ Undo"))
    assert await bearers(house, dates[0]) == [None] * 3


async def test_a_wish_goes_along_from_one_date_to_the_rest_of_its_series(
    series_house: House,
) -> None:
    house = series_house
    dates = await Planner(house, house.customer).book_dates(2)
    alex = Visitor(house.database, ALEX, "Alex", now=NOW)
    await alex.press(CallOff(dates[0].id, dates[0].version))
    onward = alex.key(words_for("en").label("series.onward"))
    assert onward == AskCallOffSeries(dates[0].id)
    await alex.press(alex.key("The customer asked for it"))
    question = await alex.press(alex.key(words_for("en").label("series.onward")))
    assert "counts as cancelled by them" in question
    await alex.press(alex.key("✓ The customer asked for it"))
    await alex.press(alex.key("Yes, cancel 2"))
    assert await bearers(house, dates[0]) == [Bearer.BUSINESS] * 2
    assert "had to cancel dates" in await series_cancellation_text(house, "en")
