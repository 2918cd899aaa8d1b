"""What a coach types is shown before it is saved, asked about, or refused with a reason."""

from datetime import timedelta

import pytest

from domain.services.catalogue import Coach
from handlers.buttons.coach_links import ShowWeek
from handlers.chat.coach.working_hours.date_hours import EditDate, SaveDate
from handlers.chat.coach.working_hours.hours import SavePlan
from handlers.chat.parts.week import ChooseDate, EditDays
from storage.services import catalogue
from storage.transactions import Database
from tests.handlers.doorstep import ANNA, NOW, Visitor
from tests.northside import open_northside

WORKDAYS = 0b0011111
FRIDAY = NOW.date() + timedelta(days=(4 - NOW.weekday()) % 7 + 7)


@pytest.fixture
async def anna(database: Database) -> Visitor:
    await open_northside(database, NOW)
    return Visitor(database, ANNA, "Anna")


async def as_stored(database: Database) -> Coach:
    async with database.read() as reader:
        coaches = (await catalogue.load(reader)).coaches.values()
    return next(coach for coach in coaches if coach.name.startswith("Anna"))


async def test_hours_are_saved_only_when_they_are_confirmed(
    anna: Visitor, database: Database
) -> None:
    coach = await as_stored(database)
    await anna.press(EditDays(coach.id, WORKDAYS))

    shown = await anna.type("9-12, 1-5")
    assert "I read: <b>Monday to Friday: 09:00–12:00, 13:00–17:00</b>" in shown
    assert "All times are Berlin time." in shown
    assert (await as_stored(database)).hours == coach.hours

    save = anna.key("✓ Save")
    await anna.press(save)
    await anna.press(save)
    assert (await as_stored(database)).hours.weekly[:5] == (((540, 720), (780, 1020)),) * 5


async def test_several_days_are_saved_together(anna: Visitor, database: Database) -> None:
    coach = await as_stored(database)
    await anna.press(EditDays(coach.id, WORKDAYS))

    shown = await anna.type("Mon-Thu 9-17; Fri 9-12; weekend off")
    assert "Monday to Thursday: 09:00–17:00\nFriday: 09:00–12:00\nSaturday to Sunday: " in shown
    saved = await anna.press(anna.key("✓ Save"))

    assert "Saved ✓" in saved
    assert "Friday: 09:00–12:00" in saved
    day, friday = ((540, 1020),), ((540, 720),)
    assert (await as_stored(database)).hours.weekly == (*(day,) * 4, friday, (), ())


async def test_two_readings_are_buttons_and_the_tapped_one_is_saved(
    anna: Visitor, database: Database
) -> None:
    coach = await as_stored(database)
    await anna.press(EditDays(coach.id, 1))

    assert "Which one did you mean?" in await anna.type("1-5")
    assert anna.labels()[:2] == ["Monday: 01:00–05:00", "Monday: 13:00–17:00"]
    await anna.press(anna.key("Monday: 13:00–17:00"))
    assert (await as_stored(database)).hours.weekly[0] == ((780, 1020),)

    await anna.press(EditDays(coach.id, 1))
    assert "Did you mean this?" in await anna.type("08:00-04:00")
    assert anna.labels()[0] == "Monday: 08:00–16:00"


async def test_hours_past_midnight_are_saved_as_one_window_and_typed_as_they_are_shown(
    anna: Visitor, database: Database
) -> None:
    coach = await as_stored(database)
    await anna.press(EditDays(coach.id, 1 << 4))

    assert "I read: <b>Friday: 22:00–02:00 (next day)</b>" in await anna.type("22-2")
    assert "Friday: 22:00–02:00 (next day)" in await anna.press(anna.key("✓ Save"))
    assert (await as_stored(database)).hours.weekly[4] == ((1320, 1560),)

    question = await anna.press(EditDate(coach.id, FRIDAY))
    assert "Now: 22:00–02:00 (next day)" in question
    assert "22:00–03:00 (next day)" in await anna.type("22:00–03:00 (next day)")
    assert "Dates that differ" in await anna.press(anna.key("✓ Save"))
    assert (await as_stored(database)).hours.on(FRIDAY) == ((1320, 1620),)


async def test_hours_past_midnight_are_told_in_german_and_read_in_it(
    anna: Visitor, database: Database
) -> None:
    coach = await as_stored(database)
    anna.person["language_code"] = "de"
    await anna.press(EditDays(coach.id, 1 << 4))

    for typed in ("22-2 Uhr", "22:00–02:00 (am Folgetag)", "von 22 bis 2 am nächsten Tag"):
        assert "<b>Freitag: 22:00–02:00 (am Folgetag)</b>" in await anna.type(typed), typed
    await anna.press(anna.key("✓ Speichern"))
    await anna.press(EditDays(coach.id, 1 << 5))
    await anna.type("1-3 Uhr früh")
    refused = await anna.press(anna.key("✓ Speichern"))

    assert "„Freitag: 22:00–02:00 (am Folgetag)“ würde in „Samstag: 01:00–03:00“" in refused


async def test_a_night_that_runs_into_the_next_day_is_refused_with_both_named(
    anna: Visitor, database: Database
) -> None:
    coach = await as_stored(database)
    await anna.press(EditDays(coach.id, 1 << 5))
    await anna.type("01:00-03:00")
    await anna.press(anna.key("✓ Save"))
    await anna.press(EditDays(coach.id, 1 << 4))
    await anna.type("22-2")
    refused = await anna.press(anna.key("✓ Save"))

    assert "“Friday: 22:00–02:00 (next day)” would run into “Saturday: 01:00–03:00”" in refused
    assert "nothing was saved" in refused
    await anna.press(EditDate(coach.id, FRIDAY))
    await anna.type("22-2")
    refused = await anna.press(anna.key("✓ Save"))
    assert "(next day)” would run into “Sat, " in refused
    assert (await as_stored(database)).hours.weekly[4] == coach.hours.weekly[4]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("22-14", "“22-14” ends before it begins."),
        ("9:0²-13", "There is no such time: “9:0”."),
        ("9-12, 11-17", "“11-17” overlaps"),
        ("<b>9", "I cannot read “&lt;b&gt;9” as hours."),
    ],
)
async def test_refused_hours_name_the_reason_and_stay_asked(
    anna: Visitor, database: Database, typed: str, reason: str
) -> None:
    coach = await as_stored(database)
    await anna.press(EditDays(coach.id, 1))

    refused = await anna.type(typed)
    assert reason in refused
    assert "<code>9-13, 14-17</code>" in refused
    assert "I read: <b>Monday: 09:00–13:00, 14:00–17:00</b>" in await anna.type("9-13, 14-17")


async def test_a_date_is_typed_where_it_can_be_tapped(anna: Visitor, database: Database) -> None:
    coach = await as_stored(database)
    await anna.press(ChooseDate(coach.id, NOW.date()))

    assert "Please name one day from today on" in await anna.type("1.6. - 30.9.")
    assert "<b>Mon, 12 May 2031 – Fri, 16 May 2031</b>" in await anna.type("12.-16.5.")
    await anna.press(ChooseDate(coach.id, NOW.date()))
    assert "Which one did you mean?" in await anna.type("next Friday")
    assert anna.labels()[:2] == ["Fri, 9 May 2031", "Fri, 16 May 2031"]
    assert "<b>Sat, 10 May 2031</b>" in await anna.type("Saturday")
    assert "Those hours are for another day" in await anna.type("Sun 10-12")
    assert "Sat, 10 May 2031: 10:00–12:00" in await anna.type("Sat 10-12")
    await anna.press(anna.key("✓ Save"))
    assert list((await as_stored(database)).hours.overrides.values()) == [((600, 720),)]


async def test_forged_plans_save_nothing(anna: Visitor, database: Database) -> None:
    coach = await as_stored(database)
    for plan in ("", "1", "zzzzzz", "ZZZZZZZZZZZZZZZZZZZZ"):
        await anna.press(SavePlan(coach.id, plan))
        await anna.press(SaveDate(coach.id, NOW.date(), plan))
    assert (await as_stored(database)).hours == coach.hours
    assert "Your working hours" in await anna.press(ShowWeek(coach.id))


async def test_an_old_save_leaves_newer_hours_as_they_are(
    anna: Visitor, database: Database
) -> None:
    coach = await as_stored(database)
    await anna.press(EditDays(coach.id, 1))
    closed = anna.key("Closed")
    await anna.type("9-12")
    save = anna.key("✓ Save")
    await anna.type("10-14")
    await anna.press(anna.key("✓ Save"))

    for old in (save, closed):
        refused = await anna.press(old)
        assert "have been changed since that screen was shown, so nothing was saved" in refused
        assert "Monday: 10:00–14:00" in refused
    assert (await as_stored(database)).hours.weekly[0] == ((600, 840),)
    await anna.type("/hours")
    await anna.press(EditDays(coach.id, 1))
    await anna.type("8-11")
    again = anna.key("✓ Save")
    assert "Saved" in await anna.press(again)
    assert "Saved" in await anna.press(again)


async def test_an_old_save_leaves_newer_hours_of_a_date_as_they_are(
    anna: Visitor, database: Database
) -> None:
    coach = await as_stored(database)
    await anna.press(EditDate(coach.id, NOW.date()))
    await anna.type("9-12")
    save = anna.key("✓ Save")
    await anna.type("10-14")
    await anna.press(anna.key("✓ Save"))
    await anna.press(EditDate(coach.id, NOW.date()))
    usual = next(label for label in anna.labels() if "usual" in label.lower())
    as_usual = anna.key(usual)

    assert "so nothing was saved" in await anna.press(save)
    assert (await as_stored(database)).hours.overrides == {NOW.date(): ((600, 840),)}
    await anna.press(as_usual)
    assert (await as_stored(database)).hours.overrides == {}


async def test_commands_take_what_is_typed_behind_them(anna: Visitor) -> None:
    assert "Mon, 12 May 2031 – Fri, 16 May 2031" in await anna.type("/leave 12.-16. May")
    assert anna.labels()[0] == "✓ Take it off"
    assert "ends before it begins" in await anna.type("/leave 20.6. - 12.6.")
    assert "Tue, 6 May 2031" in await anna.type("/today tomorrow")
    assert "Mon, 5 May 2031" in await anna.type("/today")
    assert "Which one did you mean?" in await anna.type("/today next Friday")
    assert "Fri, 16 May 2031" in await anna.press(anna.key("Fri, 16 May 2031"))
