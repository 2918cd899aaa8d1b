"""An empty bot is led to its first free time, whatever is put off, mistyped or pressed twice."""

import pytest

from domain.business.first_run import OVER
from domain.services.catalogue import Catalogue
from handlers.buttons.press import Home
from handlers.buttons.settings_links import FirstRun
from handlers.chat.admin.first_run.first_coach import CoachMyself, CoachNamed
from handlers.chat.admin.first_run.first_run import TakeCurrency, TakeName, TakeZone
from handlers.chat.admin.first_run.first_service import KeepService, TakeUsual
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.at_least_once import ALEX, MIA, Chat
from tests.handlers.doorstep import Visitor


@pytest.fixture
async def alex(database: Database) -> Chat:
    return Chat(database, ALEX, "Alex")


async def load_catalogue(database: Database) -> Catalogue:
    async with database.read() as reader:
        return await catalogue.load(reader)


async def test_every_answer_can_be_tapped(alex: Chat, database: Database) -> None:
    assert "Step 1 of 6" in await alex.command("/start")
    assert "Step 2 of 6" in await alex.tap("Alex")
    assert "Step 3 of 6" in await alex.tap("UTC · it is")
    assert "Step 4 of 6" in await alex.tap("Euro")
    assert "Step 5 of 6" in await alex.tap("Coaching session")
    assert "Step 6 of 6" in await alex.tap("I do")
    ready = await alex.tap("Monday to Friday: 09:00–17:00")
    assert "Customers can book now" in ready
    assert "first free time: <b>Mon, 5 May 2031, 09:00 (UTC)" in ready
    assert "Coaching session · 1 hour · €60.00, with Alex" in ready
    assert "https://t.me/coachbook" in ready
    now = await load_catalogue(database)
    assert (now.business.name, now.business.currency, len(now.coaches)) == ("Alex", "EUR", 1)
    assert "Set up:" not in await alex.command("/admin")
    assert "Hello Alex, good to see you" in await alex.command("/start")


async def test_what_is_put_off_waits_and_can_be_taken_up_again(
    alex: Chat, database: Database
) -> None:
    await alex.command("/start")
    for step in range(2, 6):
        assert f"Step {step} of 6" in await alex.tap("Later")
    # Nobody coaches: there are no hours to ask for.
    end = await alex.tap("Later")
    assert "There is no service yet" in end
    assert "who gives it, the hours." in end
    assert "Step 1 of 6" in await alex.tap("Go on")


async def test_the_rest_is_asked_for_from_the_overview(alex: Chat, database: Database) -> None:
    await alex.command("/start")
    await alex.type("Northside")
    await alex.tap("Later")
    await alex.tap("Euro")
    await alex.tap("Menu")
    assert "Set up: 2 of 6 done, go on" in alex.keys
    await alex.command("/admin")
    assert "Step 2 of 6" in await alex.tap("2 of 6 done")
    await alex.type("Berlin")
    assert "Nothing is saved yet" in await alex.type("Yoga 60 25")
    await alex.tap("Save")
    await alex.tap("I do")
    await alex.type("Mo-Fr 9-17")
    ready = await alex.tap("Save")
    assert "Mon, 5 May 2031" in ready
    assert "(Berlin)" in ready
    [coach] = (await load_catalogue(database)).coaches.values()
    assert (coach.zone, coach.active, coach.setting_up) == ("Europe/Berlin", True, False)


async def test_hours_first_and_a_service_last_open_the_coach_all_the_same(
    alex: Chat, database: Database
) -> None:
    await alex.press(FirstRun("coach"))
    await alex.tap("I do")
    almost = await alex.tap("Monday to Friday: 09:00–17:00")
    assert "Almost: customers cannot book yet" in almost
    assert "Put off until later: the name, the time zone, the currency, a service." in almost
    await alex.press(FirstRun("service"))
    ready = await alex.tap("Intro call")
    assert "Customers can book now" in ready
    assert "Put off until later: the name" in ready
    # A zone that is named afterwards is that of the coach, too.
    await alex.press(FirstRun("zone"))
    await alex.type("Berlin")
    await alex.press(FirstRun())
    assert "Step 1 of 6" in alex.screens[-1]
    await alex.tap("Later")
    await alex.tap("Later")
    await alex.tap("Leave it as it is")
    assert OVER in (await load_catalogue(database)).business.guided
    assert "Set up" not in "".join(await _keys(alex, "/admin"))


async def _keys(chat: Chat, command: str) -> list[str]:
    await chat.command(command)
    return [*chat.keys]


async def test_somebody_else_coaches(alex: Chat, database: Database) -> None:
    await alex.press(FirstRun("service"))
    await alex.type("Yoga 60 25")
    await alex.tap("Save")
    assert "Step 6 of 6" in await alex.share(7009, "Cleo")
    assert "When is Cleo available?" in alex.screens[-1]
    assert "10:00" in await alex.type("tue 10-12")
    assert "with Cleo" in await alex.tap("Save")


async def test_somebody_who_is_not_on_telegram_coaches(alex: Chat, database: Database) -> None:
    await alex.press(FirstRun("service"))
    await alex.type("Yoga 60 25")
    await alex.tap("Save")
    assert "Step 5 of 6" in await alex.type("Cleo Winter")
    assert "When is Cleo Winter available?" in await alex.tap("Add Cleo Winter, not on Telegram")
    await alex.type("tue 10-12")
    assert "with Cleo Winter" in await alex.tap("Save")
    [coach] = (await load_catalogue(database)).coaches.values()
    assert (coach.name, coach.active) == ("Cleo Winter", True)


async def test_nonsense_is_asked_again_and_what_is_forged_does_nothing(
    database: Database,
) -> None:
    alex = Visitor(database, ALEX, "Alex")
    await alex.type("/start")
    assert "Step 1 of 6" in await alex.type("\u200b")
    assert "Step 1 of 6" in await alex.type("x" * 4096)
    await alex.press(FirstRun("zone"))
    assert "Step 2 of 6" in await alex.type("Nowhere-at-all")
    await alex.press(FirstRun("currency"))
    assert "Step 3 of 6" in await alex.type("shells")
    await alex.press(FirstRun("service"))
    assert "Step 4 of 6" in await alex.type("Yoga")
    for press in (
        FirstRun("nothing"),
        TakeName(9),
        TakeZone(1),
        TakeCurrency("ZZZ"),
        TakeUsual(7),
        KeepService(0),
        CoachNamed(),
    ):
        assert "cannot find" in await alex.press(press) or "not" in await alex.press(press)
    mia = Visitor(database, MIA, "Mia")
    assert "Step" not in await mia.type("/start")
    assert "Only admins" in await mia.press(CoachMyself())
    assert "Only admins" in await mia.press(FirstRun())
    now = await load_catalogue(database)
    assert not now.services
    assert not now.coaches
    assert "Step" not in await alex.press(Home())
