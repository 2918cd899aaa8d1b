"""The key that undoes a step, above what the step led to; it works for a minute."""

from dataclasses import replace

from domain.appointments.appointment import Appointment
from domain.groups.group import GroupSession
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.frame.turn import Turn
from handlers.wording.words import Words


@button("eu", on_cards=True)
class Undo(Press):
    """Undo the step that made this version of a session."""

    appointment: int
    version: int


@button("eub")
class UndoBlock(Press):
    """Let somebody book again, and restore what was cancelled."""

    person: int


@button("eug", on_cards=True)
class UndoGroup(Press):
    """Undo the step that made this version of a group's session."""

    session: int
    version: int


@button("eul")
class UndoLeave(Press):
    """Undo the last change to a coach's leave."""

    coach: int
    leave: int


@button("eur")
class UndoRepeating(Press):
    """Undo the last change to repeating leave."""

    coach: int
    rule: int


def above(turn: Turn, card: Screen, a: Appointment) -> Screen:
    """The card of a session, below the key."""
    return replace(card, rows=(row(turn.words, Undo(a.id, a.version)), *card.rows))


def above_group(turn: Turn, card: Screen, session: GroupSession) -> Screen:
    """The same for a group's session."""
    return replace(card, rows=(row(turn.words, UndoGroup(session.id, session.version)), *card.rows))


def above_leave(turn: Turn, screen: Screen, press: UndoLeave | UndoRepeating) -> Screen:
    """A screen that shows what became of leave, below the key."""
    return replace(screen, rows=(row(turn.words, press), *screen.rows))


def row(words: Words, press: Press) -> Row:
    """The key alone."""
    return (Key(words.label("undo.key"), press),)
