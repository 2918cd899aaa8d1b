"""Why a time cannot be had: the true cause, the rule and until when it was possible, and a way
onward."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.services.rules import Rules
from handlers.actions.appointments import booking
from handlers.buttons.coach_keys import Approve
from handlers.buttons.links import PickSlot
from handlers.chat.cards.receipts import AskCoach
from handlers.chat.customer.appointments import CancelAppointment
from handlers.chat.customer.summary import Confirm
from storage import audit
from storage.appointments import booking as stored_booking
from storage.messages import reach
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.transactions import Database, Writer
from tests.handlers.chat.seeded import house, with_anna
from tests.handlers.doorstep import ANNA, LENA, MIA, NOW, Visitor
from tests.house import acting

__all__ = ("house",)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NINE = datetime(2031, 5, 8, 7, 0, tzinfo=UTC)  # on Thursday, in Berlin
TEN = NINE + HOUR


async def change(database: Database, **fields: Any) -> None:
    """The hour with Anna under other rules: what is already on screens was made under the old
    ones."""
    _, _, service = await with_anna(database)
    await database.write(lambda w: catalogue.update_service(w, service.id, **fields))


async def book(database: Database, start: datetime, person: int = LENA) -> Appointment:
    offered, anna, service = await with_anna(database)
    lena = await database.write(lambda w: people.register(w, TelegramProfile(person, "Lena")))
    order = booking.BookingOrder(service.id, anna.id, start, service.price)
    return await booking.book(database, offered, order, actor=acting(lena), key=str(start), now=NOW)


async def answer_to(database: Database, start: datetime, *, now: datetime = NOW) -> str:
    """What both presses towards a booking are told: the slot, and its confirmation."""
    _, anna, service = await with_anna(database)
    mia = Visitor(database, MIA, "Mia", now=now)
    minute = int(start.timestamp()) // 60
    screen = await mia.press(PickSlot(service.id, anna.id, 0, minute))
    slot_keys = mia.labels()
    assert await mia.press(Confirm(service.id, anna.id, minute, service.price.minor)) == screen
    assert mia.labels() == slot_keys
    return f"{screen} {slot_keys}"


async def test_a_session_in_the_way_is_named_and_the_nearest_free_times_are_offered(
    house: Database,
) -> None:
    await book(house, TEN)
    answer = await answer_to(house, TEN)
    assert "another session is booked then. Free nearby:" in answer
    assert "['Thu 8 May, 11:30', 'Thu 8 May, 12:00', 'Thu 8 May, 14:00'," in answer


async def test_a_break_that_is_longer_since_is_named(house: Database) -> None:
    await book(house, TEN)
    await change(house, buffer_after=90)
    answer = await answer_to(house, NINE)
    assert "too close to another session: Anna Berg keeps a break in between. Free" in answer


async def test_the_break_of_the_other_session_is_no_session(house: Database) -> None:
    await change(house, buffer_after=60)
    await book(house, TEN)
    await change(house, buffer_after=0)
    answer = await answer_to(house, TEN + HOUR)
    assert "too close to another session" in answer


async def test_leave_hours_and_times_that_are_not_begun_at_are_named(house: Database) -> None:
    _, anna, _ = await with_anna(house)
    day = datetime(2031, 5, 9)

    async def away(writer: Writer) -> None:
        await catalogue.add_leave(writer, anna.id, day, day + timedelta(days=1), None)

    await house.write(away)
    assert "Anna Berg is off at that time. Free nearby:" in await answer_to(
        house, TEN + timedelta(days=1)
    )
    late = datetime(2031, 5, 8, 20, 0, tzinfo=UTC)
    assert "lies outside the working hours of Anna Berg. Free" in await answer_to(house, late)
    odd = TEN + timedelta(minutes=10)
    assert "Sessions do not begin at that time. Free" in await answer_to(house, odd)


async def test_a_notice_says_the_rule_until_when_and_what_is_soonest(house: Database) -> None:
    await change(house, rules=Rules(notice_book=7 * 1440))
    answer = await answer_to(house, TEN)
    assert "it has to be booked at least 7 days before it begins" in answer
    assert "possible until Thu, 1 May 2031, 10:00 (Berlin). The soonest that can be" in answer
    assert "'Mon 12 May, 09:00'" in answer


async def test_a_time_that_has_passed_is_not_blamed_on_a_rule(house: Database) -> None:
    await change(house, rules=Rules(notice_book=0))
    answer = await answer_to(house, TEN, now=TEN + HOUR)
    assert "That time has passed. The soonest that can be booked now:" in answer
    assert "'Thu 8 May, 11:00'" in answer


async def test_who_has_as_many_as_one_may_have_reads_it_in_place_of_the_last_look(
    house: Database,
) -> None:
    offered, *_ = await with_anna(house)
    business = replace(offered.business, open_limit=1)
    await house.write(lambda w: catalogue.update_business(w, business))
    await book(house, TEN, MIA)
    answer = await answer_to(house, TEN + DAY)
    assert "You have 1 open session, which is as many as one person can have here." in answer
    assert "['My appointments', '☰ Menu']" in answer


async def test_too_far_ahead_names_the_last_day(house: Database) -> None:
    await change(house, rules=Rules(horizon_days=2))
    assert "2 days ahead, up to and including Wed, 7 May 2031" in await answer_to(house, TEN)


async def test_anyone_is_refused_by_the_rule_that_refuses_each(house: Database) -> None:
    _, _, service = await with_anna(house)
    mia = Visitor(house, MIA, "Mia")
    slot = PickSlot(service.id, 0, 0, int(TEN.timestamp()) // 60)
    await change(house, rules=Rules(notice_book=7 * 1440))
    assert "at least 7 days before it begins" in await mia.press(slot)
    await change(house, rules=Rules())
    await book(house, TEN)
    refusal = "Nobody is free at that time: with Anna Berg, everything is already booked; Ben Okoro"
    assert refusal in await mia.press(slot)


@pytest.mark.parametrize(
    ("status", "toast"),
    [
        (Status.PENDING, "This session has begun already."),
        (Status.CONFIRMED, "This session has begun already."),
        (Status.COMPLETED, "This session is over."),
        (Status.CANCELLED, "This session was cancelled already."),
        (Status.DECLINED, "This request was declined."),
        (Status.EXPIRED, "This request ended without an answer."),
        (Status.NO_SHOW, "This session is over; it was marked as missed."),
    ],
)
async def test_a_press_that_comes_too_late_is_told_how_things_are(
    house: Database, status: Status, toast: str
) -> None:
    appointment = await book(house, TEN)
    await house.write(lambda w: stored_booking.change(w, appointment, status=status, now=NOW))
    anna = Visitor(house, ANNA, "Anna", now=TEN + timedelta(minutes=1))
    await anna.press(Approve(appointment.id, appointment.version))
    assert anna.toast() == toast
    lena = Visitor(house, 7005, "Lena", now=TEN + timedelta(minutes=1))
    await lena.press(CancelAppointment(appointment.id))
    assert lena.toast() == toast


async def book_confirmed(database: Database) -> Appointment:
    appointment = await book(database, TEN)
    return await database.write(
        lambda w: stored_booking.change(w, appointment, status=Status.CONFIRMED, now=NOW)
    )


async def questions(database: Database) -> list[str]:
    async with database.read() as reader:
        rows = await reader.fetch("SELECT kind FROM outbox WHERE kind LIKE 'asks_%' ORDER BY id")
    return [kind for (kind,) in rows]


async def test_each_wish_is_asked_once_and_written_down(house: Database) -> None:
    appointment = await book_confirmed(house)
    lena = Visitor(house, 7005, "Lena", now=TEN - HOUR)
    for wish in ("cancel", "move", "cancel", "move"):
        await lena.press(AskCoach(appointment.id, wish))
    assert await questions(house) == ["asks_cancel", "asks_move"]
    async with house.read() as reader:
        lines = await audit.of(reader, "appointment", appointment.id)
    assert [line.action for line in lines if line.action.startswith("ask_")] == [
        "ask_cancel",
        "ask_move",
    ]


async def test_nobody_asks_for_anothers_session_or_for_what_is_over(house: Database) -> None:
    appointment = await book_confirmed(house)
    mia = Visitor(house, MIA, "Mia")
    assert "I cannot find that any more" in await mia.press(AskCoach(appointment.id, "cancel"))
    lena = Visitor(house, 7005, "Lena", now=TEN + HOUR)
    await lena.press(AskCoach(appointment.id, "cancel"))
    assert lena.toast() == "This session has begun already."
    lena.now = NOW
    assert "I cannot find that any more" in await lena.press(AskCoach(appointment.id, "marry"))
    assert await questions(house) == []


async def test_a_summary_says_what_can_still_be_done_afterwards(house: Database) -> None:
    _, anna, service = await with_anna(house)
    mia = Visitor(house, MIA, "Mia")
    press = PickSlot(service.id, anna.id, 0, int(TEN.timestamp()) // 60)
    days: Mapping[str, tuple[int, int]] = {
        "Free to cancel until Wed, 7 May 2031, 10:00": (1440, 1440),
        "starts too soon to be cancelled here afterwards, but can be moved until": (7 * 1440, 1440),
        "starts too soon to be cancelled or moved here afterwards": (7 * 1440, 7 * 1440),
    }
    for sentence, (cancel, move) in days.items():
        await change(house, rules=Rules(notice_cancel=cancel, notice_move=move))
        assert sentence in await mia.press(press)


async def test_who_asks_a_coach_who_cannot_be_reached_is_told_so(house: Database) -> None:
    appointment = await book_confirmed(house)
    _, anna, _ = await with_anna(house)
    await house.write(lambda w: reach.set_unreachable(w, anna.person_id, NOW))
    lena = Visitor(house, 7005, "Lena", now=TEN - HOUR)
    await lena.press(AskCoach(appointment.id, "cancel"))
    assert lena.toast().startswith("I cannot reach Anna Berg at the moment")
