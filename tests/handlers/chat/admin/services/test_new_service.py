"""An admin adds a service: its title, or all of it on one line."""

import pytest

from domain.services.service import Money
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.at_least_once import ALEX, Chat
from tests.handlers.chat.seeded import house

__all__ = ("house",)


@pytest.fixture
async def alex(house: Database) -> Chat:
    chat = Chat(house, ALEX, "Alex")
    await chat.command("/services")
    assert "<code>Yoga 60 25</code>" in await chat.tap("Add a service")
    return chat


async def newest(database: Database) -> tuple[str, int, Money]:
    async with database.read() as reader:
        services = (await catalogue.load(reader)).services
    service = services[max(services)]
    return service.title, service.minutes, service.price


async def test_a_line_with_length_and_price_is_read_and_leads_to_who_does_it(
    alex: Chat, house: Database
) -> None:
    assert "Which one did you mean?" in await alex.type("Yoga 60 25")
    assert list(alex.keys)[:2] == ["Yoga · 1 hour · €25.00", "Only a title: Yoga 60 25"]
    assert "Who does" in await alex.tap("Yoga · 1 hour · €25.00")
    assert await newest(house) == ("Yoga", 60, Money(2500, "EUR"))


async def test_a_line_may_still_be_no_more_than_a_title(alex: Chat, house: Database) -> None:
    await alex.type("Yoga 60 25")
    assert "how long is a session?" in await alex.tap("Only a title: Yoga 60 25")
    assert (await newest(house))[0] == "Yoga 60 25"


async def test_what_was_read_may_be_typed_again(alex: Chat, house: Database) -> None:
    await alex.type("Yoga 60 25")
    assert "how long is a session?" in await alex.type("Pilates")
    assert (await newest(house))[0] == "Pilates"


async def test_a_line_too_long_for_a_title_is_only_what_was_read(
    alex: Chat, house: Database
) -> None:
    title = "Yoga for those who would rather sit still on a long evening"
    assert f"I read: <b>{title} · 1 hour · €25.00</b>" in await alex.type(f"{title} 60 25")
    await alex.tap("Save")
    assert await newest(house) == (title, 60, Money(2500, "EUR"))


async def test_a_title_that_is_too_long_is_asked_again(alex: Chat) -> None:
    assert "1 to 60 characters" in await alex.type("x" * 61)
