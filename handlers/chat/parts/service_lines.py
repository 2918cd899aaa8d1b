"""A service that is described on one line: as it was read, and an example of what to type."""

from domain.services.service import Money
from handlers.chat.frame.turn import Turn
from handlers.typing.service_line import TypedService
from handlers.wording.formats import minor_units


def in_words(turn: Turn, line: TypedService) -> str:
    """Title, length and price, as on the key that books it."""
    return turn.words.label(
        "book.service_key",
        service=line.title,
        length=turn.words.length(line.minutes),
        price=turn.words.money(Money(line.minor, turn.currency)),
    )


def example_price(turn: Turn) -> str:
    """A usual price as it is typed, also in a currency without smaller units."""
    return "25" if minor_units(turn.currency) else "2500"
