"""The keys that check somebody in, or show the code for it."""

from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.appointments.check_in import has_code, waits_for
from handlers.buttons.press import Press, button
from handlers.buttons.screen import SUCCESS, Key, Row
from handlers.wording.words import Words


@button("ec", on_cards=True)
class CheckIn(Press):
    """Its customer has arrived."""

    appointment: int


@button("eca")
class AskCheckIn(Press):
    """Somebody has arrived: ask for the code of their booking."""


@button("ecq", on_cards=True)
class ShowCode(Press):
    """The code of one's own booking, to show on arrival."""

    appointment: int


def arriving(words: Words, a: Appointment, now: datetime) -> tuple[Row, ...]:
    """On the coach's card, before it begins; after that, another key does the same."""
    if not waits_for(a, now):
        return ()
    return ((Key(words.label("check_in.key"), CheckIn(a.id), SUCCESS),),)


def code_rows(words: Words, a: Appointment, now: datetime) -> tuple[Row, ...]:
    """On the customer's card."""
    return ((Key(words.label("check_in.show_key"), ShowCode(a.id)),),) if has_code(a, now) else ()
