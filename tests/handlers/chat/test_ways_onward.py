"""What is typed or pressed when nothing waits for it: each leads somewhere, and none too far."""

from datetime import timedelta

import pytest

from domain.appointments.appointment import Appointment
from handlers.buttons.coach_keys import Approve
from handlers.buttons.links import Appointments, EditZone, PickSlot, ShowMonth
from handlers.buttons.proposal_keys import Suggest
from handlers.chat.cards.move_confirmation import ConfirmMove
from handlers.chat.customer.note import AddNote
from handlers.chat.customer.summary import Confirm
from storage.appointments import booking as stored_booking
from storage.transactions import Database
from tests.handlers.chat.seeded import TEN, booked, house, with_anna
from tests.handlers.doorstep import ANNA, LENA, MIA, NOW, Visitor

__all__ = ["booked", "house"]


async def test_cancel_without_a_question_asks_which_session(
    house: Database, booked: Appointment
) -> None:
    mia = Visitor(house, MIA, "Mia")
    assert "Which session should I cancel?" in await mia.type("/cancel")
    assert mia.labels()[0] == "✕ Thu 8 May, 10:00 · Coaching session"
    assert "Cancel this session?" in await mia.press(mia.key(mia.labels()[0]))
    await mia.press(mia.key("Yes, cancel it"))
    assert "nothing to stop, and you have no upcoming session" in await mia.type("/cancel")


async def test_cancel_stops_a_question_before_anything_else(
    house: Database, booked: Appointment
) -> None:
    mia = Visitor(house, MIA, "Mia")
    await mia.press(EditZone())
    assert "never mind" in await mia.type("/cancel")
    assert "Which session should I cancel?" in await mia.type("/cancel")


@pytest.mark.parametrize("command", ["/start c_1", "/appointments", "/book"])
async def test_a_command_says_that_it_closes_the_question_that_waited(
    house: Database, booked: Appointment, command: str
) -> None:
    mia = Visitor(house, MIA, "Mia")
    await mia.press(AddNote(booked.service_id, booked.coach_id, int(TEN.timestamp()) // 60 + 120))
    assert "no longer waiting for an answer" in await mia.type(command)
    assert "closed" not in await mia.type(command)
    assert "did not understand" in await mia.type("my knee")


async def test_a_link_to_a_coach_leads_there_though_a_note_was_asked_for(
    house: Database, booked: Appointment
) -> None:
    mia = Visitor(house, MIA, "Mia")
    await mia.press(AddNote(booked.service_id, booked.coach_id, int(TEN.timestamp()) // 60 + 120))
    text = await mia.type(f"/start c_{booked.coach_id}")
    assert text.startswith("<b>What would you like to book with Anna")


async def test_a_booking_leaves_a_question_of_something_else_alone(house: Database) -> None:
    mia = Visitor(house, MIA, "Mia")
    _, anna, service = await with_anna(house)
    start = int(TEN.timestamp()) // 60
    await mia.press(PickSlot(service.id, anna.id, 0, start))
    await mia.press(EditZone(), below=10)
    await mia.press(Confirm(service.id, anna.id, start, service.price.minor))
    assert "Time zone: Lisbon" in await mia.type("Lisbon")


async def test_a_booking_closes_the_question_for_its_own_note(house: Database) -> None:
    mia = Visitor(house, MIA, "Mia")
    _, anna, service = await with_anna(house)
    start = int(TEN.timestamp()) // 60
    await mia.press(AddNote(service.id, anna.id, start), below=10)
    await mia.press(Confirm(service.id, anna.id, start, service.price.minor))
    assert "did not understand" in await mia.type("my knee")


async def test_a_command_for_another_bot_is_not_answered(house: Database) -> None:
    mia = Visitor(house, MIA, "Mia")
    for text in ("/book@OtherBot", "/start@otherbot c_1", "/nothing@other_bot"):
        assert await mia.type(text) == ""
    assert mia.calls == []
    assert "What would you like to book" in await mia.type("/book@Coachbook")


async def test_a_booking_code_shows_the_session_to_both_sides_and_to_nobody_else(
    house: Database, booked: Appointment
) -> None:
    mia, anna = Visitor(house, MIA, "Mia"), Visitor(house, ANNA, "Anna")
    lena = Visitor(house, LENA, "Lena")
    code = "J2PE8T"  # a piece of it would be a time
    await house.write(lambda w: w.fetch("UPDATE appointments SET code = $1", code))
    for typed in (
        code,
        code.lower(),
        f" #{code[:3]} {code[3:]}.",
        f"\u200b{code[:3]}\u200c{code[3:]}\ufeff",
    ):
        assert f"<code>{code}</code>" in await mia.type(typed)
        assert "Customer: <b>Mia" in await anna.type(typed)
        assert "did not understand" in await lena.type(typed)


@pytest.mark.parametrize("code", ["J2PE8T", "WE6B8Q", "3AUG9P"])
async def test_a_booking_code_that_looks_like_a_time_is_the_session_below_any_screen(
    house: Database, booked: Appointment, code: str
) -> None:
    await house.write(lambda w: w.fetch("UPDATE appointments SET code = $1", code))
    mia, lena = Visitor(house, MIA, "Mia"), Visitor(house, LENA, "Lena")
    screens = (
        Appointments(0, 0),
        ShowMonth(booked.service_id, booked.coach_id, booked.id, TEN.date()),
        Suggest(booked.id),
    )
    for screen in screens:
        await mia.press(screen)
        assert f"<code>{code}</code>" in await mia.type(code.lower())
    assert "<code>" not in await lena.type(code)


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("cancel my appointment", "Which session should I cancel?"),
        ("I can't come on Thursday", "Which session should I cancel?"),
        ("Could you move my session?", "Your upcoming sessions"),
        ("my bookings", "Your upcoming sessions"),
        ("I'd like to book something", "What would you like to book?"),
        ("Hi", "Hello Mia, welcome"),
        ("hello!", "Hello Mia, welcome"),
        ("thank you", "You’re welcome!"),
        ("this is it", "did not understand"),
        ("x" * 4000, "did not understand"),
        ("\u202e\u0000", "did not understand"),
    ],
)
async def test_a_few_words_lead_where_they_mean(
    house: Database, booked: Appointment, typed: str, reply: str
) -> None:
    assert reply in await Visitor(house, MIA, "Mia").type(typed)


async def test_who_has_said_that_they_will_be_there_reads_it_until_the_session_is_moved(
    house: Database, booked: Appointment
) -> None:
    await Visitor(house, ANNA, "Anna").press(Approve(booked.id, booked.version))
    await house.write(lambda w: stored_booking.set_attending(w, booked, NOW))
    mia = Visitor(house, MIA, "Mia")
    assert "✓ You said that you will be there." in await mia.type(booked.code)
    later = booked.starts_at + timedelta(days=1)
    await mia.press(ConfirmMove(booked.id, int(later.timestamp()) // 60))
    shown = await mia.type(booked.code)
    assert "Fri, 9 May 2031" in shown
    assert "will be there" not in shown


async def test_a_cancelled_session_that_lies_ahead_is_listed_as_such(
    house: Database, booked: Appointment
) -> None:
    mia = Visitor(house, MIA, "Mia")
    await mia.type("/cancel")
    await mia.press(mia.key(mia.labels()[0]))
    await mia.press(mia.key("Yes, cancel it"))
    await mia.type("/appointments")
    listed = await mia.press(mia.key("Past and cancelled"))
    assert "Your past and cancelled sessions" in listed
    assert "✕ <s>Thu, 8 May 2031, 10:00 (Berlin)</s>" in listed


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("12-16 Dec", "Fri, 12 Dec 2031 – Tue, 16 Dec 2031"),
        ("tomorrow", "Take this time off?</b>\n\nTue, 6 May 2031"),
        ("20.8. - 12.8.", "ends before it begins"),
        ("hi", "Hello Anna"),
        ("cancel my appointment", "no upcoming session"),
        ("A long letter. " * 60, "did not understand"),
    ],
)
async def test_days_can_be_typed_below_the_list_of_leave(
    house: Database, typed: str, reply: str
) -> None:
    anna = Visitor(house, ANNA, "Anna")
    await anna.type("/leave")
    assert reply in await anna.type(typed)


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("Mon-Fri 9-17", "I read: <b>Monday to Friday: 09:00–17:00"),
        ("closed on Monday", "I read: <b>Monday: closed"),
        ("17-9", "17-9"),
        ("hi", "Hello Anna"),
    ],
)
async def test_hours_can_be_typed_below_the_week(house: Database, typed: str, reply: str) -> None:
    anna = Visitor(house, ANNA, "Anna")
    await anna.type("/hours")
    assert reply in await anna.type(typed)


async def test_hours_without_days_are_asked_about_below_the_week(house: Database) -> None:
    anna = Visitor(house, ANNA, "Anna")
    await anna.type("/hours")
    question = await anna.type("9-12, 1-5")
    workdays, weekend, every_day = anna.labels()[:3]
    assert "2. Saturday to Sunday: 09:00–12:00, 13:00–17:00" in question
    assert workdays == "1. Monday to Friday: …"
    assert weekend == "2. Saturday to Sunday: …"
    assert every_day == "3. Monday to Sunday: …"
    assert "Saturday: 09:00–12:00, 13:00–17:00" in await anna.press(anna.key(weekend))


async def test_a_list_asks_nothing_so_nothing_is_closed_or_stopped_with_it(house: Database) -> None:
    anna = Visitor(house, ANNA, "Anna")
    await anna.type("/leave")
    assert "no longer waiting for an answer" not in await anna.type("/today")
    await anna.type("/leave")
    assert "nothing to stop" in await anna.type("/cancel")
    assert "did not understand" in await anna.type("12-16 Dec")


@pytest.mark.parametrize(
    ("typed", "reply"),
    [
        ("My leave", "Your leave"),
        ("working hours", "Your working hours"),
        ("requests", "requests"),
        ("my day!", "Mon, 5 May 2031"),
        ("Language", "language"),
        ("services", "did not understand"),
    ],
)
async def test_a_button_of_ones_own_menu_may_be_typed(
    house: Database, typed: str, reply: str
) -> None:
    assert reply in await Visitor(house, ANNA, "Anna").type(typed)


async def test_help_names_what_can_be_written_and_that_leads_there(
    house: Database, booked: Appointment
) -> None:
    mia = Visitor(house, MIA, "Mia")
    shown = await mia.type("/help")
    assert "/cancel – cancel a session, or stop what I am asking" in shown
    for phrase, reply in [("my sessions", "Your upcoming"), ("cancel my session", "Which session")]:
        assert f"“{phrase}”" in shown
        assert reply in await mia.type(phrase)
