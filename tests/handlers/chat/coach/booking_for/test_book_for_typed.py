"""A coach types whom they book for, with or without a time, and is led to the booking."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest

from domain.services.service import Money
from handlers.buttons.book_for_links import BookFor, ForNew, ForStart
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.transactions import Database, Writer
from tests.handlers.doorstep import ANNA, NOW, Visitor
from tests.house import House, open_house

CUSTOMER = 8100


@pytest.fixture
async def opened(database: Database) -> House:
    return await open_house(database)


@pytest.fixture
def anna(opened: House) -> Visitor:
    return Visitor(opened.database, ANNA, "Anna")


async def seen_before(house: House, *names: tuple[str, str]) -> None:
    """Customers the coach has had a session with."""
    for n, name in enumerate(names):
        profile = TelegramProfile(CUSTOMER + n, *name)
        customer = await house.database.write(partial(people.register, profile=profile))
        await house.book(customer_id=customer.id, starts_at=NOW - timedelta(days=7 + n))


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("en", "book for Mia tomorrow 10"),
        ("en", "Tomorrow at 10 am please book Mia Keller"),
        ("en", "I want to book something for Mia Keller please: tomorrow 10"),
        ("en", "Book a coaching for Mia Kellerr, tomorrow 10:00!"),
        ("de", "Termin für Mia morgen 10 Uhr"),
        ("de", "Mia Keller morgen um 10 Uhr buchen"),
    ],
)
async def test_a_customer_and_a_time_lead_to_the_last_look(
    opened: House, anna: Visitor, language: str, typed: str
) -> None:
    await seen_before(opened, ("Mia", "Keller"), ("Jonas", "Weber"))
    anna.person["language_code"] = language

    look = await anna.type(typed)

    assert look.startswith({"en": "<b>Book this for Mia", "de": "<b>Das für Mia"}[language]), look
    assert "10:00" in look


@pytest.mark.parametrize(
    ("typed", "labels"),
    [("book Mia on Wednesday", ["09:00", "14:00"]), ("book for Mia", ["7", "8"])],
    ids=["a day", "no time"],
)
async def test_a_day_leads_to_its_times_and_no_time_to_the_calendar(
    opened: House, anna: Visitor, typed: str, labels: Sequence[str]
) -> None:
    await seen_before(opened, ("Mia", "Keller"))

    screen = await anna.type(typed)

    assert screen.startswith("Coaching for Mia Keller")
    assert set(labels) <= set(anna.labels())


async def test_of_several_services_each_leads_to_the_time_unless_one_is_named(
    opened: House, anna: Visitor
) -> None:
    await seen_before(opened, ("Mia", "Keller"))

    async def teach_another(writer: Writer) -> None:
        price = Money(9000, "EUR")
        another = await catalogue.add_service(writer, title="Review", minutes=90, price=price)
        services = {opened.service.id, another}
        await catalogue.set_coach_services(writer, opened.coach.id, services)

    await opened.database.write(teach_another)

    question = await anna.type("book Mia tomorrow 10")
    assert question.startswith("<b>What should I book for Mia Keller?</b>")
    assert "10:00" in question
    press = anna.key(next(label for label in anna.labels() if label.startswith("Review")))
    assert isinstance(press, ForStart)
    assert "Review" in await anna.press(press)

    assert "Review" in await anna.type("book a review for Mia tomorrow 10")


async def test_several_of_a_name_are_asked_about(opened: House, anna: Visitor) -> None:
    await seen_before(opened, ("Mia", "Keller"), ("Mia", "Weber"))

    await anna.type("book for Mia tomorrow 10")
    assert {"Mia Keller", "Mia Weber", "New customer: Mia"} <= set(anna.labels())


async def test_what_is_typed_next_is_no_name_when_it_says_more(
    opened: House, anna: Visitor
) -> None:
    await seen_before(opened, ("Mia", "Keller"))
    await anna.type("book for Zoë tomorrow 10")

    assert (await anna.type("book for Mia tomorrow 10")).startswith("<b>Book this for Mia")
    await anna.press(BookFor(opened.coach.id))
    assert (await anna.type("book for Mia tomorrow 10")).startswith("<b>Book this for Mia")
    await anna.press(BookFor(opened.coach.id))
    await anna.type("Booker")
    assert isinstance(anna.key("New customer: Booker"), ForNew)


@pytest.mark.parametrize("name", ["Zoë", "Anne-Marie O’Brien", "王小明", "Müller"])
async def test_somebody_new_is_offered_to_be_written_down(
    opened: House, anna: Visitor, name: str
) -> None:
    assert f"a customer called “{name}”" in await anna.type(f"book for {name} tomorrow 10")
    assert isinstance(anna.key(f"New customer: {name}"), ForNew)


@pytest.mark.parametrize(
    "typed", ["book", "I would like to book something nice for tomorrow", "book tomorrow"]
)
async def test_who_names_no_customer_books_for_themself_as_before(
    opened: House, anna: Visitor, typed: str
) -> None:
    await seen_before(opened, ("Mia", "Keller"))

    assert "for Mia" not in await anna.type(typed)
    assert not any(label.startswith("New customer") for label in anna.labels())


async def test_a_customer_who_types_it_books_for_themself(opened: House) -> None:
    await seen_before(opened, ("Mia", "Keller"))
    mia = Visitor(opened.database, CUSTOMER, "Mia")

    assert "for Mia" not in await mia.type("book for Mia tomorrow 10")
    assert not any(label.startswith("New customer") for label in mia.labels())
