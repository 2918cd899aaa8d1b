"""An admin sets up what the business is.

/settings     name, address → each is typed; time zone (→ `business_zone`) and currency
              (→ `business_currency`), with what that changes; languages (→ `business_languages`);
              words of its own (→ `business_texts`); who gets those who name nobody; limits,
              reminders and the rest, each on a page of its own; and all of it as customers see it

/business, its former name, leads here, too.
"""

from dataclasses import replace
from typing import Final

from domain.business.business_settings import LONGEST_NAME
from domain.coaches.profiles import NOWHERE, Place
from domain.messages.business_texts import BusinessTextKind, missing
from domain.roles import Permission
from domain.services.catalogue import Business
from handlers.buttons.coach_links import ShowBusiness, ShowClosures
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.buttons.settings_links import PreviewScreen, ShowRules
from handlers.chat.admin.settings import (
    ask_first,
    business_channels,
    business_currency,
    business_digests,
    business_languages,
    business_limits,
    business_reminders,
    business_texts,
    business_watch,
    business_zone,
    policy,
    retention,
)
from handlers.chat.admin.settings.business_record import record_of
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field, attribute, line, reader
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, MenuItem, MenuRow, Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import gaps
from handlers.chat.parts.profiles import read_place
from handlers.wording import cards

NAME, PLACE = "business.name", "business.place"


@button("byn")
class RenameBusiness(Press):
    """Type another name."""


@button("byp")
class EditBusinessPlace(Press):
    """Type where sessions take place."""


@button("byx")
class NoBusinessPlace(Press):
    """Clear the place."""


async def business(turn: Turn) -> Reply:
    """/settings."""
    return Reply(card(turn, turn.catalogue.business))


async def show(turn: Turn, press: ShowBusiness) -> Reply:
    """The card, in place of whatever was shown."""
    return Reply(card(turn, turn.catalogue.business))


def card(turn: Turn, business: Business) -> Screen:
    """All that is set, and the keys that change it."""
    words, step = turn.words, gaps.next_step(turn)
    lines = [
        words.text("business.place", place=business.place)
        if business.place
        else words.text("business.placeless"),
        *_on_map(turn, business),
        words.text("coach.zone", zone=words.zone_in_full(business.zone)),
        words.text(
            "business.currency",
            currency=business_currency.name_of(turn, turn.currency_of(business)),
        ),
        words.text("business.languages", languages=business_languages.in_words(turn, business)),
        words.text("business.policy", policy=words.label(f"policy.{business.policy}_key")),
        *(
            line
            for text in BusinessTextKind
            if missing(business.texts, text, business_languages.codes(turn, business))
            for line in [business_texts.not_yet(turn, business, text)]
        ),
    ]
    rows = (
        (
            Key(words.label("coach.rename_key"), RenameBusiness()),
            Key(words.label("business.place_key"), EditBusinessPlace()),
        ),
        (business_zone.key(turn), business_currency.key(turn)),
        (business_languages.key(turn), business_texts.key(turn)),
        (Key(words.label("house_rules.key"), ShowRules()), business_limits.key(turn)),
        (policy.key(turn), business_reminders.key(turn)),
        (Key(words.label("closures.key"), ShowClosures()), business_digests.key(turn)),
        (ask_first.key(turn), business_watch.key(turn)),
        (retention.key(turn), business_channels.key(turn)),
        (Key(words.label("preview.key"), PreviewScreen()),),
        *(gaps.keys(turn, turn.catalogue, [step]) if step else ()),
        way_out(words),
    )
    title = words.text("business.title", business=business.name)
    return Screen(cards.with_title(title, "\n".join(lines), words.text("business.hint")), rows)


def _place(business: Business) -> Place:
    return Place(business.place, business.latitude, business.longitude)


def _on_map(turn: Turn, business: Business) -> list[str]:
    place = _place(business)
    if not place.known:
        return []
    return [turn.words.text("place.on_map" if place.on_map else "place.not_on_map")]


def _put_place(business: Business, place: Place, facts: Facts) -> Business:
    return replace(
        business, place=place.address, latitude=place.latitude, longitude=place.longitude
    )


def _question(turn: Turn, step: str) -> Question:
    words, rows = turn.words, list[Row]()
    if step == PLACE and _place(turn.catalogue.business).known:
        rows.append((Key(words.label("business.no_place"), NoBusinessPlace()),))
    text = words.text(f"business.type_{step.removeprefix('business.')}")
    return Question(step, Screen(text, (*rows, way_out(words, ShowBusiness()))))


RECORD: Final = record_of(card)
FIELDS: Final[tuple[Field[Business], ...]] = (
    Field(
        NAME,
        RenameBusiness,
        lambda turn, business, facts: _question(turn, NAME),
        line("name", LONGEST_NAME),
        attribute("name"),
    ),
    Field(
        PLACE,
        EditBusinessPlace,
        lambda turn, business, facts: _question(turn, PLACE),
        reader(lambda turn, business: read_place(turn, _place(business))),
        _put_place,
        choices={NoBusinessPlace: lambda turn, business, facts: NOWHERE},
    ),
)
SCRIPT = merge_scripts(
    Script(
        commands={
            "settings": Command(business, Permission.BUSINESS),
            "business": Command(business, Permission.BUSINESS, offered=False, helped=False),
        },
        menu=(
            MenuItem(
                "business",
                lambda turn: ShowBusiness(),
                Permission.BUSINESS,
                row=lambda turn: MenuRow.BUSINESS,
            ),
        ),
        presses={ShowBusiness: Step(show, Permission.BUSINESS)},
    ),
    RECORD.script(*FIELDS),
    business_zone.script(card),
    business_currency.script(card),
    business_languages.SCRIPT,
    business_texts.SCRIPT,
    policy.SCRIPT,
    business_limits.SCRIPT,
    business_reminders.SCRIPT,
    ask_first.SCRIPT,
    business_digests.SCRIPT,
    business_watch.SCRIPT,
    business_channels.SCRIPT,
    retention.SCRIPT,
)
