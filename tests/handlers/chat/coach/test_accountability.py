"""Anyone who cancels for a customer says whether that was the customer's wish."""

import pytest

from domain.appointments.accountability import Bearer
from handlers.chat.cards.coach_cards import CallOff
from handlers.wording.words import words_for
from storage.appointments import appointments
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, ANNA, Visitor
from tests.handlers.notices.rendered import render
from tests.house import NOW, House, open_house

_NEWS = """
SELECT facts FROM outbox WHERE appointment_id = $1 AND kind = 'cancelled_by_coach'
"""
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
    said = await alex.type("They rang to say they are ill")
    assert "Counts as cancelled by the customer." in said
    assert "They rang to say they are ill" in said
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
    said = await anna.press(anna.key("Cancel without a reason"))
    assert "Counts as cancelled by us." in said
    assert "had to cancel, sorry" in await cancellation_text(house, booked.id, "en")
