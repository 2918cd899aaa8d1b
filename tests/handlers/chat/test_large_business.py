"""A business with a lot of everything still fits into Telegram's messages.

Telegram takes 4096 characters once the markup is gone, and 100 buttons under a message.
"""

import itertools
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any, TypeVar

import pytest

from domain.roles import Role
from domain.services.rules import Rules
from domain.services.service import Approval, Money
from handlers.actions.coaches.hiring import add_coach
from handlers.actions.services.catalogue import add_service, assign_service
from handlers.actions.working_hours.hours import set_date, set_week
from handlers.actions.working_hours.leave import take_leave
from handlers.buttons.coach_links import (
    ChooseHours,
    EditCoaches,
    EditServices,
    ShowCoach,
    ShowService,
    ShowWeek,
)
from handlers.buttons.links import CoachDay, PickCoach
from handlers.buttons.press import Press
from handlers.chat.admin.coaches import coach_card
from handlers.chat.admin.coaches import coaches as admin_coaches
from handlers.chat.admin.services import services as admin_services
from handlers.chat.coach import days as coach_day
from handlers.chat.coach.leave import leave, leave_review
from handlers.chat.coach.leave.leave_list import ReviewLeave
from handlers.chat.coach.working_hours import hours
from handlers.chat.conversations import SCRIPT
from handlers.chat.customer import book
from handlers.chat.customer.about_coaches import CoachesOn
from handlers.chat.customer.services import PickService, ServicesOn
from handlers.chat.frame.chat_context import ChatContext
from handlers.chat.frame.refusals import with_refusal_above
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import ChatBot, Turn
from handlers.queries.starts.shop import Shop
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue
from storage.transactions import Database, Writer
from tests import house
from tests.house import NOW, acting

P = TypeVar("P", bound=Press)

MANY = 60
LONG = "Ä very long & winding name, as long as a name may be at most"
SHORT_WINDOWS = tuple((600 + 10 * n, 605 + 10 * n) for n in range(8))

KEYS = map("k:{}".format, itertools.count())


@pytest.fixture
async def opened(database: Database) -> house.House:
    return await house.open_house(database, house.Plan(customers=5))


async def nowhere(*arguments: object) -> Any:
    raise AssertionError(f"nothing is sent here: {arguments}")


async def turn_of(opened: house.House, person: Person) -> Turn:
    rules = ChatContext(frozenset({house.chat_of(person)}), "en", "Europe/Berlin", "EUR")

    async def call(method: str, payload: Mapping[str, Any]) -> Any:
        return await nowhere(method, payload)

    bot = ChatBot(opened.database, rules, call, nowhere, lambda: NOW, Shop(opened.database))
    profile = TelegramProfile(house.chat_of(person), person.first_name, person.last_name)
    return await bot.turn(profile, "u:1", message_id=1)


def fits(reply: Reply) -> str:
    """Check the text as Telegram counts it."""
    assert reply.screen is not None
    plain = unescape(re.sub(r"<[^>]+>", "", reply.screen.text))
    assert 0 < len(plain) <= 4096
    keys = [key for row in reply.screen.rows for key in row]
    assert 0 < len(keys) <= 100
    assert all(key.label for key in keys)
    reply.screen.payload()
    return plain


def leading_to(press: type[P], reply: Reply) -> list[P]:
    """Where its keys of this kind lead."""
    assert reply.screen is not None
    keys = [key for row in reply.screen.rows for key in row]
    return [key.opens for key in keys if isinstance(key.opens, press)]


async def test_leave_over_a_full_month_says_page_by_page_what_becomes_of_whom(
    opened: house.House,
) -> None:
    day = NOW
    for n in range(MANY):
        day += timedelta(days=3 if day.weekday() == 4 else 1) if n % 3 == 0 else timedelta()
        await opened.book(starts_at=day + timedelta(hours=2 * (n % 3)))
    turn = await turn_of(opened, opened.coach_person)
    everything = ReviewLeave(date(2026, 3, 3), 0, date(2026, 5, 30), 1440)
    text = fits(
        await with_refusal_above(SCRIPT.refusals, await leave_review.review(turn, everything), turn)
    )
    assert "60 bookings are in that time" in text
    assert text.count("• Customer 0") == 8


async def test_a_long_list_of_leave_shows_the_next_and_counts_the_rest(
    opened: house.House,
) -> None:
    for n in range(MANY):
        start = NOW.replace(tzinfo=None) + timedelta(days=2 * n + 1)
        await take_leave(
            opened.database,
            opened.coach.id,
            start,
            start + timedelta(hours=1),
            actor=acting(opened.coach_person),
            key=f"u:{n}",
            now=NOW,
        )
    turn = await turn_of(opened, opened.coach_person)
    assert "And 40 more after that." in fits(await leave.show(turn))


async def test_leave_is_listed_with_its_notes_cut_where_they_are_long(
    opened: house.House,
) -> None:
    notes = [None, "with <Mia> & Ben", LONG * 10]
    start = NOW.replace(tzinfo=None, hour=0)

    async def note(writer: Writer) -> None:
        for n in range(MANY):
            first = start + timedelta(days=2 * n + 1)
            last = first + timedelta(days=1)
            await catalogue.add_leave(
                writer, opened.coach.id, first, last, notes[n] if n < 2 else notes[2]
            )

    await opened.database.write(note)
    turn = await turn_of(opened, opened.coach_person)

    text = fits(await leave.show(turn))

    assert "• Tue, 3 Mar 2026\n" in text
    assert "• Thu, 5 Mar 2026: with <Mia> & Ben\n" in text
    assert "• Sat, 7 Mar 2026: Ä very long" in text
    assert text.count(" …\n") == 18


async def test_a_day_full_of_people_with_long_names_is_shown_page_by_page(
    opened: house.House,
) -> None:
    person = TelegramProfile(house.chat_of(opened.customer), LONG, LONG)
    await opened.database.write(lambda writer: people.register(writer, person))
    short = replace(opened.service, title=LONG, minutes=10, buffer_after=0)
    for n in range(MANY):
        await opened.book(starts_at=NOW + timedelta(minutes=10 * n), service=short)
    turn, day = await turn_of(opened, opened.coach_person), NOW.date()

    seen = [fits(await coach_day.show_day(turn, coach_day.DayPage(day, n))) for n in range(4)]

    assert fits(await coach_day.show_day(turn, CoachDay(day))) == seen[0]
    assert [page.count(f"{LONG} {LONG}") for page in seen] == [16, 16, 16, 12]
    assert fits(await coach_day.show_day(turn, coach_day.DayPage(day, 2**62))) == seen[3]


async def test_a_week_in_many_pieces_fits(opened: house.House) -> None:
    by, coach = opened.coach_person, opened.coach
    await set_week(
        opened.database,
        coach.id,
        [(range(7), SHORT_WINDOWS)],
        actor=acting(by),
        key="week",
        now=NOW,
    )
    for n in range(MANY):
        day = NOW.date() + timedelta(days=n)
        await set_date(
            opened.database, coach.id, day, SHORT_WINDOWS, actor=acting(by), key=str(day), now=NOW
        )
    turn = await turn_of(opened, opened.coach_person)
    fits(await hours.show_week(turn, ShowWeek(coach.id)))
    fits(await coach_card.show(turn, ShowCoach(coach.id)))


async def test_customers_leaf_through_many_services_and_coaches(opened: house.House) -> None:
    async def grow(writer: Writer) -> None:
        price, doing = Money(5000, "EUR"), {opened.service.id}
        for _ in range(MANY):
            doing.add(
                await catalogue.add_service(
                    writer, title=LONG, minutes=60, price=price, rules=Rules()
                )
            )
        await catalogue.set_coach_services(writer, opened.coach.id, doing)
        for n in range(MANY):
            person = await people.register(writer, TelegramProfile(9000 + n, "C"))
            coach = await catalogue.add_coach(
                writer, person_id=person.id, name=LONG, zone="UTC", approval=Approval.AUTO
            )
            await catalogue.set_coach_services(writer, coach, {opened.service.id})

    await opened.database.write(grow)
    turn, service = await turn_of(opened, opened.customer), opened.service.id

    services = [
        await book.book(turn),
        await book.turn_services(turn, ServicesOn(0, 1)),
        await book.turn_services(turn, ServicesOn(0, 2**62)),
    ]
    coaches = [
        await book.pick_service(turn, PickService(service, 0)),
        await book.turn_coaches(turn, CoachesOn(service, 1)),
        await book.turn_coaches(turn, CoachesOn(service, 2**62)),
    ]

    for page in (*services, *coaches):
        fits(page)
    offered = [{p.service for p in leading_to(PickService, page)} for page in services]
    assert [len(page) for page in offered] == [40, 21, 21]
    assert len(offered[0] | offered[1]) == MANY + 1
    assert leading_to(ServicesOn, services[0]) == [ServicesOn(0, 1)]
    assert leading_to(ServicesOn, services[1]) == [ServicesOn(0, 0)]
    able = [{p.coach for p in leading_to(PickCoach, page)} for page in coaches]
    assert [len(page - {book.ANYONE}) for page in able] == [40, 21, 21]
    assert able[0] & able[1] == {book.ANYONE}
    assert leading_to(CoachesOn, coaches[0]) == [CoachesOn(service, 1)]
    assert leading_to(CoachesOn, coaches[1]) == [CoachesOn(service, 0)]


async def test_lists_and_cards_of_many_coaches_and_services_fit(opened: house.House) -> None:
    by, database = opened.customer, opened.database
    coaches = [
        await add_coach(
            database,
            TelegramProfile(9000 + n, "C"),
            LONG,
            "Europe/Berlin",
            actor=acting(by, Role.ADMIN),
            key=f"c:{n}",
            now=NOW,
        )
        for n in range(MANY)
    ]
    services = [
        await add_service(
            database, LONG, "EUR", actor=acting(by, Role.ADMIN), key=f"s:{n}", now=NOW
        )
        for n in range(MANY)
    ]
    for service in services:
        await assign_service(
            database,
            opened.coach.id,
            service.id,
            True,
            actor=acting(by, Role.ADMIN),
            key=next(KEYS),
            now=NOW,
        )
    for coach in coaches:
        await assign_service(
            database,
            coach.id,
            opened.service.id,
            True,
            actor=acting(by, Role.ADMIN),
            key=next(KEYS),
            now=NOW,
        )
    turn = await turn_of(opened, opened.customer)
    fits(await admin_coaches.show(turn))
    fits(await admin_services.show_all(turn))
    fits(await hours.choose(turn, ChooseHours(1)))
    assert "and 41 more" in fits(await coach_card.show(turn, ShowCoach(opened.coach.id)))
    assert "and 41 more" in fits(await admin_services.show(turn, ShowService(opened.service.id)))
    fits(await coach_card.edit_services(turn, EditServices(opened.coach.id, 1, 0)))
    fits(await admin_services.edit_coaches(turn, EditCoaches(opened.service.id, 1, 1)))
