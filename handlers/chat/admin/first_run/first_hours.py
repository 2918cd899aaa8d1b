"""The first run: when the first coach works.

6 hours    usual ones, tapped; or typed; then the coach is open for booking
"""

from collections.abc import Collection, Sequence
from typing import Final

from domain.business.first_run import FirstStep
from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.working_hours.hours import Window
from handlers.actions.business import first_run as actions
from handlers.buttons.keyboards import in_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Screen
from handlers.buttons.settings_links import FirstRun
from handlers.chat.admin.first_run import first_coach
from handlers.chat.admin.first_run.first_steps import Onward, step_text, ways
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import plans, week
from handlers.typing.hours import read_hours
from handlers.typing.vocabulary import vocabulary_of

STEP: Final = "first.hours"


@button("ifw")
class TakeWeek(Press):
    """Hours of `week.USUAL_WEEKS`."""

    which: int


@button("ifh")
class KeepHours(Press):
    """Hours as they were typed and shown. plan: see `plans`."""

    plan: str


async def hours(turn: Turn) -> Reply:
    """Ask when they work; if there is no coach yet, that is asked first."""
    first = _first_coach(turn)
    if first is None:
        return await first_coach.coach(turn)
    return await ask(turn, _question(turn, first))


def _first_coach(turn: Turn) -> Coach | None:
    """The coach whose hours are asked: one who is not open yet, if there is one."""
    ordered = sorted(turn.catalogue.coaches.values(), key=lambda one: (one.active, one.id))
    return ordered[0] if ordered else None


def _question(turn: Turn, first: Coach) -> Question:
    words = turn.words
    keys = [
        Key(week.usual_label(words, n), TakeWeek(n), None if n else PRIMARY)
        for n in range(len(week.USUAL_WEEKS))
    ]
    mine = first.person_id == turn.person.id
    text = words.text("first.your_hours" if mine else "first.hours", coach=first.name)
    rows = (*in_rows(keys, 1), ways(turn, FirstStep.HOURS))
    return Question(STEP, Screen(step_text(turn, FirstStep.HOURS, text), rows))


async def take(turn: Turn) -> Reply:
    """Typed hours, as they were understood; without days they mean Monday to Friday."""
    first = _first_coach(turn)
    if first is None:
        return await first_coach.coach(turn)
    reading = read_hours(turn.text, vocabulary_of(turn.words.locale))
    return await reading_confirmation.confirm(
        turn,
        _question(turn, first),
        plans.for_days(reading, week.weekdays(week.WORKDAYS)),
        lambda plan: reading_confirmation.Option(
            "\n".join(week.lines(turn.words, plan)), KeepHours(plans.pack(plan))
        ),
        change=FirstRun(FirstStep.HOURS),
        rule="refusal.hours_example",
        zone=first.zone,
    )


def script(onward: Onward) -> Script:
    """The steps; onward: the next question."""

    async def save(turn: Turn, plan: Sequence[tuple[Collection[int], Sequence[Window]]]) -> Reply:
        first = _first_coach(turn)
        if first is None:
            raise NotFound
        await actions.open_with_hours(turn.database, first, plan, **turn.intent)
        return await onward(turn, FirstStep.HOURS)

    async def pick(turn: Turn, press: TakeWeek) -> Reply:
        return await save(turn, week.usual(press.which))

    async def keep(turn: Turn, press: KeepHours) -> Reply:
        plan = plans.unpack(press.plan)
        if not all(part.days for part in plan):
            raise NotFound
        open_days = {day for part in plan for day in part.days}
        free = [day for day in range(7) if day not in open_days]
        return await save(turn, [*((part.days, part.windows) for part in plan), (free, ())])

    return Script(
        presses={
            TakeWeek: Step(pick, Permission.BUSINESS),
            KeepHours: Step(keep, Permission.BUSINESS),
        },
        answers={STEP: AnswerStep(take, Permission.BUSINESS)},
    )
