"""The buttons with which a session is handed to another coach."""

from domain.appointments.appointment import Appointment
from handlers.buttons.press import Press, button
from handlers.buttons.screen import SUCCESS, Key, Row
from handlers.wording.words import Words


@button("xh", on_cards=True)
class HandOver(Press):
    """Ask to whom; from the card of a session."""

    appointment: int


@button("xw", on_cards=True)
class Withdraw(Press):
    """Stop asking."""

    appointment: int


@button("xq", on_cards=True)
class ShowQuestion(Press):
    """What the colleague was asked, as it is now."""

    appointment: int


@button("xt", on_cards=True)
class TakeOver(Press):
    """The colleague asked at this version takes it."""

    appointment: int
    version: int


@button("xr", on_cards=True)
class RefuseHandOver(Press):
    """They do not."""

    appointment: int
    version: int


@button("xg")
class GiveNow(Press):
    """Theirs from now on, as the team decides."""

    appointment: int
    coach: int


def answers(words: Words, a: Appointment) -> Row:
    """What the colleague can answer."""
    return (
        Key(words.label("handover.take"), TakeOver(a.id, a.version), SUCCESS),
        Key(words.label("handover.refuse"), RefuseHandOver(a.id, a.version)),
    )


def refusal_row(words: Words, press: TakeOver) -> Row:
    """For a coach who can no longer take it over."""
    return (Key(words.label("handover.refuse"), RefuseHandOver(press.appointment, press.version)),)
