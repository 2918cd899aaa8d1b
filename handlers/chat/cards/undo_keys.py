"""The key that takes a step back, above what the step has led to; it works for a minute."""

from dataclasses import replace

from domain.appointments.appointment import Appointment
from domain.groups.group import GroupSession
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


@button("eug", on_cards=True)
class UndoGroup(Press):
    """Take back what has made this version of the session of a group."""

    session: int
    version: int


@button("eul")
class UndoLeave(Press):
    """Take back what was done to leave of a coach last."""

    coach: int
    leave: int


@button("eur")
class UndoRepeating(Press):
    """Take back what was done to leave that repeats last."""

    coach: int
    rule: int


def above(turn: Turn, card: Screen, a: Appointment) -> Screen:
    """The card of a session, below the key."""
    return replace(card, rows=(row(turn.words, Undo(a.id, a.version)), *card.rows))


def above_group(turn: Turn, card: Screen, session: GroupSession) -> Screen:
    """The same of the session of a group."""
    return replace(card, rows=(row(turn.words, UndoGroup(session.id, session.version)), *card.rows))


def above_leave(turn: Turn, screen: Screen, press: UndoLeave | UndoRepeating) -> Screen:
    """A screen that shows what has become of leave, below the key."""
    return replace(screen, rows=(row(turn.words, press), *screen.rows))


def row(words: Words, press: Press) -> Row:
    """The key alone."""
    return (Key(words.label("undo.key"), press),)
