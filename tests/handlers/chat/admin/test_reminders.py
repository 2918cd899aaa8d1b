"""An admin sets when customers are reminded."""

import pytest

from handlers.chat.admin.services.sections import ShowSection
from handlers.chat.admin.services.service_reminders import (
    EditServiceReminders,
    SaveServiceReminders,
    ToggleServiceReminder,
    UseBusinessReminders,
)
from handlers.chat.admin.settings.business_reminders import (
    BusinessReminders,
    ToggleBusinessReminder,
)
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, ANNA, Visitor
from tests.house import House, open_house


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database)


@pytest.fixture
async def alex(house: House) -> Visitor:
    visitor = Visitor(house.database, ALEX, "Alex")
    await visitor.type("/start")
    return visitor


async def times(house: House) -> tuple[tuple[int, ...] | None, tuple[int, ...]]:
    """Those of the service, and of the business."""
    async with house.database.read() as reader:
        known = await catalogue.load(reader)
    return known.services[house.service.id].reminders, known.business.reminders


async def test_usual_times_are_tapped_on_and_off(house: House, alex: Visitor) -> None:
    page = ShowSection(house.service.id, "reminders")

    assert "Reminders: 1 day, 1 hour before (business default)." in await alex.press(page)
    assert "✓ 1 day" in alex.labels()
    assert "Business default" not in alex.labels()
    screen = await alex.press(alex.key("2 hours"))
    assert "Reminders: 1 day, 2 hours, 1 hour before." in screen
    await alex.press(ToggleServiceReminder(house.service.id, 120, 1))
    await alex.press(alex.key("✓ 1 hour"))
    assert await times(house) == ((1440, 120), (1440, 60))

    await alex.press(alex.key("Business default"))
    assert await times(house) == (None, (1440, 60))
    assert "Reminders: no reminders." in await alex.press(alex.key("No reminders"))
    assert "No reminders" not in alex.labels()
    assert await times(house) == ((), (1440, 60))


async def test_times_are_typed_and_shown_before_they_are_saved(house: House, alex: Visitor) -> None:
    question = await alex.press(EditServiceReminders(house.service.id))
    assert "Now: 1 day, 1 hour before." in question

    assert "I cannot read “soon” as a length of time." in await alex.type("soon")
    assert "There can be 5 reminders at most." in await alex.type("1d, 2d, 3d, 4d, 5d, 6d")
    await alex.type("1 hour and 30 minutes")
    assert alex.labels()[:2] == ["1 hour, 30 min before", "90 min before"]
    assert "3 days, 2 hours before" in await alex.type("3 days, 2 hours before")
    assert await times(house) == (None, (1440, 60))
    screen = await alex.press(alex.key("✓ Save"))
    assert "Reminders: 3 days, 2 hours before." in screen
    assert "✓ 3 days" in alex.labels()
    assert await times(house) == ((4320, 120), (1440, 60))


async def test_the_house_says_it_for_every_service_that_does_not(
    house: House, alex: Visitor
) -> None:
    alex.person["language_code"] = "de"
    await alex.type("/settings")
    screen = await alex.press(alex.key("Erinnerungen"))
    assert "Erinnerungen: 1 Tag, 1 Stunde vorher." in screen
    await alex.press(alex.key("Andere Zeiten schreiben"))
    assert "2 Tage, 3 Stunden vorher" in await alex.type("2 Tage, 3 Stunden vorher")
    await alex.press(alex.key("✓ Speichern"))
    assert await times(house) == (None, (2880, 180))
    page = ShowSection(house.service.id, "reminders")
    shared = "Erinnerungen: 2 Tage, 3 Stunden vorher, wie beim Unternehmen."
    assert shared in await alex.press(page)
    await alex.press(BusinessReminders())
    assert "keine Erinnerung" in await alex.press(alex.key("Keine Erinnerung"))


async def test_what_no_button_says_changes_nothing(house: House, alex: Visitor) -> None:
    service = house.service.id
    for minutes in (5, 10, 15, 20):
        await alex.press(ToggleServiceReminder(service, minutes, 1))
    known = await times(house)
    assert known[0] is not None
    assert len(known[0]) == 5
    forged = [
        ToggleServiceReminder(service, 4, 1),
        ToggleServiceReminder(service, 2**62, 1),
        ToggleServiceReminder(service, -60, 0),
        ToggleServiceReminder(2**62, 60, 1),
        SaveServiceReminders(service, "4"),
        SaveServiceReminders(service, "x"),
        SaveServiceReminders(service, "1440x1440x99999"),
        SaveServiceReminders(service, "nine"),
        SaveServiceReminders(2**62, "none"),
        UseBusinessReminders(2**62),
        EditServiceReminders(2**62),
        ToggleBusinessReminder(1, 1),
    ]
    for press in forged:
        assert await alex.press(press), press
    assert await times(house) == known


async def test_nobody_else_sets_them(house: House) -> None:
    anna = Visitor(house.database, ANNA, "Anna")
    for press in (
        ToggleServiceReminder(house.service.id, 120, 1),
        UseBusinessReminders(house.service.id),
        ToggleBusinessReminder(120, 1),
        BusinessReminders(),
    ):
        assert "Reminders:" not in await anna.press(press)
    assert await times(house) == (None, (1440, 60))
