"""Leave that repeats as it would be saved, new or changed; and saved.

1 review           the rule in full and its next days; if sessions are in the way, what
                   becomes of them (→ rescue_rules)
2 save             → the list; if refused, the draft again
"""

from domain.refusals import (
    BadInput,
    LeaveHitsBookings,
    LeaveInPast,
    LeaveNever,
    LeaveTooOften,
    NotFound,
)
from domain.roles import Permission
from domain.working_hours.leave_rules import LeavePattern
from handlers.actions.working_hours.leave_rules import (
    change_repeating,
    check_repeating,
    take_repeating,
)
from handlers.buttons.keyboards import way_out
from handlers.buttons.screen import PRIMARY, Key, Screen
from handlers.chat.cards.undo_keys import UndoRepeating
from handlers.chat.coach.leave import leave_notes, rescue_rules
from handlers.chat.coach.leave.leave_draft import (
    ReviewRule,
    SaveRule,
    as_draft,
    check,
    draft_question,
    fields_of,
    pattern_of,
)
from handlers.chat.coach.leave.leave_list import TYPED, show_leave_gone, show_updated_list, wall
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.wording import cards
from handlers.wording.leave_patterns import pattern as pattern_in_words

REFUSALS = (BadInput, LeaveInPast, LeaveNever, LeaveTooOften)
NEXT_SHOWN = 4


async def review(turn: Turn, press: ReviewRule) -> Reply:
    """What would be saved; refused already here, so that Save is no surprise."""
    try:
        return await show_review(turn, press, None)
    except NotFound:
        return await show_leave_gone(turn)


async def show_review(turn: Turn, press: ReviewRule, note: str | None) -> Reply:
    """The review of a rule. note: the reason typed with it."""
    coach, words = turn.as_coach(), turn.words
    note = note or leave_notes.note_for(turn, press)
    try:
        check(turn, press)
        one = pattern_of(press)
        await check_repeating(
            turn.database, coach, one, actor=turn.actor, now=turn.now, instead_of=press.rule
        )
    except LeaveHitsBookings:
        return await rescue_rules.plan(turn, rescue_rules.of_rule(press), note=note)
    except REFUSALS as refusal:
        return await ask_again(turn, draft_question(turn, press), refusal)
    now = wall(turn, coach)
    days = [day for day in one.days() if one.on(day).ends > now]
    days_text = ", ".join(words.short_day(day) for day in days[:NEXT_SHOWN])
    days_text = f"{days_text} …" if days[NEXT_SHOWN:] else days_text
    parts = [
        pattern_in_words(words, one),
        words.plural("leave.rule_times", len(days), days=days_text),
        *([words.text("leave.reason_line", note=note)] if note else []),
        words.text("leave.clock", zone=words.zone(coach.zone)),
    ]
    title = words.text("leave.review_change" if press.rule else "leave.review_rule")
    save_ = SaveRule(*fields_of(press))
    yes = (Key(words.label("leave.save"), save_, PRIMARY),)
    screen = Screen(cards.with_title(title, *parts), (yes, way_out(words, as_draft(press))))
    return await ask(turn, Question(TYPED, screen, leave_notes.facts_of(note, [press])))


async def save(turn: Turn, press: SaveRule) -> Reply:
    """Take it, and show the list; if refused, the draft again."""
    coach, words = turn.as_coach(), turn.words
    draft = ReviewRule(*fields_of(press))
    note = leave_notes.note_for(turn, draft)
    try:
        check(turn, draft)
        one = pattern_of(draft)
        if press.rule:
            rule = await change_repeating(
                turn.database, coach.id, press.rule, one, note=note, **turn.intent
            )
        else:
            rule = await take_repeating(turn.database, coach.id, one, note=note, **turn.intent)
    except NotFound:
        return await show_leave_gone(turn)
    except LeaveHitsBookings:
        # Somebody has booked since the review.
        return await rescue_rules.plan(turn, rescue_rules.of_rule(draft), note=note)
    except REFUSALS as refusal:
        return await ask_again(turn, draft_question(turn, draft), refusal)
    toast = words.label("leave.changed" if press.rule else "leave.saved")
    return await show_updated_list(turn, toast, undo=UndoRepeating(coach.id, rule))


def as_review(one: LeavePattern) -> ReviewRule:
    """The review of a typed rule."""
    bits = sum(1 << day for day in one.weekdays)
    return ReviewRule(bits, one.every, one.starts, one.ends, one.first, one.until)


SCRIPT = Script(
    presses={
        ReviewRule: Step(review, Permission.WORK),
        SaveRule: Step(save, Permission.WORK),
    },
)
