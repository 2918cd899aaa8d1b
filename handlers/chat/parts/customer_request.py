"""That a session is cancelled because its customer asked for it: then it counts as theirs."""

from collections.abc import Sequence

from domain.appointments.accountability import Bearer
from handlers.buttons.pages import switch
from handlers.buttons.press import Press
from handlers.buttons.screen import Row
from handlers.chat.frame.turn import Turn
from handlers.wording.words import Words

FACT = "wish"  # of a question for a reason


def row(words: Words, wish: bool, turned: Press) -> Row:
    """The key that says so, or no longer does. turned: asks the same with the other answer."""
    return (switch(words, words.label("desk.at_wish_key"), wish, turned),)


def sentences(words: Words, wish: bool) -> Sequence[str]:
    """What it means, as HTML."""
    return [words.text("desk.at_wish")] if wish else []


def is_pending(turn: Turn) -> bool:
    """Whether the screen said so on which a reason was typed; older questions lack it."""
    return bool(turn.pending and turn.pending.facts.get(FACT))


def bearer(wish: bool) -> Bearer:
    """On whose account the cancellation goes."""
    return Bearer.CUSTOMER if wish else Bearer.BUSINESS
