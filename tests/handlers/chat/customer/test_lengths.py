"""A customer chooses a length with its price; a coach's own terms apply with that coach."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.services.meeting import Addresses
from domain.services.service import Approval
from domain.services.terms import Length, Terms
from handlers.buttons.coach_links import ShowCoach, ShowTerms
from handlers.buttons.links import BookAgain, CoachCard, PickSlot, ShowAppointment, ShowMonth
from handlers.chat.admin.services.sections import ShowSection
from handlers.chat.admin.services.terms import TermsOfService
from handlers.chat.cards.move_confirmation import ConfirmMove
from handlers.chat.customer.summary import Confirm
from handlers.chat.parts.day import PickDay
from storage.appointments import appointments
from storage.services import catalogue, terms
from storage.tables.audit import audit
from storage.transactions import Database
from tests.handlers.at_least_once import ALEX, MIA, Chat
from tests.handlers.at_least_once import ANNA as ANNA_HERSELF
from tests.handlers.chat.seeded import house

__all__ = ("house",)
SESSION, ANNA, BEN = 2, 1, 2
NINE = datetime(2031, 5, 8, 7, 0, tzinfo=UTC)  # on Thursday, in Berlin
START = int(NINE.timestamp()) // 60


@pytest.fixture
async def alex(house: Database) -> Chat:
    chat = Chat(house, ALEX, "Alex")
    await chat.command("/start")
    return chat


@pytest.fixture
async def mia(house: Database) -> Chat:
    chat = Chat(house, MIA, "Mia")
    await chat.command("/start")
    return chat


async def lengths(database: Database) -> None:
    await database.write(
        lambda w: catalogue.update_service(
            w, SESSION, lengths=(Length(30, 5000), Length(90, 12000)), approval=Approval.AUTO
        )
    )


async def own_terms(database: Database) -> None:
    own = Terms((Length(60, 10000), Length(120, 18000)), Addresses("Attic"))
    await database.write(lambda w: terms.keep(w, ANNA, SESSION, own))


async def load_appointment(database: Database) -> Appointment:
    async with database.read() as reader:
        appointment = await appointments.by_id(reader, 1)
    assert appointment is not None
    return appointment


async def test_an_admin_types_lengths_and_a_customer_chooses_one(
    alex: Chat, mia: Chat, house: Database
) -> None:
    await alex.press(ShowSection(SESSION, "basics"))
    assert "30 min = 45, 60 min = 80" in await alex.tap("Lengths and prices")
    assert "I need lengths from 5 minutes" in await alex.type("often")
    page = await alex.type("90 = 120, 60 = 90, 30 = 50")
    assert "30 min · €50.00\n1 hour · €90.00\n90 min · €120.00" in page
    assert "Length" not in alex.keys
    await house.write(lambda w: catalogue.update_service(w, SESSION, approval=Approval.AUTO))

    await mia.command("/book")
    assert "Coaching session · from €50.00" in mia.keys
    assert "<b>Coaching session</b>: how long?" in await mia.tap("Coaching session")
    assert list(mia.keys)[:3] == ["30 min · €50.00", "1 hour · €90.00", "90 min · €120.00"]
    await mia.tap("90 min")
    await mia.tap("Anna Berg")
    summary = await mia.press(PickSlot(SESSION, ANNA, 0, START, "90"))
    assert "<b>Coaching session</b>, 90 min" in summary
    assert "Price: €120.00" in summary
    receipt = await mia.tap("Book now")
    assert "90 min" in receipt
    assert (await load_appointment(house)).minutes == 90

    await mia.press(BookAgain(SESSION, ANNA))
    assert "how long?" in mia.screens[-1]
    await alex.press(ShowSection(SESSION, "basics"))
    await alex.tap("Lengths and prices")
    assert "Only 1 hour · €90.00" in alex.keys
    await alex.tap("Only 1 hour")
    await mia.press(ConfirmMove(1, START + 24 * 60))
    moved = await load_appointment(house)
    assert (moved.minutes, moved.price.minor) == (90, 12000)
    assert "90 min" in await mia.press(ShowAppointment(1))


async def test_a_price_that_has_changed_is_shown_before_it_is_paid(
    mia: Chat, house: Database
) -> None:
    await lengths(house)
    await mia.press(PickSlot(SESSION, ANNA, 0, START, "30"))
    await own_terms(house)
    assert "not offered any more" in await mia.press(Confirm(SESSION, ANNA, START, 5000, "30"))
    shown = await mia.press(Confirm(SESSION, ANNA, START, 9000))
    assert "Price: €100.00" in shown
    async with house.read() as reader:
        assert await appointments.by_id(reader, 1) is None


async def test_a_coach_has_terms_of_their_own(alex: Chat, mia: Chat, house: Database) -> None:
    await alex.press(TermsOfService(SESSION))
    assert list(alex.keys)[:2] == ["Anna Berg", "Ben Okoro"]
    page = await alex.tap("Anna Berg")
    assert "The usual lengths and prices:\n1 hour · €90.00" in page
    await alex.tap("Lengths and prices")
    assert "Own lengths and prices:\n75 min · €95.00" in await alex.type("75 = 95")
    await alex.tap("Address")
    assert "A place of their own:\nOn site: Attic" in await alex.type("Attic")
    await alex.tap("Back")
    assert "✓ Anna Berg" in alex.keys

    await mia.command("/book")
    assert "Coaching session · from €90.00" in mia.keys
    coaches = await mia.tap("Coaching session")
    assert "Anna Berg: 75 min · €95.00\nBen Okoro: 1 hour · €90.00" in coaches
    summary = await mia.press(PickSlot(SESSION, ANNA, 0, START))
    assert "75 min" in summary
    assert "Where: Attic" in summary
    assert "Price: €95.00" in summary
    assert "Where: Attic" in await mia.tap("Send request")

    await alex.press(ShowCoach(ANNA))
    await alex.tap("Own terms")
    await alex.tap("✓ Coaching session")
    await alex.tap("Lengths and prices")
    assert "The usual lengths and prices:\n1 hour · €90.00" in await alex.tap("As usual")
    async with house.read() as reader:
        rows = await reader.rows(audit.select())
    assert [row.after["lengths"] for row in rows if row.action == "change_terms"][-1] == []


async def test_a_hidden_service_keeps_what_is_booked(mia: Chat, house: Database) -> None:
    await mia.press(PickSlot(SESSION, ANNA, 0, START))
    await mia.tap("Send request")
    await house.write(lambda w: catalogue.update_service(w, SESSION, hidden=True))
    assert "not offered any more" in await mia.press(PickSlot(SESSION, ANNA, 0, START + 180))

    assert "Coaching session" in await mia.press(ShowAppointment(1))
    later = NINE.date() + timedelta(days=1)
    await mia.press(ShowMonth(SESSION, ANNA, 1, later))
    await mia.press(PickDay(SESSION, ANNA, 1, later, ""))
    await mia.press(PickSlot(SESSION, ANNA, 1, START + 24 * 60))
    await mia.tap("Move")
    moved = await load_appointment(house)
    assert moved.starts_at == NINE + timedelta(days=1)
    anna = Chat(house, ANNA_HERSELF, "Anna")
    await anna.press(CoachCard(1))
    await anna.tap("Approve")
    assert (await load_appointment(house)).status is Status.CONFIRMED


async def test_forged_terms_change_nothing(alex: Chat, house: Database) -> None:
    for forged in (ShowTerms(99, ANNA), ShowTerms(SESSION, 99), TermsOfService(99)):
        assert "cannot find that" in await alex.press(forged)


async def test_of_several_coaches_those_without_the_length_are_left_out(
    mia: Chat, house: Database
) -> None:
    await lengths(house)
    await own_terms(house)
    await mia.command("/book")
    await mia.tap("Coaching session")
    assert "1 hour · from €90.00" in mia.keys
    await mia.tap("90 min")
    assert any("Ben" in key for key in mia.keys)
    assert not any("Anna" in key for key in mia.keys)
