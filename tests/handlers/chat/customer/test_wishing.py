"""A customer types the time they would like, on Monday, 5 May 2031."""

import pytest

from storage.transactions import Database
from tests.handlers.chat.customer.test_why_empty import THURSDAY, Northside
from tests.handlers.doorstep import ANNA, NOW, Visitor
from tests.northside import open_northside


@pytest.fixture
async def northside(database: Database) -> Northside:
    await open_northside(database, NOW)
    return Northside(database)


async def test_a_time_that_is_free_leads_to_the_last_look(northside: Northside) -> None:
    reply = await northside.mia.type("8.5. 3pm coaching with Anna")
    assert "Shall I book this?" in reply
    assert "Thu, 8 May 2031, 15:00" in reply
    northside.mia.person["language_code"] = "de"
    reply = await northside.mia.type("am 8. Mai um 10 Uhr coaching bei Anna")
    assert "Do., 8. Mai 2031, 10:00" in reply


async def test_where_several_services_could_be_meant_they_are_asked_which(
    northside: Northside,
) -> None:
    reply = await northside.mia.type("8.5. 3pm with Anna")
    assert "What would you like to book?" in reply
    label = next(one for one in northside.mia.labels() if one.startswith("Coaching session"))
    assert "Shall I book this?" in await northside.mia.press(northside.mia.key(label))


async def test_a_time_that_is_not_offered_is_told_why_with_the_nearest_three(
    northside: Northside,
) -> None:
    await northside.leave("Anna", THURSDAY, 1)
    reply = await northside.mia.type("8.5. 10am coaching with Anna")
    assert reply.startswith("Anna Berg is off at that time.")
    free = [label for label in northside.mia.labels() if "May, " in label]
    assert len(free) == 3
    assert all(label.startswith(("Wed 7 May", "Fri 9 May")) for label in free)
    reply = await northside.mia.type("9.5. 3am coaching")
    assert reply.startswith("Nobody is free at that time: nobody works then.")
    # Nothing is free in the days around.
    await northside.leave("Anna", THURSDAY.replace(day=9), 13)
    reply = await northside.mia.type("15.5. 10am coaching with Anna")
    assert reply.startswith("Anna Berg is off at that time.")
    assert len([label for label in northside.mia.labels() if " May, " in label]) == 3


async def test_a_day_alone_shows_its_times_or_why_there_are_none(northside: Northside) -> None:
    assert "what time?" in await northside.mia.type("Thursday coaching with Anna")
    reply = await northside.mia.type("Saturday coaching with Anna")
    assert "Nothing is free on that day: Anna Berg does not work then." in reply


async def test_other_words_and_coaches_are_no_wish(northside: Northside) -> None:
    assert "Shall I" not in await northside.mia.type("cancel my Friday session")
    assert "Shall I" not in await northside.mia.type("8.5. 3pm with Bartholomew")
    coach = Visitor(northside.database, ANNA, "Anna")
    assert "Shall I" not in await coach.type("8.5. 3pm coaching")
