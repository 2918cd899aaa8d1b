"""A service asks something before it is booked, and the coach reads the answer."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.appointments.appointment import Appointment
from domain.services.forms import AnswerKind, FormQuestion
from domain.services.service import Approval
from handlers.actions.appointments.appointment_messages import appointment_of, facts_of
from handlers.buttons.links import CoachCard, PickSlot, ShowAppointment
from handlers.chat.admin.services.sections import ShowSection
from handlers.chat.admin.services.service_form import AddFormQuestion, ChangeFormQuestion
from handlers.chat.customer.form import EditAnswer, PickAnswer
from handlers.chat.customer.summary import Confirm
from storage.appointments import appointments
from storage.services import catalogue, forms
from storage.transactions import Database
from tests.handlers.at_least_once import ALEX, ANNA, MIA, NOW, Chat
from tests.northside import open_northside

SESSION = 2
START = int(datetime(2031, 5, 8, 7, 0, tzinfo=UTC).timestamp()) // 60  # a Thursday
FORM = (
    FormQuestion(0, AnswerKind.CHOICE, "Level?", options=("Beginner", "Advanced")),
    FormQuestion(0, AnswerKind.NUMBER, "How old?", required=False),
    FormQuestion(0, AnswerKind.TEXT, "What for?"),
)


@pytest.fixture
async def house(database: Database) -> Database:
    await open_northside(database, NOW)
    await database.write(lambda w: catalogue.update_service(w, SESSION, approval=Approval.AUTO))
    return database


@pytest.fixture
async def mia(house: Database) -> Chat:
    await house.write(lambda w: forms.replace(w, SESSION, (), FORM))
    chat = Chat(house, MIA, "Mia")
    await chat.command("/start")
    return chat


async def find_appointment(database: Database) -> Appointment | None:
    async with database.read() as reader:
        return await appointments.by_id(reader, 1)


async def test_an_admin_asks_for_text_a_number_and_a_choice(house: Database) -> None:
    alex = Chat(house, ALEX, "Alex")
    await alex.command("/start")
    await alex.press(ShowSection(SESSION, "form"))
    assert "Nothing is asked" in alex.screens[-1]
    await alex.tap("Ask for a number")
    assert "A question has 1 to 80" in await alex.type("x" * 81)
    assert "1. How old? (a number, required)" in await alex.type("How old?")
    await alex.tap("Ask for a choice")
    assert "Which options" in await alex.type("Level?")
    assert "I need 2 to 8 different options" in await alex.type("one")
    page = await alex.type("Beginner, Advanced")
    assert "2. Level? (a choice, required)" in page
    await alex.tap("Level?")
    assert "Options: Beginner; Advanced" in alex.screens[-1]
    assert "1. Level? (a choice" in await alex.tap("Ask it earlier")
    await alex.tap("Level?")
    assert "Level? (a choice, optional)" in await alex.tap("Make optional")
    await alex.tap("Level?")
    await alex.tap("Another wording")
    assert "1. Which level?" in await alex.type("Which level?")
    await alex.tap("Which level?")
    await alex.tap("Other options")
    await alex.type("A; B; C")
    await alex.tap("Which level?")
    assert "Options: A; B; C" in alex.screens[-1]
    await alex.tap("Stop asking it")
    assert "Which level?" not in alex.screens[-1]
    gone = ChangeFormQuestion(SESSION, 2, "may")
    for forged in (gone, AddFormQuestion(SESSION, "song"), ChangeFormQuestion(SESSION, 1, "x")):
        assert "cannot find that" in await alex.press(forged)
    for text in ("Two?", "Three?", "Four?"):
        await alex.press(AddFormQuestion(SESSION, "text"))
        await alex.type(text)
    assert not any("Ask for" in key for key in alex.keys)
    await alex.press(AddFormQuestion(SESSION, "text"))
    assert "4 questions at most" in await alex.type("Five?")


async def test_questions_come_one_after_the_other_before_the_last_look(
    mia: Chat, house: Database
) -> None:
    assert "<b>Level?</b>" in await mia.press(PickSlot(SESSION, 1, 0, START))
    assert "tap one of the options" in await mia.type("Expert")
    assert "<b>How old?</b>" in await mia.tap("Beginner")
    assert "I need a number" in await mia.type("old")
    assert "<b>What for?</b>" in await mia.tap("Leave it out")
    assert "An answer has 1 to 200" in await mia.type("x" * 201)
    summary = await mia.type("A <new> job")
    assert "Level? <i>Beginner</i>\nWhat for? <i>A &lt;new&gt; job</i>" in summary
    assert "How old?" not in summary

    assert "Which answer would you like to change?" in await mia.tap("Change my answers")
    assert "Now: <i>Beginner</i>" in await mia.tap("Level?")
    assert "Level? <i>Advanced</i>" in await mia.tap("Advanced")
    later = await mia.press(PickSlot(SESSION, 1, 0, START + 120))
    assert "Level? <i>Advanced</i>" in later
    assert "Level? <i>Advanced</i>" in await mia.tap("Book now")

    session = await find_appointment(house)
    assert session is not None
    assert session.answers == (("Level?", "Advanced"), ("What for?", "A <new> job"))
    assert appointment_of(facts_of(session)).answers == session.answers
    anna = Chat(house, ANNA, "Anna", "de")
    assert "What for? <i>A &lt;new&gt; job</i>" in await anna.press(CoachCard(1))
    await house.write(lambda w: forms.replace(w, SESSION, _with_ids(), ()))
    assert "Level? <i>Advanced</i>" in await mia.press(ShowAppointment(1))


async def test_nothing_is_booked_while_a_question_is_open(mia: Chat, house: Database) -> None:
    assert "<b>Level?</b>" in await mia.press(Confirm(SESSION, 1, START, 9000))
    assert await find_appointment(house) is None
    forged = (
        PickAnswer(SESSION, 1, START, 1, 7),
        PickAnswer(SESSION, 1, START, 3, -1),
        PickAnswer(SESSION, 1, START, 99, 0),
        EditAnswer(SESSION, 1, START, 99),
    )
    for press in forged:
        assert "cannot find that" in await mia.press(press)


async def test_after_a_booking_the_next_one_is_asked_again(mia: Chat, house: Database) -> None:
    await mia.press(PickSlot(SESSION, 1, 0, START))
    await mia.tap("Beginner")
    await mia.type("41")
    await mia.type("Fun")
    assert "How old? <i>41</i>" in await mia.tap("Book now")
    assert "<b>Level?</b>" in await mia.press(PickSlot(SESSION, 1, 0, START + 120))


def _with_ids() -> tuple[FormQuestion, ...]:
    return tuple(FormQuestion(n, one.kind, one.text) for n, one in enumerate(FORM, 1))


async def test_nothing_is_asked_about_a_start_that_cannot_be_had(
    house: Database, mia: Chat
) -> None:
    async with house.read() as reader:
        rules = (await catalogue.load(reader)).services[SESSION].rules
    rules = replace(rules, notice_book=7 * 1440)
    await house.write(lambda w: catalogue.update_service(w, SESSION, rules=rules))

    await mia.press(PickSlot(SESSION, 1, 0, START))

    assert "Level?" not in mia.screens[-1]
    assert "too late" in mia.screens[-1]
    assert "too late" in await mia.type("8.5. 9am coaching session with Anna")
