"""When customers are reminded, for a service or the business: asked for, read, and in words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from domain.refusals import BadInput
from domain.services.reminders import MOST, Times, in_order
from handlers.buttons.keyboards import in_rows
from handlers.buttons.press import Press
from handlers.buttons.screen import SUCCESS, Key, Row
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.typing.reminders import read_reminders
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording.words import Words

OFFERED: Final = (10080, 2880, 1440, 180, 120, 60, 30, 15)  # minutes
_NONE: Final = "none"
ChangeTimes = Callable[[Times], Times | None]
"""What becomes of the current times."""


@dataclass(frozen=True, slots=True)
class Buttons:
    """The buttons of a service or the business. toggle: of minutes, and whether to add them (1).
    save: of times as in `pack`. edit: asks for them."""

    toggle: Callable[[int, int], Press]
    save: Callable[[str], Press]
    edit: Press


def in_words(words: Words, times: Times) -> str:
    """The times as plain text to begin a line; it can be typed back."""
    if not times:
        return words.label("reminders.none")
    return words.label("reminders.before", times=", ".join(map(words.length, times)))


def rows(turn: Turn, times: Times, buttons: Buttons) -> tuple[Row, ...]:
    """The usual times, tapped on and off, and any typed ones."""
    words = turn.words
    keys = [
        Key(
            words.label("reminders.on", length=words.length(minutes))
            if minutes in times
            else words.length(minutes),
            buttons.toggle(minutes, int(minutes not in times)),
            SUCCESS if minutes in times else None,
        )
        for minutes in sorted({*OFFERED, *times}, reverse=True)
    ]
    edit_key = Key(words.label("reminders.type_key"), buttons.edit)
    none = (Key(words.label("reminders.none_key"), buttons.save(_NONE)),) if times else ()
    return (*in_rows(keys, 2), (edit_key, *none))


def question_text(turn: Turn, times: Times) -> str:
    """What the question says."""
    return turn.words.text("reminders.ask", current=in_words(turn.words, times), most=MOST)


async def read(turn: Turn, question: Question, buttons: Buttons) -> Reply:
    """Typed times, shown as they were read before they are saved."""
    return await reading_confirmation.confirm(
        turn,
        question,
        read_reminders(turn.text, vocabulary_of(turn.words.locale)),
        lambda times: reading_confirmation.Option(
            in_words(turn.words, times), buttons.save(pack(times))
        ),
        change=buttons.edit,
        rule="refusal.bad_reminder_times",
    )


def pack(times: Times) -> str:
    """Times for a button."""
    return "x".join(map(str, times)) or _NONE


def replacement(value: str) -> ChangeTimes:
    """Times from a button, which may be forged. Raises BadInput."""
    parts = () if value == _NONE else tuple(value.split("x"))
    if not all(part.isdigit() and len(part) < 6 for part in parts):
        raise BadInput("reminder_time", MOST)
    times = in_order([int(part) for part in parts])
    return lambda now: times


def toggle(minutes: int, on: int) -> ChangeTimes:
    """Add one of them, or drop it; a second press changes nothing. Raises BadInput."""
    in_order([minutes])
    return lambda now: in_order({*now, minutes} if on else {*now} - {minutes})
