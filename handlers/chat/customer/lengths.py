"""How long? A step of a booking, if there is a choice."""

from collections.abc import Sequence

from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Money, Service
from domain.services.service_choice import USUAL
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Screen
from handlers.chat.customer.services import with_description
from handlers.chat.frame.turn import Turn
from handlers.wording.words import Words


@button("bl")
class PickLength(Press):
    """This many minutes of this service. coach: already chosen, else 0."""

    service: int
    coach: int
    minutes: int


def to_choose(
    catalogue: Catalogue, service: Service, coaches: Sequence[Coach]
) -> dict[int, set[int]]:
    """The prices of each length, by minutes; empty if none of the coaches has a choice."""
    if len(catalogue.lengths.get(service.id, ())) < 2:
        return {}
    prices = dict[int, set[int]]()
    several = False
    for coach in coaches:
        options = catalogue.service_for(service.id, coach, USUAL).options
        several = several or len(options) > 1
        for one in options:
            prices.setdefault(one.minutes, set()).add(one.minor)
    return dict(sorted(prices.items())) if several else {}


def screen(
    turn: Turn, service: Service, coach_id: int, prices: dict[int, set[int]], back: Press | None
) -> Screen:
    """Each length with its price. coach_id: already chosen, else 0. back: the choice before."""
    words, currency = turn.words, service.price.currency
    rows = tuple(
        (
            Key(
                words.label(
                    "service.length_key",
                    length=words.length(minutes),
                    price=from_price(words, minors, currency),
                ),
                PickLength(service.id, coach_id, minutes),
            ),
        )
        for minutes, minors in prices.items()
    )
    text = with_description(words, words.text("book.choose_length", service=service.title), service)
    return Screen(text, (*rows, way_out(words, back)))


def from_price(words: Words, minors: set[int], currency: str) -> str:
    """The price, or the lowest of several."""
    least = words.money(Money(min(minors), currency))
    return words.label("book.from_price", price=least) if len(minors) > 1 else least


def price_lines(turn: Turn, offers: Sequence[tuple[Service, Coach]], most: int) -> list[str]:
    """What each coach charges, if that differs, as far as it fits into a message."""
    if len({(service.minutes, service.price) for service, _ in offers}) < 2:
        return []
    words = turn.words
    return [
        words.text(
            "book.coach_price",
            coach=coach.name,
            length=words.length(service.minutes),
            price=words.money(service.price),
        )
        for service, coach in offers[:most]
    ]
