"""The first run: what can be booked, on one line.

4 service    name, minutes and price, shown as they were read; or a usual one, tapped
"""

from collections.abc import Sequence
from dataclasses import astuple
from typing import Final

from domain.business.first_run import FirstStep
from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Catalogue
from domain.services.terms import Length
from handlers.actions.business import first_run as actions
from handlers.buttons.keyboards import in_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Screen
from handlers.buttons.settings_links import FirstRun
from handlers.chat.admin.first_run.first_steps import Onward, step_text, ways
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import service_lines
from handlers.typing.reading import readings_of
from handlers.typing.service_line import TypedService, read_service
from handlers.typing.vocabulary import vocabulary_of

STEP: Final = "first.service"
# Usual services: their names, minutes, and prices in whole units.
USUAL: Final = (("session", 60, 60), ("intro", 20, 0))
CENTS: Final = 100  # in currencies without any, figures are about 100 times larger


@button("ifs")
class TakeUsual(Press):
    """A usual service. which: its place in USUAL."""

    which: int


@button("ifk")
class KeepService(Press):
    """What was typed, as it was read. which: of the readings kept with the question."""

    which: int


async def service(turn: Turn) -> Reply:
    """Ask what can be booked."""
    return await ask(turn, _question(turn))


def first_of(catalogue: Catalogue) -> int | None:
    """The service the first coach does."""
    services = sorted(catalogue.services.values(), key=lambda one: (one.position, one.id))
    return services[0].id if services else None


def _usual(turn: Turn, which: int) -> TypedService:
    name, minutes, price = USUAL[which]
    return TypedService(turn.words.label(f"first.usual_{name}"), minutes, price * CENTS)


def _question(turn: Turn, lines: Sequence[TypedService] = ()) -> Question:
    """lines: what was understood of what was typed."""
    words = turn.words
    keys = [
        Key(service_lines.in_words(turn, _usual(turn, n)), TakeUsual(n), None if n else PRIMARY)
        for n in range(len(USUAL))
    ]
    price = service_lines.example_price(turn)
    text = step_text(turn, FirstStep.SERVICE, words.text("first.service", price=price))
    rows = (*in_rows(keys, 1), ways(turn, FirstStep.SERVICE))
    return Question(STEP, Screen(text, rows), {"lines": [astuple(line) for line in lines]})


async def take(turn: Turn) -> Reply:
    """A typed line, as it was understood."""
    reading = read_service(turn.text, turn.currency, vocabulary_of(turn.words.locale))
    lines = readings_of(reading)
    return await reading_confirmation.confirm(
        turn,
        _question(turn, lines),
        reading,
        lambda line: reading_confirmation.Option(
            service_lines.in_words(turn, line), KeepService(lines.index(line))
        ),
        change=FirstRun(FirstStep.SERVICE),
        rule="refusal.bad_service_line",
    )


def script(onward: Onward) -> Script:
    """The steps; onward: the next question."""

    async def save(turn: Turn, line: TypedService) -> Reply:
        await actions.first_service(
            turn.database,
            line.title,
            Length(line.minutes, line.minor),
            turn.currency,
            **turn.intent,
        )
        return await onward(turn, FirstStep.SERVICE)

    async def pick(turn: Turn, press: TakeUsual) -> Reply:
        if not 0 <= press.which < len(USUAL):
            raise NotFound
        return await save(turn, _usual(turn, press.which))

    async def keep(turn: Turn, press: KeepService) -> Reply:
        lines = fact(turn, "lines")
        if not 0 <= press.which < len(lines):
            raise NotFound
        return await save(turn, TypedService(*lines[press.which]))

    return Script(
        presses={
            TakeUsual: Step(pick, Permission.BUSINESS),
            KeepService: Step(keep, Permission.BUSINESS),
        },
        answers={STEP: AnswerStep(take, Permission.BUSINESS)},
    )
