"""A newly added coach sets up in a minute, by themself, and can be booked.

the notice of it, /start, the menu
1 name       as Telegram has it, or typed
2 services   → `set_up_services`
3 hours      → `set_up_times`
4 zone       there, too
5 ready      → `set_up_ready`

Each step saves its answer, and can be skipped; a coach who stops can resume later.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from domain.coaches.profiles import LONGEST_NAME
from domain.coaches.set_up_refusals import SetUpOver
from domain.roles import Permission
from domain.services.catalogue import Coach
from handlers.buttons.screen import Screen
from handlers.buttons.set_up_links import SetUp
from handlers.chat.coach.set_up import set_up_ready, set_up_services, set_up_times
from handlers.chat.coach.set_up.set_up_ready import (
    LAST,
    RECORD,
    later,
    onward,
    ready,
    refresh_turn,
    step_text,
)
from handlers.chat.coach.set_up.set_up_services import services
from handlers.chat.coach.set_up.set_up_times import hours, zone
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.editing import Facts, Field, attribute, line
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn

NAME = "set_up.name"


async def go(turn: Turn, press: SetUp) -> Reply:
    """A step. Raises SetUpOver."""
    coach = turn.as_coach()
    if not coach.setting_up:
        raise SetUpOver
    step = press.step or (LAST if coach.service_ids else 1)
    return await STEPS.get(step, ready)(turn, coach)


async def _name(turn: Turn, coach: Coach) -> Reply:
    return await ask(turn, _question(turn, coach))


async def _on_to_services(turn: Turn, coach: Coach, facts: Facts) -> Reply:
    return await services(await refresh_turn(turn), coach)


def _question(turn: Turn, coach: Coach) -> Question:
    text = step_text(turn, 1, turn.words.text("set_up.name", name=coach.name))
    return Question(NAME, Screen(text, (onward(turn, 2, "keep_name"), later(turn))))


STEPS: Final[dict[int, Callable[[Turn, Coach], Awaitable[Reply]]]] = {
    1: _name,
    2: services,
    3: hours,
    4: zone,
    LAST: ready,
}
SCRIPT = merge_scripts(
    Script(presses={SetUp: Step(go, Permission.WORK)}),
    RECORD.script(
        Field(
            NAME,
            None,
            lambda turn, coach, facts: _question(turn, coach),
            line("name", LONGEST_NAME),
            attribute("name"),
            onward=_on_to_services,
        )
    ),
    set_up_services.SCRIPT,
    set_up_times.SCRIPT,
    set_up_ready.SCRIPT,
)
