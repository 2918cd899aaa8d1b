"""A time is typed while a session is moved, or while other times are proposed for a request."""

from datetime import timedelta

import pytest

from domain.appointments.appointment import Appointment
from domain.services.service import Approval
from handlers.buttons.links import PickSlot, ShowMonth
from handlers.buttons.proposal_keys import Propose, Suggest
from handlers.chat.parts.day import PickDay
from storage.services import catalogue
from storage.transactions import Database
from storage.working_hours import timetables
from tests.handlers.chat.seeded import TEN, book, booked, house
from tests.handlers.doorstep import ANNA, MIA, Visitor

__all__ = ["booked", "house"]


def month(of: Appointment) -> ShowMonth:
    return ShowMonth(of.service_id, of.coach_id, of.id, TEN.date())


@pytest.mark.parametrize(
    ("language", "typed", "start"),
    [
        ("en", "Friday 3pm please", "Fri, 9 May 2031, 15:00"),
        ("en", "move it to 9.5. at 15:00 with Anna", "Fri, 9 May 2031, 15:00"),
        ("de", "lieber am Freitag um 15 Uhr", "Fr., 9. Mai 2031, 15:00"),
    ],
)
async def test_a_typed_time_leads_to_the_last_look_before_the_move(
    house: Database, booked: Appointment, language: str, typed: str, start: str
) -> None:
    mia = Visitor(house, MIA, "Mia")
    mia.person["language_code"] = language
    shown = await mia.press(month(booked))
    assert ("tomorrow 3pm" if language == "en" else "morgen 15 Uhr") in shown
    assert start in await mia.type(typed)
    press = mia.key(mia.labels()[0])
    assert type(press).__name__ == "ConfirmMove"


async def test_a_time_alone_is_for_the_day_that_is_shown(
    house: Database, booked: Appointment
) -> None:
    mia = Visitor(house, MIA, "Mia")
    friday = TEN.date() + timedelta(days=1)
    await mia.press(PickDay(booked.service_id, booked.coach_id, booked.id, friday, ""))
    assert "Fri, 9 May 2031, 15:00" in await mia.type("15:00")


async def test_what_is_not_free_says_why_and_offers_to_move_to_what_is(
    house: Database, booked: Appointment
) -> None:
    mia = Visitor(house, MIA, "Mia")
    await mia.press(month(booked))
    reply = await mia.type("Saturday 3am")
    assert reply.startswith("That time lies outside the working hours of Anna Berg.")
    free = [mia.key(label) for label in mia.labels()]
    slots = [press for press in free if isinstance(press, PickSlot)]
    assert slots
    assert {press.moving for press in slots} == {booked.id}
    assert "what time?" in await mia.type("Friday")


async def test_other_words_mean_what_they_mean_anywhere(
    house: Database, booked: Appointment
) -> None:
    mia = Visitor(house, MIA, "Mia")
    await mia.press(month(booked))
    assert "Move the session?" not in await mia.type("cancel my Friday 3pm session")
    await mia.press(month(booked))
    assert (await mia.type("hi")).startswith("Hello Mia")
    await mia.press(month(booked))
    # Nothing can be moved any more once it has begun; and "hi" is still "hi".
    mia.now = booked.starts_at + timedelta(minutes=5)
    assert (await mia.type("hi")).startswith("Hello Mia")


async def test_a_coach_types_the_times_that_they_propose(house: Database) -> None:
    await house.write(lambda writer: catalogue.update_coach(writer, 1, approval=Approval.MANUAL))
    request = await book(house, TEN)
    anna = Visitor(house, ANNA, "Anna")
    assert "(“tomorrow 3pm”)" in await anna.press(Propose(request.id))
    reply = await anna.type("Friday 3pm")
    assert "Fri, 9 May 2031, 15:00" in reply
    assert "✓ 15:00" in anna.labels()
    reply = await anna.type("12.5. 16:00")
    assert "Fri, 9 May 2031, 15:00" in reply
    assert "Mon, 12 May 2031, 16:00" in reply

    off = TEN.date() + timedelta(days=6)
    await house.write(
        lambda writer: timetables.set_overrides(writer, request.coach_id, [off], ((540, 720),))
    )
    reply = await anna.type("14.5. 20:00")
    assert "That time is not free" in reply
    await anna.type("14.5. 9:00")
    reply = await anna.type("15.5. 15:00")
    assert "3 times are marked already" in reply
    assert "Thu, 15 May 2031, 15:00" not in reply
    assert any("3" in label for label in anna.labels())


@pytest.mark.parametrize(
    ("language", "hint", "typed"),
    [
        ("en", "(“tomorrow 3pm”)", "Friday 3pm"),
        ("de", "(„morgen 15 Uhr“)", "Freitag 15 Uhr"),
    ],
)
async def test_a_customer_is_told_that_they_may_type_what_they_suggest(
    house: Database, booked: Appointment, language: str, hint: str, typed: str
) -> None:
    mia = Visitor(house, MIA, "Mia")
    mia.person["language_code"] = language

    assert hint in await mia.press(Suggest(booked.id))
    await mia.type(typed)

    assert "✓ 15:00" in mia.labels()
