"""Somebody elsewhere looks for an online session, reads it and moves it on their own clock."""

from datetime import UTC, date, datetime

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.services.meeting import Meeting
from handlers.actions.appointments.appointment_messages import facts_of
from handlers.buttons.links import (
    Appointments,
    CoachCard,
    PickCoach,
    PickSlot,
    ShowAppointment,
    ShowMonth,
)
from handlers.chat.parts.day import PickDay
from handlers.wording.words import words_for
from storage.appointments import booking
from storage.people import people
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.chat.seeded import book, house, with_anna
from tests.handlers.doorstep import ANNA, MIA, NOW, Visitor
from tests.handlers.notices.rendered import render

__all__ = ("house",)
DENVER = "America/Denver"  # eight hours behind Berlin
NINE = datetime(2031, 5, 8, 7, 0, tzinfo=UTC)  # 09:00 in Berlin, 01:00 in Denver


async def live_in(database: Database, zone: str | None) -> Visitor:
    mia = Visitor(database, MIA, "Mia")
    await mia.press(Appointments(0, 0))
    async with database.read() as reader:
        person = await people.by_telegram_id(reader, MIA)
    assert person is not None
    await database.write(lambda w: people.set_zone(w, person.id, zone))
    return mia


async def hold(database: Database, meeting: Meeting) -> None:
    *_, service = await with_anna(database)
    await database.write(lambda w: catalogue.update_service(w, service.id, meeting=meeting))


async def booked_with_anna(database: Database) -> Appointment:
    appointment = await book(database, NINE)
    return await database.write(
        lambda w: booking.change(w, appointment, status=Status.CONFIRMED, now=NOW)
    )


@pytest.mark.parametrize("meeting", [Meeting.ONLINE, Meeting.PHONE])
async def test_days_and_times_are_the_readers_own(house: Database, meeting: Meeting) -> None:
    await hold(house, meeting)
    mia = await live_in(house, DENVER)
    _, anna, service = await with_anna(house)
    screen = await mia.press(PickCoach(service.id, anna.id))
    assert "Denver" in screen
    screen = await mia.press(PickDay(service.id, anna.id, 0, date(2031, 5, 8), ""))
    assert "Denver" in screen
    assert "01:00" in mia.labels()
    screen = await mia.press(PickSlot(service.id, anna.id, 0, int(NINE.timestamp()) // 60))
    assert "When: <b>Thu, 8 May 2031, 01:00 (Denver)</b>" in screen
    assert "On your coach’s clock: Thu, 8 May 2031, 09:00 (Berlin)" in screen
    assert "Free to cancel until Wed, 7 May 2031, 13:00 (Denver)" in screen


async def test_on_site_the_venues_clock_leads(house: Database) -> None:
    mia = await live_in(house, DENVER)
    _, anna, service = await with_anna(house)
    screen = await mia.press(PickSlot(service.id, anna.id, 0, int(NINE.timestamp()) // 60))
    assert "When: <b>Thu, 8 May 2031, 09:00 (Berlin)</b>" in screen
    assert "Your time: " in screen
    assert "Denver" not in await mia.press(ShowMonth(service.id, anna.id, 0, date(2031, 5, 8)))


async def test_card_list_move_and_notices_keep_to_it(house: Database) -> None:
    await hold(house, Meeting.ONLINE)
    mia = await live_in(house, DENVER)
    appointment = await booked_with_anna(house)
    assert "01:00 (Denver)" in await mia.press(ShowAppointment(appointment.id))
    screen = await mia.press(Appointments(0, 0))
    assert "01:00 (Denver)" in screen
    assert "On your coach’s clock: Thu, 8 May 2031, 09:00 (Berlin)" in screen
    assert any("01:00" in label for label in mia.labels())
    month = ShowMonth(
        appointment.service_id, appointment.coach_id, appointment.id, date(2031, 5, 8)
    )
    assert "Denver" in await mia.press(month)
    notice = render("approved", facts_of(appointment), words_for("en"), DENVER)
    assert "01:00 (Denver)" in notice.text
    reminder = render("reminder_24h", facts_of(appointment), words_for("de"), DENVER)
    assert "01:00 Uhr (Denver)" in reminder.text


async def test_the_coach_reads_both_clocks(house: Database) -> None:
    await hold(house, Meeting.ONLINE)
    await live_in(house, DENVER)
    appointment = await booked_with_anna(house)
    screen = await Visitor(house, ANNA, "Anna").press(CoachCard(appointment.id))
    assert "09:00 (Berlin)" in screen
    assert "On the clock of Mia: Thu, 8 May 2031, 01:00 (Denver)" in screen


async def test_whose_clock_nobody_knows_is_asked_for_it_where_it_matters(house: Database) -> None:
    _, anna, service = await with_anna(house)
    mia = await live_in(house, None)
    await mia.press(PickCoach(service.id, anna.id))
    assert "Show times in my time zone" not in mia.labels()
    await hold(house, Meeting.ONLINE)
    await mia.press(PickCoach(service.id, anna.id))
    assert "Show times in my time zone" in mia.labels()
    await mia.press(mia.key("Show times in my time zone"))
    assert "Denver" in await mia.type("Denver")
    assert "times are Denver time" in await mia.press(mia.key("Back to the free days"))


@pytest.mark.parametrize(
    ("coach", "reader", "named"),
    [
        ("Europe/Berlin", None, None),
        ("Europe/Berlin", "Europe/Berlin", None),
        ("America/Denver", None, "Denver"),
        ("Europe/Berlin", "America/Denver", "Berlin"),
    ],
)
async def test_free_times_nearby_name_their_clock_unless_it_is_the_readers(
    house: Database, coach: str, reader: str | None, named: str | None
) -> None:
    mia = await live_in(house, reader)
    _, anna, service = await with_anna(house)
    await house.write(lambda w: catalogue.update_coach(w, anna.id, zone=coach))
    odd = int(NINE.timestamp()) // 60 + 8 * 60 * (coach != "Europe/Berlin") + 7
    screen = await mia.press(PickSlot(service.id, anna.id, 0, odd))
    assert "Free nearby:" in screen
    assert screen.endswith(f"All times are {named} time.") if named else "All times" not in screen
