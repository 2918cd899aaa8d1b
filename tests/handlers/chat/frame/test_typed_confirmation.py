"""What is told to somebody at once is asked about first if it may not be the answer."""

from datetime import timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from handlers.buttons.coach_keys import Decline
from handlers.buttons.links import CoachDay, ShowAppointment
from handlers.buttons.message_links import WriteTo
from handlers.chat.frame.typed_confirmation import DropTyped, UseTyped
from storage.appointments import appointments
from storage.transactions import Database
from tests.handlers.at_least_once import Chat
from tests.handlers.chat.seeded import book, booked, house
from tests.handlers.doorstep import ANNA, MIA, NOW, Visitor

__all__ = ["booked", "house"]

NOTICE = """
INSERT INTO outbox (key, recipient_id, kind, facts, lane, due_at, state, sent_at, message_id)
SELECT 'n', id, 'booked', '{}', 1, $2, 'sent', $2, 9 FROM people WHERE telegram_id = $1
"""


@pytest.fixture
def anna(house: Database) -> Visitor:
    return Visitor(house, ANNA, "Anna")


async def status(house: Database, session: Appointment) -> tuple[Status, str | None]:
    async with house.read() as reader:
        now = await appointments.by_id(reader, session.id)
    assert now is not None
    return now.status, now.reason


async def ask(anna: Visitor, session: Appointment) -> None:
    assert "Type a reason" in await anna.press(Decline(session.id, session.version))


@pytest.mark.parametrize(
    "typed",
    [
        "book for Mia today 16",
        "block 14-15 dentist",
        "leave 12-16 August",
        "I'm ill",
        "today",
        "cancel",
        "My appointments",
    ],
)
async def test_an_order_below_a_question_tells_nobody_before_a_key_is_pressed(
    house: Database, booked: Appointment, anna: Visitor, typed: str
) -> None:
    await ask(anna, booked)
    screen = await anna.type(typed)
    assert screen.startswith("Decline with this reason?")
    assert await status(house, booked) == (Status.PENDING, None)
    assert (await anna.press(anna.key("Decline with this reason"))).startswith("<b>Declined")
    assert await status(house, booked) == (Status.DECLINED, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "I am away",
        "Sorry, I am ill today and cannot see anybody",
        "Please book another day",
        "Tomorrow would be better",
        "Off",
    ],
)
async def test_a_reason_is_taken_at_once(
    house: Database, booked: Appointment, anna: Visitor, typed: str
) -> None:
    await ask(anna, booked)
    assert (await anna.type(typed)).startswith("<b>Declined")
    assert await status(house, booked) == (Status.DECLINED, typed)


async def test_what_was_meant_as_an_order_is_done_as_one(
    house: Database, booked: Appointment, anna: Visitor
) -> None:
    await ask(anna, booked)
    await anna.type("block 14-15 dentist")
    shown = await anna.press(anna.key("No, I meant something else"))
    assert "Blocked" in shown
    assert "dentist" in shown
    assert await status(house, booked) == (Status.PENDING, None)
    assert "did not understand" in await anna.type("I am away")


async def test_whatever_else_is_typed_is_asked_about_too_until_a_key_is_pressed(
    house: Database, booked: Appointment, anna: Visitor
) -> None:
    await ask(anna, booked)
    await anna.type("I'm ill")
    earlier = anna.key("Decline with this reason")
    assert "no!" in await anna.type("no!")
    newer = anna.key("No, I meant something else")
    assert isinstance(earlier, UseTyped)
    assert isinstance(newer, DropTyped)
    await anna.press(earlier)
    assert await status(house, booked) == (Status.PENDING, None)


async def test_nobody_is_told_anything_if_it_was_no_answer(
    house: Database, booked: Appointment, anna: Visitor
) -> None:
    await ask(anna, booked)
    await anna.press(CoachDay(NOW.date()), below=5)
    assert (await anna.type("hmm")).startswith("Decline with this reason?")
    no = anna.key("No, I meant something else")
    assert "nobody has been told anything" in await anna.press(no)
    await anna.press(no)
    assert await status(house, booked) == (Status.PENDING, None)


@pytest.mark.parametrize("late", [False, True])
async def test_an_answer_below_a_later_message_is_asked_about(
    house: Database, booked: Appointment, anna: Visitor, late: bool
) -> None:
    await ask(anna, booked)
    at = NOW + timedelta(minutes=1 if late else -1)
    await house.write(lambda w: w.fetch(NOTICE, ANNA, at))
    assert (await anna.type("I am away")).startswith("Decline with" if late else "<b>Declined")


async def test_a_message_to_the_other_side_is_asked_about_as_well(
    house: Database, booked: Appointment
) -> None:
    mia = Visitor(house, MIA, "Mia")
    await mia.press(WriteTo(booked.id, 0))
    await mia.press(ShowAppointment(booked.id), below=5)
    assert await mia.send(photo=[{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}])
    assert "Send it" in mia.labels()
    async with house.read() as reader:
        assert await reader.fetch("SELECT 1 FROM messages") == []
    assert "Passed on" in await mia.press(mia.key("Send it"))
    async with house.read() as reader:
        [[kind, file_id]] = await reader.fetch("SELECT kind, file_id FROM messages")
    assert (kind, file_id) == ("photo", "f")


async def test_two_people_who_write_to_each_other_at_once_are_not_asked(
    house: Database, booked: Appointment
) -> None:
    mia = Visitor(house, MIA, "Mia")
    await mia.press(WriteTo(booked.id, 0))
    await house.write(lambda w: w.fetch(NOTICE, MIA, NOW + timedelta(minutes=1)))
    assert "Passed on" in await mia.type("I have a question")


async def test_it_is_asked_again_when_the_update_comes_again(
    house: Database, booked: Appointment
) -> None:
    chat = Chat(house, ANNA, "Anna")
    await chat.press(Decline(booked.id, booked.version))
    assert (await chat.type("I'm ill")).startswith("Decline with this reason?")
    assert await status(house, booked) == (Status.PENDING, None)
    assert (await chat.tap("Decline with this reason")).startswith("<b>Declined")
    assert await status(house, booked) == (Status.DECLINED, "I'm ill")


async def test_an_answer_that_was_taken_is_not_asked_about_when_it_comes_again(
    house: Database, booked: Appointment
) -> None:
    chat = Chat(house, ANNA, "Anna")
    await chat.press(Decline(booked.id, booked.version))
    assert (await chat.type("I am away")).startswith("<b>Declined")
    other = await book(house, booked.starts_at + timedelta(days=1))
    await chat.press(Decline(other.id, other.version))
    await house.write(lambda w: w.fetch(NOTICE, ANNA, NOW + timedelta(minutes=1)))
    assert (await chat.type("I am away")).startswith("Decline with this reason?")
