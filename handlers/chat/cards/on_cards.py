"""The buttons that stand under the card of a session, as a notice brings it.

Somebody may press one before it is written down which message the notice has become. Who answers
such a press takes the message over all the same, and what is written down then comes too late.
"""

from typing import Final

from handlers.chat.cards.desk_cards import Approve, CallOff, Decline
from handlers.chat.cards.proposals import Choose, Propose, TurnDown
from handlers.chat.cards.receipts import AskCancel, Attend
from handlers.chat.frame.buttons import Press
from handlers.chat.parts.desk_links import ShowCoach
from handlers.chat.parts.links import BookAgain, CoachCard, ShowAppointment, ShowMonth

ON_CARDS: Final = (
    Approve,
    AskCancel,
    Attend,
    BookAgain,
    CallOff,
    Choose,
    CoachCard,
    Decline,
    Propose,
    ShowAppointment,
    ShowCoach,
    TurnDown,
)


def is_on_card(press: Press | None) -> bool:
    """Whether the message that this was pressed under may be a card that was sent just now."""
    if isinstance(press, ShowMonth):
        return press.moving != 0
    return isinstance(press, ON_CARDS)
