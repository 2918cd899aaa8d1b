"""An admin says who the business is.

/business     name, place, time zone → each is typed
"""

from dataclasses import replace
from typing import Any

from domain import typed
from domain.catalogue import Business
from domain.refusals import BadInput
from domain.roles import ALLOWED, Permission
from handlers.actions.catalogue import change_business
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.rights import for_admins
from handlers.chat.frame.screen import Key, Reply, Row, Screen
from handlers.chat.frame.script import Command, Entry, MenuRow, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import gaps, zones
from handlers.chat.parts.desk_links import ShowBusiness
from handlers.wording import cards

NAME, PLACE, ZONE = "business.name", "business.place", "business.zone"
LONGEST_NAME, LONGEST_PLACE = 60, 200


@button("byn")
class Rename(Press):
    """Type another name."""


@button("byp")
class EditPlace(Press):
    """Type where sessions take place."""


@button("byx")
class NoPlace(Press):
    """There is no one place."""


@button("byz")
class EditZone(Press):
    """Type the zone of calendars that span coaches."""


@button("bys")
class PickZone(Press):
    """This zone was meant. zone: as of `zones.number_of`."""

    zone: int


@for_admins
async def business(turn: Turn) -> Reply:
    """/business."""
    return Reply(_card(turn, turn.catalogue.business))


@for_admins
async def show(turn: Turn, press: ShowBusiness) -> Reply:
    """The card, in place of whatever was shown."""
    return Reply(_card(turn, turn.catalogue.business))


@for_admins
async def rename(turn: Turn, press: Rename) -> Reply:
    """Ask for the name."""
    return await ask(turn, _question(turn, NAME))


@for_admins
async def edit_place(turn: Turn, press: EditPlace) -> Reply:
    """Ask for the place."""
    return await ask(turn, _question(turn, PLACE))


@for_admins
async def edit_zone(turn: Turn, press: EditZone) -> Reply:
    """Ask for the zone."""
    return await ask(turn, _question(turn, ZONE))


@for_admins
async def no_place(turn: Turn, press: NoPlace) -> Reply:
    """Forget the place."""
    return await _change(turn, place=None)


@for_admins
async def renamed(turn: Turn) -> Reply:
    """The typed name."""
    try:
        name = typed.line(turn.typed, "name", LONGEST_NAME)
    except BadInput as refusal:
        return await ask_again(turn, _question(turn, NAME), refusal)
    return await _change(turn, name=name)


@for_admins
async def placed(turn: Turn) -> Reply:
    """The typed place."""
    try:
        place = typed.line(turn.typed, "place", LONGEST_PLACE)
    except BadInput as refusal:
        return await ask_again(turn, _question(turn, PLACE), refusal)
    return await _change(turn, place=place)


@for_admins
async def zoned(turn: Turn) -> Reply:
    """The typed zone or city."""
    zone = await zones.typed_zone(turn, _question(turn, ZONE), PickZone)
    return zone if isinstance(zone, Reply) else await _change(turn, zone=zone)


@for_admins
async def pick_zone(turn: Turn, press: PickZone) -> Reply:
    """One of those that may have been meant."""
    return await _change(turn, zone=zones.numbered(press.zone))


async def _change(turn: Turn, **fields: Any) -> Reply:
    changed = await change_business(
        turn.database,
        lambda business: replace(business, **fields),
        actor=turn.actor,
        key=turn.key,
        now=turn.now,
    )
    return Reply(_card(turn, changed), toast=turn.words.label("coach.saved"), aloud=True)


def _card(turn: Turn, business: Business) -> Screen:
    words, step = turn.words, gaps.next_step(turn)
    body = "\n".join(
        (
            words.text("business.place", place=business.place)
            if business.place
            else words.text("business.placeless"),
            words.text("coach.zone", zone=words.zone_in_full(business.zone)),
        )
    )
    rows = (
        (
            Key(words.label("coach.rename_key"), Rename()),
            Key(words.label("coach.place_key"), EditPlace()),
        ),
        (Key(words.label("coach.zone_key"), EditZone()),),
        *(gaps.keys(turn, turn.catalogue, [step]) if step else ()),
        way_out(words),
    )
    title = words.text("business.title", business=business.name)
    return Screen(cards.titled(title, body, words.text("business.hint")), rows)


def _question(turn: Turn, step: str) -> Question:
    words, rows = turn.words, list[Row]()
    if step == PLACE and turn.catalogue.business.place:
        rows.append((Key(words.label("business.no_place"), NoPlace()),))
    text = words.text(f"business.type_{step.removeprefix('business.')}")
    return Question(step, Screen(text, (*rows, way_out(words, ShowBusiness()))))


SCRIPT = Script(
    commands={"business": Command(business, ALLOWED[Permission.BUSINESS])},
    menu=(
        Entry(
            "business",
            lambda turn: ShowBusiness(),
            ALLOWED[Permission.BUSINESS],
            row=lambda turn: MenuRow.BUSINESS,
        ),
    ),
    presses={
        ShowBusiness: Step(show),
        Rename: Step(rename),
        EditPlace: Step(edit_place),
        NoPlace: Step(no_place),
        EditZone: Step(edit_zone),
        PickZone: Step(pick_zone),
    },
    answers={NAME: renamed, PLACE: placed, ZONE: zoned},
)
