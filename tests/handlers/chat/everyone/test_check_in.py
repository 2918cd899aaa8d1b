"""Somebody arrives: with their code, with the picture of it, early, twice, or at the wrong door."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from handlers.chat.cards.check_in_keys import AskCheckIn, CheckIn, ShowCode
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, ANNA, Visitor
from tests.house import House, open_house

MINUTE = timedelta(minutes=1)
PNG = b"\x89PNG"


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


def visitors(house: House, now: datetime) -> Sequence[Visitor]:
    """Alex the admin, Anna the coach, the customer, and somebody else."""
    alex = Visitor(house.database, ALEX, "Alex", now=now)
    anna = Visitor(house.database, ANNA, "Anna", now=now, admins=frozenset())
    anna.person["last_name"] = "Berg"
    customer = Visitor(house.database, 8000, "Customer 0", now=now)
    return alex, anna, customer, Visitor(house.database, 7999, "Eve", now=now)


async def test_a_code_checks_in_once_and_says_since_when(house: House) -> None:
    booked = await house.book()
    alex, anna, _, _ = visitors(house, booked.starts_at - 61 * MINUTE)
    screen = await alex.type(f"/checkin {booked.code}")
    assert "Too early: check-in opens at Tue, 3 Mar 2026, 08:00" in screen
    alex.now = anna.now = booked.starts_at - 20 * MINUTE
    assert "Who has arrived?" in await alex.press(AskCheckIn())
    assert "I cannot find a booking with this code" in await alex.type("nonsense (((")
    screen = await alex.type(f" #{booked.code[:3]}-{booked.code[3:].lower()} ")
    assert "Checked in: Customer 0 ✓" in screen
    assert "Customer 0 arrived at 08:40." in screen
    undo = alex.key("↩ Undo")
    anna.now += 5 * MINUTE
    screen = await anna.press(CheckIn(booked.id))
    assert "Customer 0 has been checked in already, at 08:40." in anna.toast()
    assert "has arrived" in await anna.type("/today")
    await alex.press(undo)
    assert alex.toast() == "Undone: everything is as it was."
    assert "✓ Has arrived" in alex.labels()
    anna.person["language_code"] = "de"
    assert "Wer ist da?" in await anna.type("/checkin")
    assert "Eingecheckt: Customer 0 ✓" in await anna.type(booked.code)


async def test_a_picture_leads_staff_in_and_everybody_else_where_they_belong(house: House) -> None:
    booked = await house.book()
    alex, anna, customer, eve = visitors(house, booked.starts_at - 20 * MINUTE)
    link = f"/start k_{booked.code}"
    await customer.type("/appointments")
    screen = await customer.press(ShowCode(booked.id))
    assert booked.code in screen
    assert customer.uploads[-1].startswith(PNG)
    assert "Booking code" in await customer.type(link)
    assert "Check-in code" in customer.labels()
    for stranger in (eve, anna):
        assert not stranger.uploads
        await stranger.press(ShowCode(booked.id))
        assert not stranger.uploads
    screen = await eve.type(link)
    assert screen == "This picture is for reception. Your own bookings are here:"
    assert await eve.type("/start k_ZZZZZZ") == screen
    assert "I cannot find a booking for this picture" in await alex.type("/start k_ZZZZZZ")
    assert "Checked in: Customer 0 ✓" in await anna.type(link)
    alex.now += MINUTE
    assert "already" in await alex.type(link)
    assert "Checked in" not in await eve.press(CheckIn(booked.id))
