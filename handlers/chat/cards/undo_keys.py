"""The key that takes a step back, above what the step has led to; it works for a minute."""

from dataclasses import replace

from domain.appointment import Appointment
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.screen import Key, Row, Screen
from handlers.chat.frame.turn import Turn
from handlers.wording.words import Words


@button("eu", on_cards=True)
class Undo(Press):
    """Take back what has made this version of a session."""

    appointment: int
    version: int


@button("eub")
class UndoBlock(Press):
    """Let somebody book again, with all that was cancelled."""

    person: int


def above(turn: Turn, card: Screen, a: Appointment) -> Screen:
    """The card of a session, below the key."""
    return replace(card, rows=(row(turn.words, Undo(a.id, a.version)), *card.rows))


def row(words: Words, press: Press) -> Row:
    """The key alone."""
    return (Key(words.label("undo.key"), press),)
