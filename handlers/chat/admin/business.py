"""An admin says who the business is.

/business     name, place, time zone → each is typed; who gets those who name nobody
"""

from dataclasses import replace
from typing import Final

from domain.catalogue import Business
from domain.profiles import NOWHERE, Place
from domain.refusals import BadInput
from domain.roles import Permission
from handlers.chat.admin import (
    ask_first,
    business_digests,
    business_limits,
    business_reminders,
    business_watch,
    policy,
    retention,
)
from handlers.chat.admin.business_record import record_of
from handlers.chat.frame.answers import Question, ask_again
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.editing import Facts, Field, attribute, line
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.screen import Key, Reply, Row, Screen
from handlers.chat.frame.script import Command, Entry, MenuRow, Script, Step, joined
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import gaps, zones
from handlers.chat.parts.desk_links import ShowBusiness, ShowClosures
from handlers.chat.parts.profiles import read_place
from handlers.wording import cards

NAME, PLACE, ZONE = "business.name", "business.place", "business.zone"
LONGEST_NAME = 60


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


async def business(turn: Turn) -> Reply:
    """/business."""
    return Reply(_card(turn, turn.catalogue.business))


async def show(turn: Turn, press: ShowBusiness) -> Reply:
    """The card, in place of whatever was shown."""
    return Reply(_card(turn, turn.catalogue.business))


def _card(turn: Turn, business: Business) -> Screen:
    words, step = turn.words, gaps.next_step(turn)
    body = "\n".join(
        (
            words.text("business.place", place=business.place)
            if business.place
            else words.text("business.placeless"),
            *_on_map(turn, business),
            words.text("coach.zone", zone=words.zone_in_full(business.zone)),
            words.text("business.policy", policy=words.label(f"policy.{business.policy}_key")),
        )
    )
    rows = (
        (
            Key(words.label("coach.rename_key"), Rename()),
            Key(words.label("coach.place_key"), EditPlace()),
        ),
        (Key(words.label("coach.zone_key"), EditZone()), policy.key(turn)),
        (Key(words.label("closures.key"), ShowClosures()), business_limits.key(turn)),
        (business_reminders.key(turn), ask_first.key(turn)),
        (business_digests.key(turn), business_watch.key(turn)),
        (retention.key(turn),),
        *(gaps.keys(turn, turn.catalogue, [step]) if step else ()),
        way_out(words),
    )
    title = words.text("business.title", business=business.name)
    return Screen(cards.titled(title, body, words.text("business.hint")), rows)


def _place(business: Business) -> Place:
    return Place(business.place, business.latitude, business.longitude)


def _on_map(turn: Turn, business: Business) -> list[str]:
    place = _place(business)
    if not place.known:
        return []
    return [turn.words.text("place.on_map" if place.on_map else "place.not_on_map")]


async def _read_place(
    turn: Turn, business: Business, facts: Facts, question: Question
) -> Place | Reply:
    """A typed address, or a location that was shared."""
    try:
        return read_place(turn, _place(business))
    except BadInput as refusal:
        return await ask_again(turn, question, refusal)


def _located(business: Business, place: Place, facts: Facts) -> Business:
    return replace(
        business, place=place.address, latitude=place.latitude, longitude=place.longitude
    )


def _question(turn: Turn, step: str) -> Question:
    words, rows = turn.words, list[Row]()
    if step == PLACE and _place(turn.catalogue.business).known:
        rows.append((Key(words.label("business.no_place"), NoPlace()),))
    text = words.text(f"business.type_{step.removeprefix('business.')}")
    return Question(step, Screen(text, (*rows, way_out(words, ShowBusiness()))))


RECORD: Final = record_of(_card)
FIELDS: Final[tuple[Field[Business], ...]] = (
    Field(
        NAME,
        Rename,
        lambda turn, business, facts: _question(turn, NAME),
        line("name", LONGEST_NAME),
        attribute("name"),
    ),
    Field(
        PLACE,
        EditPlace,
        lambda turn, business, facts: _question(turn, PLACE),
        _read_place,
        _located,
        choices={NoPlace: lambda turn, business, facts: NOWHERE},
    ),
    Field(
        ZONE,
        EditZone,
        lambda turn, business, facts: _question(turn, ZONE),
        zones.reader(lambda number, facts: PickZone(number)),
        attribute("zone"),
        choices={PickZone: zones.chosen},
    ),
)
SCRIPT = joined(
    Script(
        commands={"business": Command(business, Permission.BUSINESS)},
        menu=(
            Entry(
                "business",
                lambda turn: ShowBusiness(),
                Permission.BUSINESS,
                row=lambda turn: MenuRow.BUSINESS,
            ),
        ),
        presses={ShowBusiness: Step(show, Permission.BUSINESS)},
    ),
    RECORD.script(*FIELDS),
    policy.SCRIPT,
    business_limits.SCRIPT,
    business_reminders.SCRIPT,
    ask_first.SCRIPT,
    business_digests.SCRIPT,
    business_watch.SCRIPT,
    retention.SCRIPT,
)
