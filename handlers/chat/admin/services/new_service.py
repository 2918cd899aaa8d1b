"""Adding a service: what is typed of it.

a title             → how long it takes, and on from there
"Yoga 60 25"        → read as name, length and price, or as a title; one is tapped → who does it
"""

from collections.abc import Sequence
from dataclasses import astuple, replace
from typing import Final

from domain.business.offering_rules import LONGEST_TITLE
from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from domain.services.service import Money
from domain.text import field_text
from handlers.actions.services.catalogue import add_service, newest
from handlers.buttons import links
from handlers.buttons.coach_links import AddService
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Screen
from handlers.chat.admin.services.service_coaches import coaches
from handlers.chat.admin.services.service_numbers import number_question
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import service_lines
from handlers.typing.reading import one_of, readings_of
from handlers.typing.service_line import TypedService, read_service
from handlers.typing.vocabulary import vocabulary_of

NEW: Final = "service.new"
ONLY_TITLE: Final = -1


@button("snk")
class KeepNew(Press):
    """What was typed, as one of the readings kept with the question; `ONLY_TITLE` for a title."""

    which: int


async def add(turn: Turn, press: AddService) -> Reply:
    """Ask what it is called."""
    return await ask(turn, _question(turn))


async def take(turn: Turn) -> Reply:
    """What was typed: a title; if it also reads as a whole service, that is asked about."""
    reading = read_service(turn.text, turn.currency, vocabulary_of(turn.words.locale))
    lines = readings_of(reading)[: reading_confirmation.MOST_READINGS - 1]
    try:
        title = field_text.line(turn.text, "title", LONGEST_TITLE)
    except BadInput as refusal:
        if not lines:
            return await ask_again(turn, _question(turn), refusal)
        title = ""
    if not lines:
        return await _with_title(turn, title)
    options = (*range(len(lines)), *((ONLY_TITLE,) if title else ()))
    return await reading_confirmation.confirm(
        turn,
        _question(turn, lines, title),
        one_of(options),
        lambda n: reading_confirmation.Option(
            turn.words.label("service.only_title", title=title)
            if n == ONLY_TITLE
            else service_lines.in_words(turn, lines[n]),
            KeepNew(n),
        ),
        change=AddService(),
        rule="refusal.bad_service_line",
    )


async def keep(turn: Turn, press: KeepNew) -> Reply:
    """The reading that was tapped. NotFound if it is no longer asked about."""
    lines, title = fact(turn, "services"), str(fact(turn, "title"))
    if press.which == ONLY_TITLE and title:
        return await _with_title(turn, title)
    if not 0 <= press.which < len(lines):
        raise NotFound
    line = TypedService(*lines[press.which])
    price = Money(line.minor, turn.currency)
    service = await add_service(
        turn.database,
        line.title,
        turn.currency,
        **turn.intent,
        described=lambda new: replace(new, minutes=line.minutes, price=price),
    )
    return Reply(coaches(turn, await newest(turn.database), service.id, 0, 1))


async def _with_title(turn: Turn, title: str) -> Reply:
    """The service is there, hidden, and its length is asked."""
    service = await add_service(turn.database, title, turn.currency, **turn.intent)
    return await ask(turn, number_question(turn, service, "len", 1))


def _question(turn: Turn, lines: Sequence[TypedService] = (), title: str = "") -> Question:
    """lines, title: how the text that was typed can be read."""
    words = turn.words
    price = service_lines.example_price(turn)
    screen = Screen(words.text("service.new", price=price), (way_out(words, links.Services()),))
    return Question(NEW, screen, {"services": [astuple(line) for line in lines], "title": title})


SCRIPT: Final = Script(
    presses={
        AddService: Step(add, Permission.SERVICES),
        KeepNew: Step(keep, Permission.SERVICES),
    },
    answers={NEW: AnswerStep(take, Permission.SERVICES)},
)
