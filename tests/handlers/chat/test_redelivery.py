"""An update that comes again: the process died between its commit and its reply, or later, and the
acknowledgement was lost.
"""

from datetime import datetime, timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Approval
from domain.time.spans import moment
from domain.working_hours.hours import instant_of
from handlers.actions.appointments import booking, deciding
from handlers.buttons.coach_keys import Approve, Decline
from handlers.buttons.coach_links import AddService
from handlers.buttons.proposal_keys import RefuseProposed, TakeProposed
from handlers.chat.admin.coaches.coaches import UseName
from handlers.chat.coach.requests.marks import SendMarked
from handlers.chat.coach.requests.requests import DeclineNow
from handlers.chat.customer.appointments import CancelAppointment
from storage.appointments import appointments
from storage.messages.backlog import backlog_at
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.at_least_once import ALEX, ANNA, MIA, NOW, Chat
from tests.house import acting
from tests.northside import open_northside


@pytest.fixture
async def offered(database: Database) -> Catalogue:
    await open_northside(database, NOW)
    async with database.read() as reader:
        return await catalogue.load(reader)


@pytest.fixture
def anna(offered: Catalogue) -> Coach:
    return next(c for c in offered.coaches.values() if c.approval is Approval.MANUAL)


@pytest.fixture
async def request_(database: Database, offered: Catalogue, anna: Coach) -> Appointment:
    mia = await database.write(lambda w: people.register(w, TelegramProfile(MIA, "Mia")))
    start = instant_of(NOW.date() + timedelta(days=3), 600, anna.tz)
    assert start is not None
    service = next(s for s in offered.offered_services if s.minutes == 60)
    order = booking.BookingOrder(service.id, anna.id, moment(start), service.price)
    return await booking.book(database, offered, order, actor=acting(mia), key="first", now=NOW)


async def stored_state(database: Database, appointment: Appointment) -> tuple[Status, int, int]:
    async with database.read() as reader:
        now = await appointments.by_id(reader, appointment.id)
        backlog = await backlog_at(reader, NOW + timedelta(days=30))
    assert now is not None
    return now.status, now.version, sum(backlog.due.values())


async def move(
    database: Database, offered: Catalogue, appointment: Appointment, start: datetime
) -> None:
    async with database.read() as reader:
        mia = await people.by_id(reader, appointment.customer_id)
    assert mia is not None
    await deciding.move(
        database, offered, appointment.id, start, actor=acting(mia), key="moves", now=NOW
    )


async def test_an_approval_is_made_once_and_shown(
    database: Database, request_: Appointment
) -> None:
    screen = await Chat(database, ANNA, "Anna").press(Approve(request_.id, request_.version))

    assert screen.startswith("<b>Confirmed")
    # The request, what reminds the coach of it, the good news and two reminders.
    assert await stored_state(database, request_) == (Status.CONFIRMED, 2, 5)


async def test_a_deed_is_not_taken_for_another_whose_number_it_has(
    database: Database, request_: Appointment
) -> None:
    anna, mia = Chat(database, ANNA, "Anna"), Chat(database, MIA, "Mia")
    await anna.press(Approve(request_.id, request_.version))
    mia._last_update = anna._last_update - 1  # after a week of silence numbers start again

    assert (await mia.press(CancelAppointment(request_.id))).startswith("<b>Cancelled")
    assert (await stored_state(database, request_))[0] is Status.CANCELLED


async def test_a_typed_reason_is_taken_once_and_its_card_is_shown(
    database: Database, request_: Appointment
) -> None:
    chat = Chat(database, ANNA, "Anna")
    assert "Type a reason" in await chat.press(Decline(request_.id, request_.version))

    screen = await chat.type("I am away")

    assert screen.startswith("<b>Declined")
    assert "I am away" in screen
    assert await stored_state(database, request_) == (Status.DECLINED, 2, 3)
    assert "did not understand" in await chat.type("that is all")


@pytest.mark.parametrize("typed", [True, False], ids=["typed", "pressed"])
async def test_what_was_moved_meanwhile_is_not_declined_the_second_time_either(
    database: Database, offered: Catalogue, request_: Appointment, typed: bool
) -> None:
    anna, start = Chat(database, ANNA, "Anna"), request_.starts_at + timedelta(hours=2)
    await anna.press(Decline(request_.id, request_.version))
    await move(database, offered, request_, start)

    now = DeclineNow(request_.id, request_.version)
    screen = await (anna.type("I am away") if typed else anna.press(now))

    assert screen.startswith("Nothing was declined: this has changed since.")
    assert "<b>Request" in screen
    assert (await stored_state(database, request_))[:2] == (Status.PENDING, 2)


async def test_a_reason_that_is_too_long_keeps_the_question(
    database: Database, request_: Appointment
) -> None:
    chat = Chat(database, ANNA, "Anna")
    await chat.press(Decline(request_.id, request_.version))

    assert "1 to 300 characters" in await chat.type("x" * 301)
    assert (await chat.type("short")).startswith("<b>Declined")


async def test_a_chain_of_questions_goes_on_where_it_was(
    database: Database, offered: Catalogue
) -> None:
    chat = Chat(database, ALEX, "Alex")
    await chat.press(AddService())

    assert "how long is a session" in await chat.type("Yoga")
    assert "I read: <b>45 min</b>" in await chat.type("45")
    assert "what does it cost" in await chat.tap("✓ Save")

    async with database.read() as reader:
        services = (await catalogue.load(reader)).services.values()
    assert [(s.title, s.minutes) for s in services if s.title == "Yoga"] == [("Yoga", 45)]


async def test_times_are_proposed_and_one_is_chosen_once(
    database: Database, request_: Appointment
) -> None:
    anna, mia = Chat(database, ANNA, "Anna"), Chat(database, MIA, "Mia")
    minute = int(request_.starts_at.timestamp()) // 60
    later, next_day = minute + 120, minute + 24 * 60

    assert (await anna.press(SendMarked(request_.id, later, next_day, 0))).startswith("<b>Waiting")
    # The request, what reminds the coach of it, and the proposal.
    assert await stored_state(database, request_) == (Status.PENDING, 2, 3)
    assert (await mia.press(TakeProposed(request_.id, later))).startswith("<b>Booked")
    # The coach's news and two reminders more.
    assert await stored_state(database, request_) == (Status.CONFIRMED, 3, 6)


async def test_times_that_were_proposed_before_they_were_within_notice_stay_proposed(
    database: Database, offered: Catalogue, request_: Appointment
) -> None:
    anna, minute = Chat(database, ANNA, "Anna"), int(request_.starts_at.timestamp()) // 60 - 60
    notice = offered.services[request_.service_id].rules.notice_book
    anna._now = moment((minute - notice) * 60) - timedelta(seconds=2)

    assert (await anna.press(SendMarked(request_.id, minute, 0, 0))).startswith("<b>Waiting")
    assert (await stored_state(database, request_))[:2] == (Status.PENDING, 2)


async def test_a_choice_that_came_too_late_stays_refused(
    database: Database, offered: Catalogue, anna: Coach, request_: Appointment
) -> None:
    coach, mia = Chat(database, ANNA, "Anna"), Chat(database, MIA, "Mia")
    start = request_.starts_at + timedelta(hours=2)
    minute = int(start.timestamp()) // 60
    await coach.press(SendMarked(request_.id, minute, 0, 0))
    await coach.press(SendMarked(request_.id, minute + 120, 0, 0))

    assert "no longer be chosen" in await mia.press(TakeProposed(request_.id, minute))
    assert (await stored_state(database, request_))[:2] == (Status.PENDING, 3)


async def test_what_was_proposed_is_turned_down_once(
    database: Database, request_: Appointment
) -> None:
    anna, mia = Chat(database, ANNA, "Anna"), Chat(database, MIA, "Mia")
    minute = int(request_.starts_at.timestamp()) // 60
    await anna.press(SendMarked(request_.id, minute + 120, 0, 0))

    assert (await mia.press(RefuseProposed(request_.id, 2))).startswith("<b>Waiting for Anna")
    # The request, the proposal and the answer to it; and twice what reminds the coach.
    assert await stored_state(database, request_) == (Status.PENDING, 3, 5)


async def test_who_stops_a_question_is_told_so_each_time(
    database: Database, request_: Appointment
) -> None:
    chat = Chat(database, ANNA, "Anna")
    await chat.press(Decline(request_.id, request_.version))

    assert "never mind" in await chat.command("/cancel")
    assert (await stored_state(database, request_))[0] is Status.PENDING


async def test_a_name_that_a_button_takes_is_known_when_its_press_comes_again(
    database: Database, offered: Catalogue
) -> None:
    chat = Chat(database, ALEX, "Alex")
    await chat.command("/addcoach")
    assert "What name should customers see" in await chat.share(7900, "Cleo")

    assert "What does Cleo do?" in await chat.press(UseName(7900))
