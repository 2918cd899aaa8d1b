"""A typed answer to be understood: shown as it was read before anything is saved.

One fair reading is shown with Save and Change; several are buttons, and the writer taps the one
meant; if it cannot be read, it is asked again, below the reason and an example. Meanwhile the
question stays open, so that a correction can simply be typed.
"""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeVar

from domain.text import names
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import tell_apart
from handlers.buttons.press import Press
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.typing.reading import ParsedValue, ParseFailure, Reading
from handlers.wording.words import Html

T = TypeVar("T")

MOST_READINGS = 4
LONGEST_READING = 500  # letters of each shown in full


@dataclass(frozen=True, slots=True)
class Option:
    """A reading in the reader's words, as plain text, and the button that saves it."""

    text: str
    save: Press


async def confirm(
    turn: Turn,
    question: Question,
    reading: Reading[T],
    option: Callable[[T], Option],
    *,
    change: Press,
    rule: str,
    zone: str | None = None,
) -> Reply:
    """The answer to typed text. change: asks the question again. rule: the id of the sentence that
    says what can be typed. zone: of the times shown."""
    if isinstance(reading, ParseFailure):
        return await ask_with_reason(turn, question, reading, rule)
    if isinstance(reading, ParsedValue):
        text, rows = _of_one(turn, option(reading.value), change)
    else:
        several = [option(value) for value in reading.readings[:MOST_READINGS]]
        text, rows = _of_several(turn, several)
    if zone:
        text = f"{text}\n\n{turn.words.text('typing.zone', zone=turn.words.zone(zone))}"
    screen = Screen(text, (*rows, *question.screen.rows[-1:]))
    return await ask(turn, Question(question.step, screen, question.facts))


def _of_one(turn: Turn, one: Option, change: Press) -> tuple[str, tuple[Row, ...]]:
    words = turn.words
    save = Key(words.label("typing.save"), one.save, PRIMARY)
    # As it is, since a label would lose the break before several lines.
    what = Html(f"\n{escape(names.lines(one.text))}") if "\n" in one.text else one.text
    return words.text("typing.read", what=what), (
        (save, Key(words.label("typing.change"), change)),
    )


def _of_several(turn: Turn, several: Sequence[Option]) -> tuple[str, tuple[Row, ...]]:
    text = turn.words.text("typing.which" if len(several) > 1 else "typing.guess")
    texts = [one.text for one in several]
    labels = tell_apart(texts)
    if any(label != " ".join(one.split()) for label, one in zip(labels, texts, strict=True)):
        # What the keys leave out is above them.
        lines = (one if len(texts) == 1 else f"{n}. {one}" for n, one in enumerate(texts, 1))
        whole = (escape(names.cut(one, LONGEST_READING)) for one in lines)
        text = "\n\n".join((text, "\n".join(whole)))
    return text, tuple((Key(label, one.save),) for label, one in zip(labels, several, strict=True))


def which(turn: Turn, several: Sequence[Option]) -> Reply:
    """Ask which reading was meant of a text that answered no question."""
    text, rows = _of_several(turn, several[:MOST_READINGS])
    return Reply(Screen(text, (*rows, way_out(turn.words))))


async def ask_with_reason(
    turn: Turn, question: Question, failure: ParseFailure, rule: str
) -> Reply:
    """What was wrong with the answer, and the same question below it."""
    await ask(turn, question)
    text = f"{sentence(turn, failure, rule)}\n\n{question.screen.text}"
    return Reply(Screen(text, question.screen.rows))


def as_typed(text: str, fragment: str) -> str:
    """The part of a typed text that was read as this, in the letters as typed."""
    small = text.lower()
    if len(small) != len(text) or (begins := small.find(fragment)) < 0:
        return fragment  # read in another spelling
    return text[begins : begins + len(fragment)]


def sentence(turn: Turn, failure: ParseFailure, rule: str) -> Html:
    """Why a text was refused, and an example that would not be."""
    return Html(f"{reason(turn, failure)} {turn.words.text(rule, example=failure.example)}")


def reason(turn: Turn, failure: ParseFailure) -> Html:
    """Why a text was refused."""
    words = turn.words
    facts = {"fragment": as_typed(turn.text, failure.fragment), "example": failure.example}
    if failure.month is not None:
        facts["month"] = words.full_month(failure.month)
        facts["days"] = str(monthrange(failure.month.year, failure.month.month)[1])
        facts["year"] = str(failure.month.year)
    return Html(words.text(f"typing.{failure.reason}", **facts))
