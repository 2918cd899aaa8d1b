"""Fields of a record as data, and the steps made from them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from domain.roles import Permission
from handlers.buttons.screen import Screen
from handlers.chat.admin.settings.business import EditBusinessPlace, NoBusinessPlace, RenameBusiness
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Field, RecordEditor, attribute, line, nothing
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn


@dataclass(frozen=True)
class House:
    """A record to edit."""

    name: str


async def _save(turn: Turn, house: House, change: Callable[[House], House]) -> House:
    return change(house)


async def _show(turn: Turn, house: House) -> Reply:
    return Reply(Screen(house.name))


RECORD: RecordEditor[House] = RecordEditor(
    Permission.BUSINESS, lambda turn, facts: House("before"), _save, _show
)
NAME: Field[House] = Field(
    "house.name",
    RenameBusiness,
    lambda turn, house, facts: Question("house.name", Screen("?")),
    line("name", 60),
    attribute("name"),
    choices={NoBusinessPlace: nothing},
)


def test_a_field_brings_its_question_and_each_of_its_buttons() -> None:
    script = RECORD.script(NAME)
    assert set(script.presses) == {RenameBusiness, NoBusinessPlace}
    assert set(script.answers) == {"house.name"}
    assert {step.permission for step in script.presses.values()} == {Permission.BUSINESS}


@pytest.mark.parametrize(
    "other",
    [
        replace(NAME, edit=EditBusinessPlace, choices={}),
        replace(NAME, step="house.place", choices={}),
        replace(NAME, step="house.place", edit=NoBusinessPlace, choices={}),
    ],
    ids=["the same question", "the same button", "the button of a choice"],
)
def test_two_fields_cannot_claim_the_same(other: Field[House]) -> None:
    with pytest.raises(ValueError, match="claimed twice"):
        RECORD.script(NAME, other)


def test_a_value_is_put_into_its_field_and_leaves_the_record_as_it_was() -> None:
    house = House("before")
    assert attribute("name")(house, "after", {}) == House("after")
    assert house == House("before")
