"""Buttons of a proposal that nobody was shown: the coach's own, with fields made up."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from domain.appointments.appointment import Status
from handlers.buttons.press import unpack
from handlers.chat.coach.requests import propose
from handlers.chat.coach.requests.marks import MarkDay
from handlers.chat.frame.chat_context import ChatContext
from handlers.chat.frame.turn import ChatBot, Turn
from handlers.queries.starts.shop import Shop
from storage.people.people import Person, TelegramProfile
from storage.transactions import Database
from tests import house
from tests.house import NOW

DAY = date(2026, 3, 5)


async def turn_of(opened: house.House, person: Person) -> Turn:
    async def nowhere(*arguments: object) -> Any:
        raise AssertionError(f"nothing is sent here: {arguments}")

    async def call(method: str, payload: Mapping[str, Any]) -> Any:
        return await nowhere(method, payload)

    rules = ChatContext(frozenset(), "en", "Europe/Berlin", "EUR")
    bot = ChatBot(opened.database, rules, call, nowhere, lambda: NOW, Shop(opened.database))
    profile = TelegramProfile(house.chat_of(person), person.first_name, person.last_name)
    return await bot.turn(profile, "u:1", message_id=1)


async def test_a_part_of_the_day_that_there_is_not_shows_all_of_it(database: Database) -> None:
    opened = await house.open_house(database)
    request = await opened.book(status=Status.PENDING)
    turn = await turn_of(opened, opened.coach_person)
    plain = MarkDay(request.id, 0, 0, 0, DAY, "")
    forged = replace(plain, part="x" * 40)
    assert unpack(forged.pack()) == forged

    shown = await propose.mark(turn, forged)

    assert shown == await propose.mark(turn, plain)
    assert shown.screen is not None
    assert shown.screen.payload()
