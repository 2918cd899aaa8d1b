"""Somebody plans a series.

    the summary of a booking, the card of a session: Repeat
    1 choose_rhythm   every week, every two, every month; or typed: "every 2 weeks until June"
    2 choose_count    how many dates, as far as can be booked; or typed
    3 series_preview  each date, and what is in its way → all of them at once

What is chosen is kept in a draft, since a button has no room for it. What is typed is read in
`series_rule`; moving several dates enters at 3, from `series_onward`, and so does continuing, from
`series_continue`.
"""

from datetime import date
from typing import Final

from domain.refusals import NotFound
from domain.roles import Permission
from domain.series.series import MOST_DATES, MOST_EVERY, Rhythm, Unit
from domain.series.series_plan import LEAST_DATES, Plan, Purpose
from domain.services.display_zones import display_zones
from handlers.actions.series import series_plans
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.buttons.series_links import RepeatFrom, RepeatStart, ShowSeriesPlan
from handlers.chat.everyone import series_preview
from handlers.chat.everyone.series_dates import back_from
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import in_range
from handlers.queries.series import planning
from handlers.wording import cards
from handlers.wording import series as wording
from handlers.wording.words import zone_info

RULE: Final = "series.rule"
OFFERED: Final = (
    Rhythm(Unit.WEEK),
    Rhythm(Unit.WEEK, 2),
    Rhythm(Unit.WEEK, 3),
    Rhythm(Unit.MONTH),
)
COUNTS: Final = (3, 4, 5, 6, 8, 10, 12, 16, 20, 26, 40)
MOST_COUNTS: Final = 6


@button("zr")
class SetRhythm(Press):
    """Every few weeks (w) or months (m)."""

    draft: int
    unit: str
    every: int


@button("zn")
class SetCount(Press):
    """This many dates."""

    draft: int
    count: int


@button("zb")
class ChangeRhythm(Press):
    """Back to the choice of a rhythm."""

    draft: int


async def repeat(turn: Turn, press: RepeatStart) -> Reply:
    """Ask how often, for a chosen start."""
    start = in_range(press.start * 60)
    plan = planning.of_start(
        turn.catalogue, press.service, press.coach, start, press.choice, turn.person.id
    )
    return await _begin(turn, plan)


async def repeat_from(turn: Turn, press: RepeatFrom) -> Reply:
    """Ask how often, for an existing session: for its customer, or its coach."""
    plan = await planning.of_session(
        turn.database, turn.catalogue, press.appointment, actor=turn.actor, now=turn.now
    )
    return await _begin(turn, plan)


async def _begin(turn: Turn, plan: Plan) -> Reply:
    draft = await series_plans.begin(turn.database, plan, actor=turn.actor, now=turn.now)
    return await ask(turn, rhythm_question(turn, draft, plan))


async def change_rhythm(turn: Turn, press: ChangeRhythm) -> Reply:
    plan = await booking_plan(turn, press.draft)
    return await ask(turn, rhythm_question(turn, press.draft, plan))


def rhythm_question(turn: Turn, draft: int, plan: Plan) -> Question:
    words = turn.words
    keys = [
        Key(wording.rhythm(words, one), SetRhythm(draft, one.unit.value[0], one.every))
        for one in OFFERED
    ]
    text = cards.with_title(
        words.text("series.choose_rhythm"), heading(turn, plan), words.text("series.type_rule_too")
    )
    rows = (*in_rows(keys, 2), way_out(words, back_from(turn, plan)))
    return Question(RULE, Screen(text, rows), {"draft": draft})


async def set_rhythm(turn: Turn, press: SetRhythm) -> Reply:
    """Ask how many; none if no second date can be booked."""
    units = {unit.value[0]: unit for unit in Unit}
    if press.unit not in units or not 1 <= press.every <= MOST_EVERY:
        raise NotFound
    plan = await with_rhythm(turn, press.draft, Rhythm(units[press.unit], press.every))
    return await ask(turn, count_question(turn, press.draft, plan))


async def with_rhythm(turn: Turn, draft: int, rhythm: Rhythm) -> Plan:
    await booking_plan(turn, draft)
    return await series_plans.change(
        turn.database, draft, lambda plan: plan.at(rhythm), actor=turn.actor, now=turn.now
    )


def count_question(turn: Turn, draft: int, plan: Plan) -> Question:
    words, most = turn.words, planning.fitting(turn.catalogue, plan, turn.now)
    assert plan.rhythm is not None
    fewer = [n for n in COUNTS if n < most]
    counts = [*fewer[1 - MOST_COUNTS :], most]
    keys = [
        Key(
            words.label("series.count_key", n=n, last=words.short_day(day_of(plan, n - 1))),
            SetCount(draft, n),
            PRIMARY if n == most else None,
        )
        for n in counts
        if n >= LEAST_DATES
    ]
    if keys:
        title, hint = words.text("series.choose_count"), words.text("series.type_count_too")
        if most < MOST_DATES:
            until = words.day(last_day(turn, plan))
            hint = f"{hint}\n\n{words.text('times.bookable_until', day=until)}"
    else:
        last = words.day(last_day(turn, plan))
        title, hint = words.text("series.one_date_only", last=last), ""
    about = f"{heading(turn, plan)}\n{wording.rhythm(words, plan.rhythm)}"
    text = cards.with_title(title, about, *([hint] if hint else []))
    rows: tuple[Row, ...] = (*in_rows(keys, 2), way_out(words, ChangeRhythm(draft)))
    return Question(RULE, Screen(text, rows), {"draft": draft})


def last_day(turn: Turn, plan: Plan) -> date:
    """The last day that can be booked at the moment."""
    return planning.last_day(turn.catalogue, plan, turn.now)


def day_of(plan: Plan, number: int) -> date:
    assert plan.rhythm is not None
    return plan.rhythm.day(plan.wall.date(), number)


def heading(turn: Turn, plan: Plan) -> str:
    """What is repeated, from when on."""
    words = turn.words
    coach, service = planning.coach_and_service(turn.catalogue, plan)
    start = plan.wall.replace(tzinfo=zone_info(plan.zone))
    on = display_zones(service.meeting, plan.zone, turn.zone)
    lines = [
        words.text("card.service", service=service.title, length=words.length(service.minutes)),
        words.text("card.coach", coach=coach.name),
        words.text("series.from", when=words.at(start, on.lead)),
        *cards.beside(words, start, on),
    ]
    return "\n".join(lines)


async def set_count(turn: Turn, press: SetCount) -> Reply:
    """All dates, as things are now."""
    if not LEAST_DATES <= press.count <= MOST_DATES:
        raise NotFound
    await booking_plan(turn, press.draft)
    await series_plans.change(
        turn.database,
        press.draft,
        lambda plan: plan.counting(press.count),
        actor=turn.actor,
        now=turn.now,
    )
    return await series_preview.show(turn, ShowSeriesPlan(press.draft))


async def booking_plan(turn: Turn, draft: int) -> Plan:
    """Their plan to book. Raises PlanGone, PlanDone, and NotFound for one that moves or continues:
    its rhythm is the existing one."""
    plan = await series_plans.find(turn.database, draft, actor=turn.actor)
    if plan.purpose is not Purpose.BOOK or plan.series:
        raise NotFound
    return plan


SCRIPT = Script(
    presses={
        RepeatStart: Step(repeat, Permission.BOOK),
        RepeatFrom: Step(repeat_from, Permission.BOOK),
        ChangeRhythm: Step(change_rhythm, Permission.BOOK),
        SetRhythm: Step(set_rhythm, Permission.BOOK),
        SetCount: Step(set_count, Permission.BOOK),
    },
)
