"""Typed times that end a day, that the clock skips, or that are past, on Monday, 5 May 2031.

Berlin's clocks go forward on 28 March 2032, from 02:00 to 03:00. Mia has a session on Thursday.
"""

from datetime import timedelta

import pytest

from bot.seed import group_class
from domain.appointments.appointment import Appointment
from domain.services.service import Approval
from handlers.buttons.book_for_links import BookFor
from handlers.buttons.coach_links import OpenGroup
from handlers.buttons.links import ShowMonth
from handlers.buttons.proposal_keys import Propose
from handlers.chat.coach.groups.group_plans import GroupDay, ReviewGroup
from handlers.chat.coach.requests.marks import MarkDay
from handlers.chat.parts.day import PickDay
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.chat.seeded import TEN, book, booked, house
from tests.handlers.chat.test_group_chats import CLASS, COACH
from tests.handlers.doorstep import ANNA, BEN, MIA, NOW, Visitor

__all__ = ["booked", "house"]

FORWARD = {
    "en": "At that time the clocks go forward: there is no 02:30.",
    "de": "Zu dieser Zeit werden die Uhren vorgestellt: 02:30 gibt es nicht.",
}


def speaker(house: Database, language: str = "en") -> Visitor:
    mia = Visitor(house, MIA, "Mia")
    mia.person["language_code"] = language
    return mia


@pytest.mark.parametrize(
    ("language", "typed", "reply"),
    [
        ("en", "tomorrow 24:00 with Anna", "Wed 7 May, 00:00"),
        ("en", "8 May 24:00 with Anna", "Fri 9 May, 00:00"),
        ("de", "heute 24 Uhr bei Ben", "Di., 6. Mai, 00:00"),
        ("en", "24:00 with Anna", "Tue 6 May, 00:00"),
    ],
)
async def test_24_00_is_the_midnight_that_ends_the_day(
    house: Database, language: str, typed: str, reply: str
) -> None:
    assert reply in await speaker(house, language).type(typed)


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("en", "28.3.2032 02:30 with Ben"),
        ("en", "Intro call 28 march 2:30 am with Ben"),
        ("en", "28.3.2032 02:30"),
        ("de", "Intro call am 28.3.2032 um 02:30 bei Ben"),
    ],
)
async def test_a_customer_reads_that_the_clocks_skip_a_time(
    house: Database, language: str, typed: str
) -> None:
    mia = speaker(house, language)
    assert await mia.type(typed) == FORWARD[language]
    assert mia.labels()


@pytest.mark.parametrize("language", ["en", "de"])
async def test_a_time_that_the_clocks_skip_keeps_the_move_going(
    house: Database, booked: Appointment, language: str
) -> None:
    mia = speaker(house, language)
    month = ShowMonth(booked.service_id, booked.coach_id, booked.id, TEN.date())
    shown = await mia.press(month)
    assert await mia.type("28.3.2032 02:30") == f"{FORWARD[language]}\n\n{shown}"
    friday = TEN.date() + timedelta(days=1)
    shown = await mia.press(PickDay(booked.service_id, booked.coach_id, booked.id, friday, ""))
    assert await mia.type("28.3.2032 02:30") == f"{FORWARD[language]}\n\n{shown}"
    await mia.type("15:00")
    assert type(mia.key(mia.labels()[0])).__name__ == "ConfirmMove"


async def test_a_day_that_is_past_or_does_not_exist_keeps_the_move_going(
    house: Database, booked: Appointment
) -> None:
    mia = speaker(house)
    await mia.press(ShowMonth(booked.service_id, booked.coach_id, booked.id, TEN.date()))
    assert (await mia.type("yesterday 10:00")).startswith("“yesterday” is over already.")
    assert (await mia.type("move it to 31.11. 10:00")).startswith("November has 30 days.")
    await mia.type("Friday 15:00")
    assert type(mia.key(mia.labels()[0])).__name__ == "ConfirmMove"


async def test_a_time_that_the_clocks_skip_keeps_the_proposal_going(house: Database) -> None:
    await house.write(lambda writer: catalogue.update_coach(writer, 1, approval=Approval.MANUAL))
    request = await book(house, TEN)
    anna = Visitor(house, ANNA, "Anna")
    await anna.press(Propose(request.id))
    marked = await anna.type("Friday 3pm")
    assert "Fri, 9 May 2031, 15:00" in marked
    assert await anna.type("28.3.2032 02:30") == f"{FORWARD['en']}\n\n{marked}"
    month = await anna.press(Propose(request.id))
    assert await anna.type("28.3.2032 02:30") == f"{FORWARD['en']}\n\n{month}"


async def test_midnight_is_marked_on_the_day_it_begins(house: Database) -> None:
    await house.write(lambda writer: catalogue.update_coach(writer, 1, approval=Approval.MANUAL))
    request = await book(house, TEN)
    anna = Visitor(house, ANNA, "Anna")
    await anna.press(Propose(request.id))
    await anna.type("8.5. 24:00")
    days = [key.day for label in anna.labels() if isinstance(key := anna.key(label), MarkDay)]
    assert set(days) == {TEN.date() + timedelta(days=1)}


async def test_a_group_session_does_not_begin_at_another_time_than_typed(house: Database) -> None:
    await house.write(lambda writer: group_class.plant(writer, "EUR", NOW))
    ben = Visitor(house, BEN, "Ben")
    question = await ben.press(OpenGroup(CLASS, COACH))
    reply = await ben.type("28.3.2032 02:30")
    assert reply.startswith(FORWARD["en"])
    assert reply.endswith(question)
    assert "Wed, 7 May 2031, 00:00" in await ben.type("6.5.2031 24:00")
    await ben.press(GroupDay(CLASS, COACH, 0, 0, TEN.date()))
    assert "Fri, 9 May 2031, 00:00" in await ben.type("24:00")
    assert isinstance(ben.key(ben.labels()[0]), ReviewGroup)


@pytest.mark.parametrize(
    ("language", "typed", "reply"),
    [
        ("en", "today 8:00 with Ben", "That time has passed."),
        ("en", "today 8:00", "That time has passed."),
        ("de", "heute 8 Uhr bei Ben", "Diese Zeit ist schon vorbei."),
        ("en", "yesterday 10:00 with Ben", "“yesterday” is over already."),
        ("de", "gestern 10 Uhr bei Ben", "„gestern“ ist schon vorbei."),
        ("en", "31.11. 10:00 with Ben", "November has 30 days."),
        ("de", "am 31.11. um 10 Uhr bei Ben", "Der November hat 30 Tage."),
        ("en", "29.2.2033 with Ben", "There is no 29 February in 2033."),
        ("de", "29.2.2033 bei Ben", "Im Jahr 2033 gibt es keinen 29. Februar."),
    ],
)
async def test_what_cannot_be_any_more_or_at_all_is_not_offered(
    house: Database, language: str, typed: str, reply: str
) -> None:
    mia = speaker(house, language)
    assert await mia.type(typed) == reply
    assert mia.labels()


async def test_a_past_day_with_other_words_is_no_wish(house: Database) -> None:
    assert "over already" not in await speaker(house).type("my knee hurts since yesterday")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("book for Lena yesterday 10", "“yesterday” is over already."),
        ("book for Lena 31.11. 10:00", "November has 30 days."),
        ("book for Lena 28.3.2032 02:30", FORWARD["en"]),
    ],
)
async def test_whoever_books_for_somebody_reads_what_is_wrong_with_the_time(
    house: Database, typed: str, sentence: str
) -> None:
    anna = Visitor(house, ANNA, "Anna")
    reply = await anna.type(typed)
    assert reply.startswith(f"{sentence}\n\n")
    assert not [label for label in anna.labels() if "yesterday" in label]
    assert "Lena" in await anna.type("Lena tomorrow 10")
    asked = await anna.press(BookFor(1))
    assert await anna.type(typed) == f"{sentence}\n\n{asked}"


async def test_a_past_time_is_not_offered_to_be_booked_for_somebody(
    house: Database, booked: Appointment
) -> None:
    anna = Visitor(house, ANNA, "Anna")
    assert (await anna.type("book for Mia today 8:00")).startswith("That time has passed.")


async def test_a_day_that_does_not_exist_is_not_taken_for_today(house: Database) -> None:
    anna = Visitor(house, ANNA, "Anna")
    reply = await anna.type("/today 31.11.")
    assert reply.startswith("November has 30 days.")
    assert reply.endswith(await anna.type("/today"))
