"""On the pages of a service's card, an admin sets what customers read of it, and how it is held."""

import pytest

from domain.services.meeting import Addresses, Meeting
from domain.services.service import Approval, Service
from handlers.buttons.coach_links import ShowService
from handlers.chat.admin.services.sections import ShowSection
from handlers.chat.admin.services.service_about import SetServiceApproval
from handlers.chat.admin.services.service_where import EditServicePlace, SetMeeting
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.at_least_once import ALEX, Chat
from tests.handlers.chat.seeded import house

__all__ = ("house",)
SESSION = 2


@pytest.fixture
async def alex(house: Database) -> Chat:
    chat = Chat(house, ALEX, "Alex")
    await chat.command("/start")
    return chat


async def service(database: Database) -> Service:
    async with database.read() as reader:
        return (await catalogue.load(reader)).services[SESSION]


async def test_a_category_is_typed_once_and_tapped_then(alex: Chat, house: Database) -> None:
    await alex.press(ShowService(1))
    await alex.tap("Basics")
    assert "up to 30 characters" in await alex.tap("Category")
    assert "A category has 1 to 30 characters" in await alex.type("x" * 31)
    assert "Category: First steps" in await alex.type("First  steps")
    await alex.press(ShowSection(SESSION, "basics"))
    assert "No category" in alex.screens[-1]
    await alex.tap("Category")
    assert "Category: First steps" in await alex.tap("First steps")
    assert (await service(house)).category == "First steps"
    await alex.tap("Category")
    await alex.tap("No category")
    assert (await service(house)).category is None


async def test_a_description_is_written_and_taken_back(alex: Chat, house: Database) -> None:
    await alex.press(ShowSection(SESSION, "basics"))
    await alex.tap("Description")
    assert "A description has 1 to 300 characters" in await alex.type("x" * 301)
    assert "<i>Bring &lt;tea&gt;\nand time</i>" in await alex.type("Bring <tea>\nand time")
    await alex.tap("Description")
    await alex.tap("No description")
    assert (await service(house)).description is None


async def test_a_service_confirms_itself_whatever_its_coach_does(
    alex: Chat, house: Database
) -> None:
    await alex.press(ShowSection(SESSION, "basics"))
    assert "as each coach prefers" in alex.screens[-1]
    await alex.tap("Approval")
    assert "confirmed at once" in await alex.tap("At once")
    assert (await service(house)).approval is Approval.AUTO
    await alex.tap("Approval")
    await alex.tap("As the coach prefers")
    assert (await service(house)).approval is None
    assert "cannot find that" in await alex.press(SetServiceApproval(SESSION, "whoever"))
    assert (await service(house)).approval is None


async def test_each_way_of_meeting_has_an_address_of_its_own(alex: Chat, house: Database) -> None:
    await alex.press(ShowService(SESSION))
    assert "On site, where the coach is" in await alex.tap("Where")
    await alex.tap("Address")
    assert "On site: Studio 2" in await alex.type("Studio 2")
    assert "Online, with no link yet" in await alex.tap("Online")
    await alex.tap("Link")
    assert "That link cannot be opened" in await alex.type("my room")
    assert "Online: https://meet.example.org/room" in await alex.type("meet.example.org/room")
    assert "the coach calls the customer" in await alex.tap("By phone")
    await alex.tap("Number to call")
    assert "That number cannot be called" in await alex.type("call me")
    assert "By phone: +49 30 901820" in await alex.type("+49 30 901820")
    await alex.tap("Number to call")
    await alex.tap("The coach calls")
    changed = await service(house)
    assert changed.meeting is Meeting.PHONE
    assert changed.addresses == Addresses("Studio 2", "https://meet.example.org/room")
    assert "On site: Studio 2" in await alex.tap("On site")


@pytest.mark.parametrize("forged", [SetMeeting(SESSION, "mars"), EditServicePlace(SESSION, "")])
async def test_a_forged_way_of_meeting_changes_nothing(
    alex: Chat, house: Database, forged: SetMeeting | EditServicePlace
) -> None:
    before = await service(house)
    await alex.press(forged)
    assert await service(house) == before
