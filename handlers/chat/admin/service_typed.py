"""A number or a price of a service as an admin typed it, shown before it is saved."""

from domain.catalogue import Money, Service
from handlers.chat.admin.service_fields import Field
from handlers.chat.admin.service_screens import (
    EditNumber,
    EditPrice,
    SetNumber,
    SetPrice,
    number_question,
    price_question,
)
from handlers.chat.frame import understood
from handlers.chat.frame.screen import Reply
from handlers.chat.frame.turn import Turn
from handlers.typing.prices import read_price
from handlers.typing.tongue import tongue_of


async def confirm_number(
    turn: Turn, service: Service, code: str, guided: int, field: Field
) -> Reply:
    """A length, a notice, or how far ahead. code: the key of the field in FIELDS."""
    return await understood.confirm(
        turn,
        number_question(turn, service, code, guided),
        field.read(turn.typed, tongue_of(turn.words.locale)),
        lambda value: understood.Shown(
            field.written(turn.words, value),
            SetNumber(service.id, code, value, guided, field.of(service)),
        ),
        change=EditNumber(service.id, code, guided),
        rule=f"refusal.bad_{field.name}",
    )


async def confirm_price(turn: Turn, service: Service, guided: int) -> Reply:
    """A price in the currency of the service."""
    words, currency = turn.words, service.price.currency
    return await understood.confirm(
        turn,
        price_question(turn, service, guided),
        read_price(turn.typed, currency, tongue_of(words.locale)),
        lambda minor: understood.Shown(
            words.money(Money(minor, currency)),
            SetPrice(service.id, minor, guided, service.price.minor),
        ),
        change=EditPrice(service.id, guided),
        rule="refusal.bad_price",
    )
