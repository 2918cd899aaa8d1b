"""An admin sets what text messages may cost, and when another way than the chat is used.

/settings → messages     parts of text messages to one person a day and to all a month; account
                         codes by text a day, and which countries they go to, typed; how long
                         an urgent message may go unread → card
"""

import re
from typing import Final

from domain.accounts.code_texts import MOST_COUNTRIES
from domain.business.business_settings import BOUNDS
from domain.messages.channels import ORDER
from domain.refusals import BadInput
from domain.roles import Permission
from domain.services.catalogue import Business
from handlers.buttons.coach_links import ShowBusiness
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.buttons.settings_links import ShowMessageCosts
from handlers.chat.admin.limit_numbers import LimitEditor, LimitField
from handlers.chat.admin.settings.business_record import record_of
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field, attribute
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.places.holidays import country_named, country_of
from handlers.places.regions import every_country, label_of
from handlers.wording import cards
from handlers.wording.words import Html

COUNTRIES: Final = "business.sms_countries"


@button("ymc")
class EditCountries(Press):
    """Type where codes go by text."""


@button("ymo")
class OwnCountries(Press):
    """Where the business and its customers are."""


@button("yme")
class EditMessages(Press):
    """Another number. field: a key of TABLE."""

    field: str


@button("ymv")
class SetMessages(Press):
    """This many."""

    field: str
    value: int


TABLE: Final = {
    "d": LimitField("sms_per_day", BOUNDS["sms_per_day"], (0, 3, 5, 10), none="no_texts"),
    "m": LimitField("sms_per_month", BOUNDS["sms_per_month"], (0, 100, 500, 2000), none="no_texts"),
    "c": LimitField(
        "sms_codes_per_day", BOUNDS["sms_codes_per_day"], (0, 20, 50, 200), none="no_codes"
    ),
    "w": LimitField(
        "other_way_minutes", BOUNDS["other_way_minutes"], (5, 10, 15, 30, 60), minutes=True
    ),
}
LIMITS: Final[LimitEditor[Business]] = LimitEditor(
    "messages",
    TABLE,
    lambda business, code: EditMessages(code),
    lambda business, code, value: SetMessages(code, value),
    lambda business: ShowMessageCosts(),
    lambda business: {},
)


def key(turn: Turn) -> Key:
    """The key that leads here from the business."""
    return Key(turn.words.label("messaging.key"), ShowMessageCosts())


async def show(turn: Turn, press: ShowMessageCosts) -> Reply:
    """All of them."""
    return Reply(_page(turn, turn.catalogue.business))


def _page(turn: Turn, business: Business) -> Screen:
    words = turn.words
    ways = [words.label(f"way.{one}") for one in ORDER if one in turn.context.available_channels]
    day, month = business.sms_per_day, business.sms_per_month
    lines = [
        words.text("messaging.ways", ways=", ".join(ways))
        if ways
        else words.text("messaging.no_ways"),
        words.plural("messaging.day", day) if day else words.text("messaging.no_day"),
        words.plural("messaging.month", month) if month else words.text("messaging.no_month"),
        *_codes(turn, business),
        words.text("messaging.wait", length=words.length(business.other_way_minutes)),
    ]
    title = words.text("messaging.title", business=business.name)
    text = cards.with_title(title, "\n".join(lines), words.text("messaging.hint"))
    countries = (Key(words.label("messaging.countries_key"), EditCountries()),)
    return Screen(text, (*LIMITS.keys(turn, business), countries, way_out(words, ShowBusiness())))


def _codes(turn: Turn, business: Business) -> list[str]:
    """How many account codes go by text, and to which countries."""
    words, most = turn.words, business.sms_codes_per_day
    if not most:
        return [words.text("messaging.no_codes")]
    return [words.plural("messaging.codes", most), _countries(turn, business)]


def _countries(turn: Turn, business: Business) -> str:
    words = turn.words
    if not business.sms_countries:
        own = country_of(business.zone)
        if own not in every_country() or own == "ZZ":
            return words.text("messaging.no_own_country")
        country = label_of(words.locale, own, "")
        return words.text("messaging.own_countries", country=country)
    names = [label_of(words.locale, one, "") for one in business.sms_countries]
    return words.text("messaging.countries", countries=", ".join(names))


def _countries_question(turn: Turn, business: Business, facts: Facts) -> Question:
    words, rows = turn.words, list[Row]()
    if business.sms_countries:
        rows.append((Key(words.label("messaging.own_countries_key"), OwnCountries()),))
    text = words.text("messaging.ask_countries", now=Html(_countries(turn, business)))
    return Question(COUNTRIES, Screen(text, (*rows, way_out(words, ShowMessageCosts()))))


async def _read_countries(
    turn: Turn, business: Business, facts: Facts, question: Question
) -> tuple[str, ...]:
    """Names or codes, with commas between them."""
    parts = [part for part in re.split(r"[,;\n]", turn.text) if part.strip()]
    try:
        if not 0 < len(parts) <= MOST_COUNTRIES:
            raise BadInput("sms_countries")
        countries = [country_named(part, turn.words.locale) for part in parts]
    except BadInput:
        raise BadInput("sms_countries") from None
    return tuple(dict.fromkeys(countries))


_RECORD: Final = record_of(_page)
SCRIPT = merge_scripts(
    Script(presses={ShowMessageCosts: Step(show, Permission.BUSINESS)}),
    _RECORD.script(
        LIMITS.field("business.messages", EditMessages, SetMessages),
        Field(
            COUNTRIES,
            EditCountries,
            _countries_question,
            _read_countries,
            attribute("sms_countries"),
            choices={OwnCountries: lambda turn, business, facts: ()},
        ),
    ),
)
