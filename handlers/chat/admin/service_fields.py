"""The fields of a service that are typed or tapped: its title, its price and its numbers.

A number or a price is shown as it was read before it is saved. What a button changes is what the
screen showed: what somebody else has changed since is not overwritten.
"""

from dataclasses import replace
from typing import Final

from domain import typed
from domain.catalogue import Money, Service
from domain.refusals import BadInput, NotFound, ServiceChanged
from handlers.actions.catalogue import newest
from handlers.chat.admin.service_numbers import NUMBERS, Number
from handlers.chat.admin.service_screens import (
    NUMBER,
    PRICE,
    TITLE,
    EditNumber,
    EditPrice,
    EditTitle,
    SetNumber,
    SetPrice,
    coaches,
    number_question,
    price_question,
    title_question,
)
from handlers.chat.frame import understood
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.editing import Facts, Field, attribute, line
from handlers.chat.frame.screen import Reply
from handlers.chat.frame.turn import Turn
from handlers.typing.prices import read_price
from handlers.typing.tongue import tongue_of
from handlers.wording.words import minor_units

LONGEST_TITLE = 60


async def _read_number(turn: Turn, service: Service, facts: Facts, question: Question) -> Reply:
    """A length, a notice, or how far ahead."""
    code, guided, number = facts["field"], _guided(facts), _number(facts)
    return await understood.confirm(
        turn,
        question,
        number.read(turn.typed, tongue_of(turn.words.locale)),
        lambda value: understood.Shown(
            number.written(turn.words, value),
            SetNumber(service.id, code, value, guided, number.of(service)),
        ),
        change=EditNumber(service.id, code, guided),
        rule=f"refusal.bad_{number.name}",
    )


async def _read_price(turn: Turn, service: Service, facts: Facts, question: Question) -> Reply:
    """A price in the currency of the service."""
    words, currency, guided = turn.words, service.price.currency, _guided(facts)
    return await understood.confirm(
        turn,
        question,
        read_price(turn.typed, currency, tongue_of(words.locale)),
        lambda minor: understood.Shown(
            words.money(Money(minor, currency)),
            SetPrice(service.id, minor, guided, service.price.minor),
        ),
        change=EditPrice(service.id, guided),
        rule="refusal.bad_price",
    )


def _chosen_number(turn: Turn, service: Service, facts: Facts) -> int:
    return _number(facts).checked(facts["value"])


def _chosen_price(turn: Turn, service: Service, facts: Facts) -> int:
    minor: int = facts["minor"]
    if not 0 <= minor <= typed.DEAREST * 10 ** minor_units(service.price.currency):
        raise BadInput("price", typed.DEAREST)
    return minor


def _put_number(service: Service, value: int, facts: Facts) -> Service:
    number = _number(facts)
    _still(service, facts["was"], number.of(service), value)
    return number.set(service, value)


def _put_price(service: Service, minor: int, facts: Facts) -> Service:
    _still(service, facts["was"], service.price.minor, minor)
    return replace(service, price=Money(minor, service.price.currency))


async def _after_number(turn: Turn, service: Service, facts: Facts) -> Reply | None:
    guided = _guided(facts)
    return await ask(turn, price_question(turn, service, guided)) if guided else None


async def _after_price(turn: Turn, service: Service, facts: Facts) -> Reply | None:
    guided = _guided(facts)
    if not guided:
        return None
    return Reply(coaches(turn, await newest(turn.database), service.id, 0, guided))


def _still(service: Service, was: int, value: int, asked: int) -> None:
    """A button does not overwrite what has changed since it was shown."""
    if was >= 0 and value not in (was, asked):
        raise ServiceChanged(service.id)


def _guided(facts: Facts) -> int:
    return int(facts.get("guided", 0))


def _number(facts: Facts) -> Number:
    number = NUMBERS.get(facts.get("field", ""))
    if number is None:
        raise NotFound
    return number


FIELDS: Final[tuple[Field[Service], ...]] = (
    Field(
        TITLE,
        EditTitle,
        lambda turn, service, facts: title_question(turn, service),
        line("title", LONGEST_TITLE),
        attribute("title"),
    ),
    Field(
        NUMBER,
        EditNumber,
        lambda turn, service, facts: number_question(
            turn, service, facts.get("field", ""), _guided(facts)
        ),
        _read_number,
        _put_number,
        choices={SetNumber: _chosen_number},
        onward=_after_number,
    ),
    Field(
        PRICE,
        EditPrice,
        lambda turn, service, facts: price_question(turn, service, _guided(facts)),
        _read_price,
        _put_price,
        choices={SetPrice: _chosen_price},
        onward=_after_price,
    ),
)
