"""A newly added coach sets up by themself, in any language."""

import pytest

from domain.coaches.set_up_refusals import NotReady, SetUpOver
from domain.refusals import NotAllowed
from domain.roles import Door
from domain.services.terms import Length
from handlers.actions.coaches import set_up
from handlers.buttons.set_up_links import SetUp
from storage.people import people
from storage.people.people import Person
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.at_least_once import ALEX, NOW, Chat
from tests.handlers.doorstep import Visitor
from tests.house import House, acting, open_house

ZOE = 7801


async def add_zoe(database: Database) -> Person:
    """Zoë, whom an admin has made a coach."""
    await Visitor(database, ZOE, "Zoë").type("/start")
    alex = Visitor(database, ALEX, "Alex")
    await alex.type("/addcoach")
    await alex.type(str(ZOE))
    await alex.press(alex.key("Zoë"))
    async with database.read() as reader:
        person = await people.by_telegram_id(reader, ZOE)
    assert person is not None
    return person


async def test_from_nothing_to_bookable_though_each_update_comes_three_times(
    database: Database,
) -> None:
    await add_zoe(database)
    zoe = Chat(database, ZOE, "Zoë")

    assert "Customers cannot book you yet" in await zoe.command("/start")
    assert "Customers see you as <b>Zoë</b>" in await zoe.tap("Set up my bookings")
    assert "What can customers book?" in await zoe.type("Zoë Ábel")
    assert "How long does “Coaching” take" in await zoe.type("Coaching")
    assert "I need lengths" in await zoe.type("soon = cheap")
    assert "When are you available?" in await zoe.type("60 = 80")
    assert "Monday to Friday: 09:00–17:00" not in zoe.keys
    assert "I read: <b>\nTuesday: 14:00–18:00\nMonday, Wednesday to Sunday: closed</b>" in (
        await zoe.type("tue 14-18")
    )
    assert "Your hours are in" in await zoe.tap("Save")
    ready = await zoe.type("New York")
    assert "• Coaching · 1 hour · €80.00\nNext free: Tue, 6 May 2031, 14:00" in ready
    opened = await zoe.tap("Open for booking")

    assert "You are bookable ✓" in opened
    assert "https://t.me/coachbook?start=c_" in opened
    assert "cannot book you" not in await zoe.command("/start")
    async with database.read() as reader:
        known = await catalogue.load(reader)
    [coach], [service] = known.coaches.values(), known.services.values()
    assert (coach.name, coach.zone, coach.setting_up) == ("Zoë Ábel", "America/New_York", False)
    assert (service.title, service.minutes, service.price.minor) == ("Coaching", 60, 8000)
    assert coach.hours.weekly == ((), ((840, 1080),), (), (), (), (), ())


async def test_in_german_services_of_the_house_are_ticked_and_what_is_missing_is_said(
    database: Database,
) -> None:
    house = await open_house(database)
    lengths = (Length(30, 3000), Length(90, 9000))
    await database.write(lambda w: catalogue.update_service(w, house.service.id, lengths=lengths))
    await add_zoe(database)
    zoe = Chat(database, ZOE, "Zoë", "de")

    assert "Kunden können dich noch nicht buchen" in await zoe.command("/start")
    await zoe.tap("Meine Buchungen einrichten")
    assert "Was bietest du an?" in await zoe.tap("Das stimmt")
    await zoe.press(SetUp(5))
    assert "noch nicht buchen:\n⚠" in zoe.screens[-1]
    await zoe.tap("Angebote")
    await zoe.tap("Coaching · ab 30,00 €")
    assert [label for label in zoe.keys if "✓" in label]
    await zoe.tap("Weiter")
    assert "Wann bist du da?" in zoe.screens[-1]
    await zoe.tap("Samstag bis Sonntag")
    await zoe.tap("Das stimmt")
    assert "Das werden Kunden sehen" in zoe.screens[-1]
    assert "• Coaching · ab 30,00\xa0€" in zoe.screens[-1]
    assert "Du bist buchbar ✓" in await zoe.tap("Für Buchungen öffnen")


async def test_only_who_was_never_open_sets_themself_up(database: Database) -> None:
    house: House = await open_house(database)
    zoe = await add_zoe(database)
    with pytest.raises(NotReady):
        await set_up.open_up(database, actor=zoe.at(Door.CHAT), key="1", now=NOW)

    anna = acting(house.coach_person)
    await database.write(lambda w: catalogue.update_coach(w, house.coach.id, active=False))
    with pytest.raises(SetUpOver):
        await set_up.open_up(database, actor=anna, key="2", now=NOW)
    with pytest.raises(SetUpOver):
        await set_up.change_own(database, lambda coach: coach, actor=anna, key="3", now=NOW)
    with pytest.raises(NotAllowed):
        await set_up.open_up(database, actor=acting(house.customer), key="4", now=NOW)

    visitor = Visitor(database, 7002, "Anna")
    assert "the team has paused you" in await visitor.type("/start")
    assert "You are set up already" in await visitor.press(SetUp(1))
