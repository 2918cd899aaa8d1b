"""The lengths of a service with their prices, typed in one line: a field of its basics."""

from dataclasses import replace
from typing import Final

from domain.services.service import Money, Service
from domain.services.terms import Length
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.admin.services.sections import ShowSection
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field, reader
from handlers.chat.frame.turn import Turn
from handlers.typing.lengths_and_prices import read_lengths
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording.formats import minor_units
from handlers.wording.words import Words

LENGTHS = "service.lengths"


@button("sl")
class EditLengths(Press):
    """Several lengths, each with its price."""

    service: int


@button("slx")
class OneLength(Press):
    """Only the usual one."""

    service: int


def length_label(words: Words, length: Length, currency: str) -> str:
    """A length with its price, plain: 30 min · €45.00."""
    return words.label(
        "service.length_key",
        length=words.length(length.minutes),
        price=words.money(Money(length.minor, currency)),
    )


def lines(turn: Turn, service: Service) -> list[str]:
    """The lengths, one below the other."""
    words, currency = turn.words, service.price.currency
    return [
        words.text(
            "service.length_price",
            length=words.length(one.minutes),
            price=words.money(Money(one.minor, currency)),
        )
        for one in service.options
    ]


def example(words: Words, currency: str) -> str:
    """What could be typed."""
    cheap, dear = (str(price * 10 ** (0 if minor_units(currency) else 2)) for price in (45, 80))
    return words.label("service.lengths_example", cheap=cheap, dear=dear)


def typed_lengths(turn: Turn, currency: str) -> tuple[Length, ...]:
    """What was typed. Raises BadInput."""
    return read_lengths(turn.text, currency, vocabulary_of(turn.words.locale))


def _question(turn: Turn, service: Service, facts: Facts) -> Question:
    words, currency = turn.words, service.price.currency
    keys: tuple[Row, ...] = ()
    if service.lengths:
        usual = length_label(words, Length(service.minutes, service.price.minor), currency)
        keys = ((Key(words.label("service.one_length", length=usual), OneLength(service.id)),),)
    text = words.text(
        "service.type_lengths", service=service.title, example=example(words, currency)
    )
    screen = Screen(text, (*keys, way_out(words, ShowSection(service.id, "basics"))))
    return Question(LENGTHS, screen, {"service": service.id})


def _put(service: Service, lengths: tuple[Length, ...], facts: Facts) -> Service:
    """The usual length stays if it is among them, else the first becomes it."""
    if not lengths:
        return replace(service, lengths=())
    usual = next((one for one in lengths if one.minutes == service.minutes), lengths[0])
    others = tuple(one for one in lengths if one is not usual)
    price = replace(service.price, minor=usual.minor)
    return replace(service, minutes=usual.minutes, price=price, lengths=others)


FIELD: Final[Field[Service]] = Field(
    LENGTHS,
    EditLengths,
    _question,
    reader(lambda turn, service: typed_lengths(turn, service.price.currency)),
    _put,
    choices={OneLength: lambda turn, service, facts: ()},
)
