"""A typed rhythm, a typed number of dates, or both: "every 2 weeks until June", "10 times".

What is understood is taken at once: the preview shows the outcome before anything is booked.
"""

from domain.roles import Permission
from domain.series.series import MOST_DATES, Rhythm
from domain.series.series_plan import LEAST_DATES, Plan
from handlers.buttons.keyboards import way_out
from handlers.buttons.screen import Key, Screen
from handlers.chat.everyone.series_plan import (
    RULE,
    ChangeRhythm,
    SetCount,
    booking_plan,
    count_question,
    day_of,
    rhythm_question,
    set_count,
    with_rhythm,
)
from handlers.chat.frame.answers import ask, fact
from handlers.chat.frame.reading_confirmation import ask_with_reason
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script
from handlers.chat.frame.turn import Turn
from handlers.typing.reading import ParseFailure, readings_of
from handlers.typing.series import TypedSeries, read_rule
from handlers.typing.vocabulary import vocabulary_of


async def take_rule(turn: Turn) -> Reply:
    """A typed rhythm, a typed number, or both."""
    draft = int(fact(turn, "draft"))
    plan = await booking_plan(turn, draft)
    example = turn.words.label("series.example")
    vocabulary = vocabulary_of(turn.words.locale)
    reading = read_rule(turn.text, plan.wall.date(), vocabulary, example=example)
    if isinstance(reading, ParseFailure):
        return await _ask_with_reason(turn, draft, plan, reading)
    return await _apply_rules(turn, draft, plan, readings_of(reading), example)


async def _apply_rules(
    turn: Turn, draft: int, plan: Plan, rules: tuple[TypedSeries, ...], example: str
) -> Reply:
    """Take what was typed: the preview shows the outcome before anything is booked."""
    rhythm = rules[0].rhythm or plan.rhythm
    if rhythm is None:
        failure = ParseFailure("rhythm_missing", turn.text[:40], example)
        return await _ask_with_reason(turn, draft, plan, failure)
    counts = sorted({_count(rule, rhythm, plan) for rule in rules})
    if counts[0] < LEAST_DATES:
        failure = ParseFailure("rhythm_count", turn.text[:40], example)
        return await _ask_with_reason(turn, draft, plan, failure)
    plan = await with_rhythm(turn, draft, rhythm)
    if counts == [MOST_DATES + 1]:
        return await ask(turn, count_question(turn, draft, plan))
    if len(counts) == 1:
        return await set_count(turn, SetCount(draft, counts[0]))
    keys = [
        (
            Key(
                turn.words.label(
                    "series.count_key", n=n, last=turn.words.short_day(day_of(plan, n - 1))
                ),
                SetCount(draft, n),
            ),
        )
        for n in counts
    ]
    text = turn.words.text("typing.which")
    return Reply(Screen(text, (*keys, way_out(turn.words, ChangeRhythm(draft)))))


def _count(rule: TypedSeries, rhythm: Rhythm, plan: Plan) -> int:
    """How many dates a typed rule means; one more than allowed if it does not say."""
    count = rule.count or MOST_DATES + 1
    return min(count, rhythm.until(plan.wall.date(), rule.until)) if rule.until else count


async def _ask_with_reason(turn: Turn, draft: int, plan: Plan, failure: ParseFailure) -> Reply:
    question = (count_question if plan.rhythm else rhythm_question)(turn, draft, plan)
    return await ask_with_reason(turn, question, failure, "typing.example")


SCRIPT = Script(answers={RULE: AnswerStep(take_rule, Permission.BOOK)})
