"""The first page of a service's card: what it is called, how long it takes, what it costs.

Also here: what customers read of it, and who confirms (`service_about`).
"""

from dataclasses import replace
from typing import Final

from domain.business.offering_rules import LONGEST_TITLE
from domain.refusals import BadInput
from domain.services.catalogue import Catalogue
from domain.services.service import Money, Service
from domain.text import field_text
from handlers.actions.services.catalogue import newest
from handlers.buttons.keyboards import grid, way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.admin.services import service_about, service_lengths
from handlers.chat.admin.services.sections import Section, ShowSection
from handlers.chat.admin.services.service_asking import check_unchanged, current, guided_flag
from handlers.chat.admin.services.service_coaches import coaches
from handlers.chat.admin.services.service_lengths import EditLengths
from handlers.chat.admin.services.service_numbers import number_key
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field, attribute, line
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.typing.prices import read_price
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording.formats import minor_units

NAME = "basics"
TITLE, PRICE = "service.title", "service.price"
USUAL_PRICES = (0, 30, 50, 60, 80, 100)  # in whole units


@button("st")
class EditTitle(Press):
    """Another title."""

    service: int


@button("sp")
class EditPrice(Press):
    """Another price."""

    service: int
    guided: int


@button("sx")
class SetPrice(Press):
    """This price, in the smallest unit. was: the one on the screen, -1 for anything."""

    service: int
    minor: int
    guided: int
    was: int = -1


def _lines(turn: Turn, catalogue: Catalogue, service: Service) -> list[str]:
    return [*service_lengths.lines(turn, service), *service_about.lines(turn, service)]


def _rows(turn: Turn, catalogue: Catalogue, service: Service) -> tuple[Row, ...]:
    words = turn.words
    one = (
        number_key(turn, service, "len"),
        Key(words.label("service.key_price"), EditPrice(service.id, 0)),
    )
    several = (Key(words.label("service.key_lengths"), EditLengths(service.id)),)
    return (
        (Key(words.label("service.key_title"), EditTitle(service.id)),),
        *((one,) if service.for_groups or not service.lengths else ()),
        *(() if service.for_groups else (several,)),
        *service_about.rows(turn, service),
    )


def price_question(turn: Turn, service: Service, guided: int) -> Question:
    """What it costs."""
    words, currency = turn.words, service.price.currency
    scale = 10 ** minor_units(currency)
    keys = [
        Key(
            words.money(Money(price * scale, currency)) if price else words.label("service.free"),
            SetPrice(service.id, price * scale, guided, service.price.minor),
        )
        for price in USUAL_PRICES
    ]
    text = words.text(
        "service.ask_price",
        service=service.title,
        current=current(turn, words.money(service.price), guided),
    )
    screen = Screen(text, (*grid(keys, 2, 2), _back(turn, service)))
    return Question(PRICE, screen, {"service": service.id, "guided": guided})


def _title_question(turn: Turn, service: Service) -> Question:
    text = turn.words.text("service.type_title", service=service.title)
    return Question(TITLE, Screen(text, (_back(turn, service),)), {"service": service.id})


def _back(turn: Turn, service: Service) -> Row:
    return way_out(turn.words, ShowSection(service.id, NAME))


async def _read_price(turn: Turn, service: Service, facts: Facts, question: Question) -> Reply:
    """A price in the currency of the service."""
    words, currency, guided = turn.words, service.price.currency, guided_flag(facts)
    return await reading_confirmation.confirm(
        turn,
        question,
        read_price(turn.text, currency, vocabulary_of(words.locale)),
        lambda minor: reading_confirmation.Option(
            words.money(Money(minor, currency)),
            SetPrice(service.id, minor, guided, service.price.minor),
        ),
        change=EditPrice(service.id, guided),
        rule="refusal.bad_price",
    )


def _chosen_price(turn: Turn, service: Service, facts: Facts) -> int:
    minor: int = facts["minor"]
    if not 0 <= minor <= field_text.DEAREST * 10 ** minor_units(service.price.currency):
        raise BadInput("price", field_text.DEAREST)
    return minor


def _put_price(service: Service, minor: int, facts: Facts) -> Service:
    check_unchanged(service.id, facts["was"], service.price.minor, minor)
    return replace(service, price=Money(minor, service.price.currency))


async def _after_price(turn: Turn, service: Service, facts: Facts) -> Reply | None:
    guided = guided_flag(facts)
    if not guided:
        return None
    return Reply(coaches(turn, await newest(turn.database), service.id, 0, guided))


SECTION: Final = Section(
    NAME,
    _lines,
    _rows,
    fields=(
        Field(
            TITLE,
            EditTitle,
            lambda turn, service, facts: _title_question(turn, service),
            line("title", LONGEST_TITLE),
            attribute("title"),
        ),
        Field(
            PRICE,
            EditPrice,
            lambda turn, service, facts: price_question(turn, service, guided_flag(facts)),
            _read_price,
            _put_price,
            choices={SetPrice: _chosen_price},
            onward=_after_price,
        ),
        service_lengths.FIELD,
        *service_about.FIELDS,
    ),
    steps=service_about.STEPS,
)
