"""Answers to a reminder, and what customers have heard, as both sides read them."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.accounts.identity import Identity
from domain.appointments.appointment import Appointment
from handlers.actions.appointments.appointment_messages import reminders
from handlers.buttons.attendance_keys import Attend, Late
from handlers.buttons.links import CoachCard, CoachDay, ShowAppointment
from handlers.buttons.message_links import BeLate
from handlers.chat.cards.check_in_keys import CheckIn
from handlers.chat.everyone.writing import LateBy
from storage.appointments import booking
from storage.messages import outbox, reach
from storage.people import identities
from storage.transactions import Database, Writer
from tests.handlers.doorstep import Visitor
from tests.handlers.fitting import excess
from tests.house import House, Plan, open_house

START = datetime(2026, 3, 4, 8, tzinfo=UTC)  # a Wednesday, nine in Berlin
HOUR = timedelta(hours=1)
EVE = START - 20 * HOUR
DAY = CoachDay(START.date())


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, Plan(customers=2))


async def reminded_session(house: House, state: str = "sent", **more: object) -> Appointment:
    """A session whose first reminder was due, with this outcome."""
    session = await house.book(starts_at=START)

    async def work(writer: Writer) -> None:
        await outbox.enqueue(writer, reminders(session, START - 48 * HOUR))

    await house.database.write(work)
    columns = {"state": state, **more}
    sets = ", ".join(f"{name} = ${n}" for n, name in enumerate(columns, 2))
    async with house.database.read() as reader:
        statement = f"UPDATE outbox SET {sets} WHERE appointment_id = $1 AND due_at < $99"
        place = str(len(columns) + 2)
        await reader.fetch(statement.replace("99", place), session.id, *columns.values(), EVE)
    return session


def visitor(house: House, person: int, language: str, now: datetime = EVE) -> Visitor:
    name = {7002: "Anna", 8000: "Customer 0"}.get(person, "Customer 1")
    user = Visitor(house.database, person, name, now=now)
    user.person["language_code"] = language
    return user


def anna(house: House, language: str = "en", now: datetime = EVE) -> Visitor:
    return visitor(house, 7002, language, now)


def customer(house: House, language: str = "en", now: datetime = EVE) -> Visitor:
    return visitor(house, 8000, language, now)


async def test_the_day_marks_who_has_not_answered_and_then_what_they_said(house: House) -> None:
    session = await reminded_session(house, sent_at=START - 24 * HOUR)

    assert "confirmed, no answer to the reminder yet" in await anna(house).press(DAY)
    assert "bestätigt, Erinnerung noch unbeantwortet" in await anna(house, "de").press(DAY)
    card = await anna(house).press(CoachCard(session.id))
    assert "Last message to Customer 0: sent, Tue 3 Mar, 09:00" in card
    assert "No answer to the reminder yet." in card

    await customer(house).press(Attend(session.id))
    assert "confirmed, will be there" in await anna(house).press(DAY)
    await customer(house).press(Late(session.id, 20))
    assert "confirmed, 20 min late" in await anna(house).press(DAY)
    card = await anna(house, "de").press(CoachCard(session.id))
    assert "⏱ Customer 0 sagt: etwa 20 Min. später" in card
    assert "Letzte Nachricht an Customer 0: beantwortet, Di., 3. März, 13:00" in card
    assert "Noch keine Antwort" not in card


async def test_who_has_arrived_is_asked_nothing_and_has_left_nothing_unanswered(
    house: House,
) -> None:
    session = await reminded_session(house, sent_at=START - 24 * HOUR)
    soon = START - HOUR / 2
    mia = customer(house, now=soon)
    await mia.press(ShowAppointment(session.id))
    assert {"✓ I will be there", "I’ll be 10 min late"} <= set(mia.labels())

    card = await anna(house, now=soon).press(CheckIn(session.id))

    assert "✓ Customer 0 arrived at" in card
    assert "No answer to the reminder yet." not in card
    await mia.press(ShowAppointment(session.id))
    assert not {"✓ I will be there", "I’ll be 10 min late"} & set(mia.labels())
    # From a reminder that still has its buttons.
    for press in (Late(session.id, 10), Attend(session.id)):
        await mia.press(press)
        assert mia.toast() == "This session is confirmed already."
    assert "late" not in await anna(house, now=soon).press(CoachCard(session.id))


async def test_who_moved_it_far_ahead_is_not_late_by_an_old_button(house: House) -> None:
    session = await house.book(starts_at=START + 28 * 24 * HOUR)
    mia = customer(house)

    screen = await mia.press(Late(session.id, 10))

    assert "cannot report running late for this session now, so Anna Berg was not told" in screen
    assert "Message Anna Berg" in mia.labels()
    async with house.database.read() as reader:
        assert await reader.fetch("SELECT FROM outbox WHERE kind = 'late'") == []


async def test_who_was_never_asked_has_left_nothing_unanswered(house: House) -> None:
    await house.book(starts_at=START)

    assert "Coaching, confirmed" in (day := await anna(house).press(DAY))
    assert "answer" not in day


async def test_an_answer_can_be_changed_until_the_session_is_over(house: House) -> None:
    session = await reminded_session(house, sent_at=START - 24 * HOUR)
    mia = customer(house)

    await mia.press(ShowAppointment(session.id))
    assert mia.labels()[:2] == ["✓ I will be there", "I’ll be 10 min late"]
    assert "about 10 min late" in await mia.press(mia.key("I’ll be 10 min late"))
    assert mia.toast() == "I am telling Anna Berg."
    assert mia.labels()[:3] == ["I’ll be 20 min late", "I’ll be 30 min late", "✓ On time after all"]
    assert "you will be there" in await mia.press(mia.key("✓ On time after all"))
    assert mia.labels()[0] == "I’ll be 10 min late"

    mia.now = START + timedelta(minutes=4)
    assert "about 15 min late" in await mia.press(Late(session.id, 10))
    assert "✓ On time after all" not in mia.labels()
    await mia.press(Attend(session.id))
    assert mia.labels()[0] == "I’ll be 10 min late"
    mia.now = session.ends_at
    await mia.press(Late(session.id, 10))
    assert not any("Late" in label for label in mia.labels())


async def test_the_answer_in_german(house: House) -> None:
    session = await reminded_session(house, sent_at=START - 24 * HOUR)
    mia = customer(house, "de")

    await mia.press(ShowAppointment(session.id))
    assert mia.labels()[:2] == ["✓ Ich komme", "10 Min. Verspätung"]
    assert "⏱ Du hast gesagt, dass du etwa 10 Min. später kommst." in await mia.press(
        mia.key("10 Min. Verspätung")
    )
    assert mia.labels()[2] == "✓ Doch pünktlich"


async def test_whose_coach_cannot_be_reached_is_not_told_that_they_are(house: House) -> None:
    session = await reminded_session(house)
    coach = house.coach_person.id
    await house.database.write(lambda w: reach.set_unreachable(w, coach, EVE))
    mia = customer(house)

    await mia.press(Late(session.id, 10))

    assert (
        mia.toast()
        == "I cannot reach Anna Berg at the moment, but will tell them as soon as I can."
    )


async def test_of_whom_nothing_reaches_the_coach_reads_what_else_is_known(house: House) -> None:
    session = await reminded_session(house, "dropped", error="unreachable")
    person = house.customer.id

    async def make_unreachable(writer: Writer) -> None:
        await reach.set_unreachable(writer, person, EVE)
        await identities.show(writer, person, Identity.phone("+4930123456"), EVE)

    await house.database.write(make_unreachable)

    assert "confirmed, reminder not delivered" in await anna(house).press(DAY)
    card = await anna(house).press(CoachCard(session.id))
    assert "✕ Last message to Customer 0: not delivered" in card
    assert "✕ Customer 0 cannot be reached on Telegram" in card
    assert "Phone: +4930123456" in card
    assert "E-mail" not in card
    german = await anna(house, "de").press(CoachCard(session.id))
    assert "✕ Customer 0 ist über Telegram nicht zu erreichen" in german
    assert "Telefon: +4930123456" in german


async def test_a_mail_that_went_is_no_message_lost(house: House) -> None:
    session = await reminded_session(house, channel="mail", sent_at=START - 24 * HOUR)
    person = house.customer.id
    async with house.database.read() as reader:
        await reader.fetch("UPDATE people SET email = 'mia@example.org' WHERE id = $1", person)
    await house.database.write(lambda w: reach.set_unreachable(w, person, EVE))

    card = await anna(house).press(CoachCard(session.id))

    assert "Last message to Customer 0: sent by e-mail, Tue 3 Mar, 09:00" in card
    assert "E-mail: mia@example.org" in card
    assert "confirmed, no answer to the reminder yet" in await anna(house).press(DAY)


async def test_what_was_said_of_another_time_is_not_what_they_have_heard(house: House) -> None:
    session = await reminded_session(house, sent_at=START - 24 * HOUR)
    later = START + 2 * HOUR
    await house.database.write(
        lambda w: booking.move(w, session, later, house.service, house.coach, now=EVE)
    )

    assert "Last message" not in await anna(house).press(CoachCard(session.id))
    assert "no answer" not in await anna(house).press(DAY)


async def test_what_else_is_known_of_a_customer_is_for_those_who_answer_for_the_session(
    house: House,
) -> None:
    session = await reminded_session(house, "dropped", error="unreachable")
    stranger = visitor(house, 8001, "en")

    assert "Last message" not in await stranger.press(CoachCard(session.id))
    assert "Last message" not in await stranger.press(ShowAppointment(session.id))
    assert "late" not in await stranger.press(Late(session.id, 10))


async def test_a_coach_who_cannot_be_late_is_told_so_and_nobody_else_hears(house: House) -> None:
    session = await house.book(starts_at=START)
    coach = anna(house)
    for press in (BeLate(session.id), LateBy(session.id, 5)):
        shown = await coach.press(press)
        assert "from 3 hours before it begins until it ends, so Customer 0 was not told" in shown
        assert "Message Customer 0" in coach.labels()
    async with house.database.read() as reader:
        assert await reader.fetch("SELECT FROM outbox WHERE kind = 'message'") == []


@pytest.mark.parametrize("language", ["en", "de"])
async def test_no_phone_cuts_what_can_be_answered(house: House, language: str) -> None:
    session = await reminded_session(house, sent_at=START - 24 * HOUR)
    for now in (EVE, START + timedelta(minutes=5)):
        mia = customer(house, language, now)
        for press in (ShowAppointment(session.id), Late(session.id, 20)):
            await mia.press(press)
            _, screen = next(call for call in reversed(mia.calls) if call[0] == "editMessageText")
            assert excess(screen) == []
