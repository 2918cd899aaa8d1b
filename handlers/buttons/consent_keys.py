"""A customer's answers to a time their coach has booked for them."""

from domain.appointments.appointment import Appointment
from handlers.buttons.press import Press, button
from handlers.buttons.screen import SUCCESS, Key, Row
from handlers.wording.words import Words


@button("jy", on_cards=True)
class TakeTime(Press):
    """It suits, as it was at this version."""

    appointment: int
    version: int


@button("jn", on_cards=True)
class DeclineTime(Press):
    """It does not, as it was at this version."""

    appointment: int
    version: int


def row(words: Words, a: Appointment) -> Row:
    """Yes or no."""
    return (
        Key(words.label("asked.take_key"), TakeTime(a.id, a.version), SUCCESS),
        Key(words.label("asked.decline_key"), DeclineTime(a.id, a.version)),
    )
