"""Another service right after the first, in the same booking: added, taken out, booked, moved."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.appointments.appointment import Appointment
from domain.services.forms import AnswerKind, FormQuestion
from domain.services.service import Approval, Money
from domain.services.service_choice import Choice
from handlers.buttons.links import BookAgain, CoachCard, PickSlot, ShowAppointment
from handlers.chat.cards.move_confirmation import ConfirmMove
from handlers.chat.customer.back_to_back import FurtherOn
from handlers.chat.customer.summary import Confirm
from storage.appointments import appointments
from storage.services import catalogue, forms
from storage.transactions import Database, Writer
from tests.handlers.at_least_once import ANNA as ANNA_HERSELF
from tests.handlers.at_least_once import MIA, NOW, Chat
from tests.northside import open_northside

SESSION, CAREER, TEAM, ANNA = 2, 3, 4, 1
NINE = datetime(2031, 5, 8, 7, 0, tzinfo=UTC)  # on Thursday, in Berlin
START = int(NINE.timestamp()) // 60
BOTH = Choice(also=(CAREER,)).as_text


@pytest.fixture
async def house(database: Database) -> Database:
    await open_northside(database, NOW)

    async def at_once(writer: Writer) -> None:
        for service in (SESSION, CAREER):
            await catalogue.update_service(writer, service, approval=Approval.AUTO)

    await database.write(at_once)
    return database


async def chat(house: Database, person: int, name: str, language: str = "en") -> Chat:
    someone = Chat(house, person, name, language)
    await someone.command("/start")
    return someone


async def load_appointment(database: Database) -> Appointment:
    async with database.read() as reader:
        appointment = await appointments.by_id(reader, 1)
    assert appointment is not None
    return appointment


async def test_two_services_in_a_row_are_added_booked_and_moved_as_one(house: Database) -> None:
    mia = await chat(house, MIA, "Mia")
    await mia.press(PickSlot(SESSION, ANNA, 0, START))

    assert "what else, right after it?" in await mia.tap("Add another service")
    assert list(mia.keys) == ["Career review · 90 min · €140.00", "‹ Back", "☰ Menu"]
    assert "Coaching session</b>, 1 hour" in await mia.tap("Back")
    await mia.tap("Add another service")
    both = await mia.tap("Career review")
    assert "<b>Coaching session + Career review</b>, 150 min" in both
    assert "• Coaching session · 1 hour · €90.00\n• Career review · 90 min · €140.00" in both
    assert "Price: €230.00" in both

    alone = await mia.tap("Without Career review")
    assert "Career review" not in alone
    assert "Price: €90.00" in alone
    await mia.press(PickSlot(SESSION, ANNA, 0, START, BOTH))
    assert "150 min" in await mia.tap("Book now")
    appointment = await load_appointment(house)
    assert (appointment.service_title, appointment.also) == (
        "Coaching session + Career review",
        (CAREER,),
    )
    assert (appointment.minutes, appointment.price.minor) == (150, 23_000)

    later = NINE + timedelta(days=4)
    await mia.press(ConfirmMove(1, int(later.timestamp()) // 60))
    appointment = await load_appointment(house)
    assert (appointment.starts_at, appointment.minutes, appointment.also) == (later, 150, (CAREER,))
    anna = await chat(house, ANNA_HERSELF, "Anna")
    assert "Coaching session + Career review" in await anna.press(CoachCard(1))
    await mia.press(ShowAppointment(1))
    await mia.tap("Cancel it")
    await mia.tap("Yes")
    again = await mia.press(ShowAppointment(1))
    assert "cancelled" in again.lower()
    assert mia.keys["Book again"] == BookAgain(SESSION, ANNA, BOTH).pack()
    assert "Coaching session + Career review" in await mia.tap("Book again")


async def test_the_same_is_said_in_german(house: Database) -> None:
    mia = await chat(house, MIA, "Mia", "de")
    await mia.press(PickSlot(SESSION, ANNA, 0, START))
    assert "Was noch, gleich danach?" in await mia.tap("Weiteres Angebot dazu")
    both = await mia.tap("Career review")
    assert "• Coaching session · 1 Stunde · 90,00\xa0€\n• Career review · 90 Min." in both
    assert "Ohne Career review" in mia.keys
    assert "Coaching session + Career review" in await mia.tap("buchen")


async def test_what_is_too_long_for_a_start_is_offered_near_by_or_shorter(house: Database) -> None:
    mia = await chat(house, MIA, "Mia")
    noon = START + 180  # the hours of that day end before half past two
    screen = await mia.press(PickSlot(SESSION, ANNA, 0, noon, BOTH))
    assert "Free nearby:" in screen
    assert "Without Career review" in mia.keys
    times = [data for data in mia.keys.values() if data.startswith("1:bt:") and BOTH in data]
    assert times
    assert "Shall I book this?" in await mia.tap("Without Career review")


async def test_what_was_forged_or_is_dearer_by_now_is_not_booked(house: Database) -> None:
    mia = await chat(house, MIA, "Mia")
    for forged in ("a2", "a3a3", "a99", "p2a3", "a3a4a1"):
        for press in (
            PickSlot(SESSION, ANNA, 0, START, forged),
            FurtherOn(SESSION, ANNA, START, forged, 10**9),
            Confirm(SESSION, ANNA, START, 9000, forged),
        ):
            assert "not offered any more" in await mia.press(press), press
    await mia.press(Confirm(SESSION, ANNA, START, 9000, BOTH))
    assert "€230.00" in mia.screens[-1]
    async with house.read() as reader:
        assert await appointments.by_id(reader, 1) is None


@pytest.mark.parametrize(
    ("language", "add", "how"),
    [
        ("en", "Add another service", "Please type your answer."),
        ("de", "Weiteres Angebot dazu", "Bitte schreib deine Antwort."),
    ],
)
async def test_what_follows_asks_its_own_questions(
    house: Database, language: str, add: str, how: str
) -> None:
    form_question = FormQuestion(0, AnswerKind.TEXT, "Which job?")
    await house.write(lambda w: forms.replace(w, CAREER, (), (form_question,)))
    mia = await chat(house, MIA, "Mia", language)
    await mia.press(PickSlot(SESSION, ANNA, 0, START))
    await mia.tap(add)
    question = await mia.tap("Career review")
    assert "Which job?" in question
    assert how in question
    assert "1 hour" in await mia.tap("‹") if language == "en" else "1 Stunde" in await mia.tap("‹")
    await mia.tap(add)
    await mia.tap("Career review")
    both = await mia.type("Head chef")
    assert "Coaching session + Career review" in both
    assert "Head chef" in both


async def test_why_nothing_can_be_added_is_told(house: Database) -> None:
    async def apart(writer: Writer) -> None:
        for service in (CAREER, TEAM):
            await catalogue.update_service(writer, service, price=Money(100, "GBP"))

    await house.write(apart)
    mia = await chat(house, MIA, "Mia")
    await mia.press(PickSlot(SESSION, ANNA, 0, START))
    screen = await mia.tap("Add another service")
    assert "Nothing else that Anna" in screen
    assert "Career review: it is paid in another currency" in screen


async def test_both_repeat_together(house: Database) -> None:
    mia = await chat(house, MIA, "Mia")
    await mia.press(PickSlot(SESSION, ANNA, 0, START, BOTH))
    await mia.tap("Repeat")
    await mia.tap("Every week")
    assert "4 × €230.00 = €920.00" in await mia.tap("4 times")
    await mia.tap("Leave it out")
    assert "3 × €230.00" in mia.screens[-1]
    await mia.tap("✓ Book" if "✓ Book all" in " ".join(mia.keys) else "Book")
    appointment = await load_appointment(house)
    assert (appointment.minutes, appointment.also, appointment.series_nr) == (150, (CAREER,), 1)
