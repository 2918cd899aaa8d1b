"""/help names every command that somebody may use, in words."""

import re
from functools import partial

import pytest

from domain.roles import Role
from storage.people import people
from storage.people.people import TelegramProfile
from storage.transactions import Database
from tests import house
from tests.handlers.doorstep import ALEX, ANNA, MIA, Visitor

MAX = 7006
LINE = re.compile(r"^/[a-z_]+ – \S", re.MULTILINE)


@pytest.mark.parametrize("language", ["en", "de"])
async def test_each_line_is_a_command_and_a_sentence(database: Database, language: str) -> None:
    await house.open_house(database)
    known = await database.write(partial(people.register, profile=TelegramProfile(MAX, "Max")))
    await database.write(partial(people.set_role, person_id=known.id, role=Role.MANAGER))
    lines = dict[int, int]()
    for person, name in ((MIA, "Mia"), (ANNA, "Anna"), (MAX, "Max"), (ALEX, "Alex")):
        visitor = Visitor(database, person, name)
        visitor.person["language_code"] = language
        help_text = await visitor.type("/help")
        assert "help." not in help_text
        assert ("/become_coach" in help_text) is (person != ANNA)
        lines[person] = len(LINE.findall(help_text))
        assert lines[person] == sum(line.startswith("/") for line in help_text.splitlines())
        assert "\n/devices – " in help_text
    assert lines[MIA] < lines[ANNA] < lines[MAX] < lines[ALEX]


@pytest.mark.parametrize(
    ("language", "reminded", "typed"),
    [
        ("en", "I remind you 1 day and 1 hour before each session.", "“tomorrow 3pm with Anna”"),
        ("de", "Ich erinnere dich 1 Tag und 1 Stunde vor jedem", "„morgen 15 Uhr bei Anna“"),
    ],
)
async def test_what_is_said_of_reminders_and_of_typing_is_a_sentence(
    database: Database, language: str, reminded: str, typed: str
) -> None:
    await house.open_house(database)
    visitor = Visitor(database, MIA, "Mia")
    visitor.person["language_code"] = language

    help_text = await visitor.type("/help")

    assert reminded in help_text
    assert typed in help_text
    assert "15:00" in await visitor.type(typed[1:-1])
