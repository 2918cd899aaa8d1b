"""The buttons with which a coach says what became of sessions, wherever these are listed."""

from datetime import datetime

from domain.clocks import Clock
from domain.spans import epoch
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.labels import HALF, Room
from handlers.chat.frame.screen import PRIMARY, Key, Row
from handlers.wording.words import Words


@button("oo")
class Outcomes(Press):
    """The sessions of which nothing was said yet."""


@button("or")
class RecordHere(Press):
    """Say what became of one of them: the customer missed it (1), or it took place (0)."""

    appointment: int
    missed: int


@button("oa")
class AllTookPlace(Press):
    """All of them that were over by then (epoch minutes) took place."""

    until: int


def row(words: Words, appointment: int, start: datetime, customer: str, zone: Clock) -> Row:
    """What can be said of one session."""
    clock = words.clock_at(start, zone)
    room = Room(words, HALF)
    named = {"cut": "customer", "clock": clock, "customer": customer}
    return (
        Key(room.label("outcome.took_place_key", **named), RecordHere(appointment, 0)),
        Key(room.label("outcome.missed_key", **named), RecordHere(appointment, 1)),
    )


def all_key(words: Words, number: int, now: datetime) -> Key:
    """All of them took place."""
    return Key(words.plural("outcome.all_key", number), AllTookPlace(epoch(now) // 60), PRIMARY)
