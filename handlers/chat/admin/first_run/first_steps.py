"""What the questions of the first run have in common."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from domain.business.first_run import STEPS, FirstStep
from handlers.actions.services.catalogue import newest
from handlers.buttons.press import Home
from handlers.buttons.screen import Key, Row
from handlers.buttons.settings_links import FirstRun
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn

Onward = Callable[[Turn, FirstStep], Awaitable[Reply]]


def step_text(turn: Turn, step: FirstStep, text: str) -> str:
    """A question below its number."""
    head = turn.words.text("set_up.step", n=STEPS.index(step) + 1, of=len(STEPS))
    return f"{head}\n{text}"


def ways(turn: Turn, step: FirstStep) -> Row:
    """Put it off, or leave."""
    return (
        Key(turn.words.label("first.later"), FirstRun("", step)),
        Key(turn.words.label("key.menu"), Home()),
    )


async def refresh_turn(turn: Turn) -> Turn:
    """The same turn with what has just changed, the person included."""
    catalogue = await newest(turn.database)
    coach = catalogue.coach_of(turn.person.id)
    person = replace(turn.person, coach_id=coach.id if coach else None)
    return replace(turn, catalogue=catalogue, person=person)
