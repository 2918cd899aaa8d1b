"""A coach's own set-up: when they work, and on which clock.

3 hours      usual ones, tapped; or typed 4 zone       the business's own, or a city
"""

from collections.abc import Collection, Sequence

from domain.coaches.set_up_refusals import SetUpOver
from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Coach
from domain.working_hours.hours import Window
from handlers.actions.working_hours.hours import set_week
from handlers.buttons.keyboards import in_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.buttons.set_up_links import SetUp
from handlers.chat.coach.set_up.set_up_ready import LAST, RECORD, later, onward, step_text
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.editing import Facts, Field, attribute
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import plans, week, zones
from handlers.chat.parts.usual_weeks import as_week
from handlers.typing.hours import read_hours
from handlers.typing.vocabulary import vocabulary_of

HOURS, ZONE = "set_up.hours", "set_up.zone"


@button("jw")
class UsualWeek(Press):
    """Hours of `week.USUAL_WEEKS`."""

    which: int


@button("jv")
class SaveHours(Press):
    """Hours as they were typed and shown. plan: see `plans`."""

    plan: str


@button("jz")
class PickOwnZone(Press):
    """This zone was meant. zone: as in `zones.number_of`; 0 for the business's own."""

    zone: int


async def hours(turn: Turn, coach: Coach) -> Reply:
    return await ask(turn, _hours_question(turn, coach))


def _hours_question(turn: Turn, coach: Coach) -> Question:
    words = turn.words
    keys = [
        Key(week.usual_label(words, number), UsualWeek(number))
        for number, (days, starts, ends) in enumerate(week.USUAL_WEEKS)
        if as_week(days, starts, ends) != coach.hours.weekly
    ]
    now = words.text("set_up.hours", hours=week.in_short(words, coach))
    rows = (onward(turn, 4, "keep_hours"), *in_rows(keys, 1), later(turn))
    return Question(HOURS, Screen(step_text(turn, 3, now), rows))


async def usual_week(turn: Turn, press: UsualWeek) -> Reply:
    """These hours, and no others."""
    return await _save_hours(turn, week.usual(press.which))


async def take_hours(turn: Turn) -> Reply:
    """Typed hours, as they were understood, and no others, as with usual ones; without days they
    mean Monday to Friday."""
    coach = turn.as_coach()
    reading = read_hours(turn.text, vocabulary_of(turn.words.locale))
    return await reading_confirmation.confirm(
        turn,
        _hours_question(turn, coach),
        plans.for_week(reading, week.weekdays(week.WORKDAYS)),
        lambda plan: reading_confirmation.Option(
            "\n".join(week.lines(turn.words, plan)), SaveHours(plans.pack(plan))
        ),
        change=SetUp(3),
        rule="refusal.hours_example",
        zone=coach.zone,
    )


async def save_hours(turn: Turn, press: SaveHours) -> Reply:
    """As they were shown."""
    plan = plans.unpack(press.plan)
    if not all(part.days for part in plan):
        raise NotFound
    return await _save_hours(turn, [(part.days, part.windows) for part in plan])


async def _save_hours(
    turn: Turn, plan: Sequence[tuple[Collection[int], Sequence[Window]]]
) -> Reply:
    coach = turn.as_coach()
    if not coach.setting_up:
        raise SetUpOver
    await set_week(turn.database, coach.id, plan, **turn.intent)
    return await zone(turn, coach)


async def zone(turn: Turn, coach: Coach) -> Reply:
    return await ask(turn, _zone_question(turn, coach))


def _zone_question(turn: Turn, coach: Coach) -> Question:
    words, business_zone = turn.words, turn.catalogue.business.zone
    rows: list[Row] = [onward(turn, LAST, "keep_zone")]
    if coach.zone != business_zone:
        label = words.label("coach.house_zone", zone=words.zone(business_zone))
        rows.append((Key(label, PickOwnZone(0)),))
    text = words.text("set_up.zone", zone=words.zone_in_full(coach.zone))
    return Question(ZONE, Screen(step_text(turn, 4, text), (*rows, later(turn))))


def _chosen_zone(turn: Turn, coach: Coach, facts: Facts) -> str:
    number = facts["zone"]
    return zones.by_number(number) if number else turn.catalogue.business.zone


SCRIPT = merge_scripts(
    Script(
        presses={
            UsualWeek: Step(usual_week, Permission.WORK),
            SaveHours: Step(save_hours, Permission.WORK),
        },
        answers={HOURS: AnswerStep(take_hours, Permission.WORK)},
    ),
    RECORD.script(
        Field(
            ZONE,
            None,
            lambda turn, coach, facts: _zone_question(turn, coach),
            zones.reader(lambda number, facts: PickOwnZone(number)),
            attribute("zone"),
            choices={PickOwnZone: _chosen_zone},
        )
    ),
)
