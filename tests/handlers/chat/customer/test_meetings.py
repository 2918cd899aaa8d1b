"""A customer learns how a session is held, and gets the link or the number with the booking."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.accounts.identity import Identity
from domain.appointments.appointment import Appointment
from domain.services.meeting import Addresses, Meeting
from domain.services.service import Approval
from handlers.actions.appointments.appointment_messages import appointment_of, facts_of
from handlers.buttons.links import Book, CoachCard, PickSlot, ShowAppointment
from handlers.notices.calendar_file import calendar_file
from handlers.notices.rendering import compose
from handlers.wording.words import words_for
from storage.appointments import appointments
from storage.messages import outgoing
from storage.people import identities
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.at_least_once import ANNA, MIA, NOW, Chat
from tests.handlers.chat.seeded import house

__all__ = ("house",)
NINE = datetime(2031, 5, 8, 7, 0, tzinfo=UTC)  # on Thursday, in Berlin
SLOT = PickSlot(2, 1, 0, int(NINE.timestamp()) // 60)
LINK = "https://meet.example.org/room"
ONLINE: dict[str, Any] = {"meeting": Meeting.ONLINE, "addresses": Addresses("Studio 2", LINK)}


@pytest.fixture
async def mia(house: Database) -> Chat:
    chat = Chat(house, MIA, "Mia")
    await chat.command("/start")
    return chat


async def change(database: Database, service: int = 2, **fields: Any) -> None:
    await database.write(lambda w: catalogue.update_service(w, service, **fields))


async def load_appointment(database: Database) -> Appointment:
    async with database.read() as reader:
        appointment = await appointments.by_id(reader, 1)
    assert appointment is not None
    return appointment


async def test_the_link_is_shown_once_the_session_is_confirmed(mia: Chat, house: Database) -> None:
    await change(house, **ONLINE)
    assert "Online; the link comes with the confirmation" in await mia.press(SLOT)
    request = await mia.tap("Send")
    assert "Online; the link comes with the confirmation" in request
    anna = Chat(house, ANNA, "Anna")
    assert f"Online: {LINK}" in await anna.press(CoachCard(1))
    await anna.tap("Approve")
    receipt = await mia.press(ShowAppointment(1))
    assert f"Online: {LINK}" in receipt
    assert not any(LINK in screen for screen in mia.screens if screen != receipt)

    session = await load_appointment(house)
    file = calendar_file(session, words_for("en"), NOW).decode().replace("\r\n ", "")
    assert f"LOCATION:{LINK}" in file
    for language, line in (("en", f"Online: {LINK}"), ("de", f"Online: {LINK}")):
        notice = compose("reminder_1h", facts_of(session), words_for(language), None, NOW)
        assert line in notice.lines[0].plain


async def test_a_session_stays_as_it_was_agreed_when_its_service_changes(
    mia: Chat, house: Database
) -> None:
    await change(house, approval=Approval.AUTO, **ONLINE)
    await mia.press(SLOT)
    await mia.tap("Book now")
    await change(house, meeting=Meeting.ON_SITE)
    assert f"Online: {LINK}" in await mia.press(ShowAppointment(1))
    await change(house, addresses=Addresses("Studio 2", "https://new.example.org"))
    assert "Online: https://new.example.org" in await mia.press(ShowAppointment(1))


async def test_a_reminder_names_the_link_of_the_day_on_which_it_goes(
    mia: Chat, house: Database
) -> None:
    await change(house, approval=Approval.AUTO, **ONLINE)
    await mia.press(SLOT)
    await mia.tap("Book now")
    await change(house, addresses=Addresses(online="https://new.example.org"))
    rows = await house.write(lambda w: outgoing.claim(w, "me", NINE, 10, timedelta(minutes=1)))
    reminding = [row for row in rows if row.kind.startswith("reminder")]
    assert [row.facts["place"] for row in reminding] == ["https://new.example.org"] * 2


@pytest.mark.parametrize(
    ("language", "unknown", "known"),
    [
        ("en", "By phone: you call Mia", "By phone: you call +4930901820"),
        ("de", "Am Telefon: du rufst Mia an", "Am Telefon: du rufst +4930901820 an"),
    ],
)
async def test_by_phone_the_coach_calls_the_number_that_is_known(
    mia: Chat, house: Database, language: str, unknown: str, known: str
) -> None:
    await change(house, approval=Approval.AUTO, meeting=Meeting.PHONE)
    summary = await mia.press(SLOT)
    assert "By phone: Anna Berg calls you" in summary
    assert "I have no number for you yet: please share it in /profile" in summary
    await mia.tap("Book now")
    anna = Chat(house, ANNA, "Anna", language)
    assert unknown in await anna.press(CoachCard(1))
    session = await load_appointment(house)
    await house.write(
        lambda w: identities.show(w, session.customer_id, Identity.phone("+49 30 901820"), NOW)
    )
    assert known in await anna.press(CoachCard(1))
    assert "have no number" not in await mia.press(
        PickSlot(2, 1, 0, int(NINE.timestamp()) // 60 + 24 * 60)
    )


async def test_a_number_to_call_comes_with_the_confirmation(mia: Chat, house: Database) -> None:
    number = Addresses(phone="+49 30 901820")
    await change(house, meeting=Meeting.PHONE, addresses=number)
    assert "By phone; the number comes with the confirmation" in await mia.press(SLOT)
    await mia.tap("Send")
    anna = Chat(house, ANNA, "Anna")
    await anna.press(CoachCard(1))
    await anna.tap("Approve")
    assert "By phone: +49 30 901820" in await mia.press(ShowAppointment(1))


async def test_services_stand_under_their_categories_with_what_is_said_of_them(
    mia: Chat, house: Database
) -> None:
    for service in (2, 3):
        await change(house, service, category="Alone", description=f"Talk {service}.")
    first = await mia.press(Book())
    assert next(iter(mia.keys)) == "Alone ›"
    assert "<b>Intro call</b>: A first look" in first
    assert "Talk 2." not in first
    inside = await mia.tap("Alone ›")
    assert "<b>Alone</b>: what would you like to book?" in inside
    assert "<b>Coaching session</b>: Talk 2." in inside
    assert [key.split(" · ")[0] for key in mia.keys][:2] == ["Coaching session", "Career review"]
    assert "<i>Talk 2.</i>" in await mia.tap("Coaching session")
    assert "<i>Talk 2.</i>" in await mia.tap("Anna Berg")
    assert "Who would you like to see?" in await mia.tap("Back")
    assert await mia.tap("Back") == inside
    assert await mia.tap("Back") == first
    assert next(iter(mia.keys)) == "Alone ›"


async def test_one_category_for_everything_is_no_step(mia: Chat, house: Database) -> None:
    for service in range(1, 5):
        await change(house, service, category="All")
    await mia.press(Book())
    assert not any("›" in key for key in mia.keys)


async def test_facts_that_were_written_before_tell_of_a_session_on_site(
    mia: Chat, house: Database
) -> None:
    await change(house, approval=Approval.AUTO, **ONLINE)
    await mia.press(SLOT)
    await mia.tap("Book now")
    facts = facts_of(await load_appointment(house))
    before = {name: value for name, value in facts.items() if name not in ("meeting", "phone")}
    assert appointment_of(before).meeting is Meeting.ON_SITE
