"""Repeating leave that affects sessions: each of them gets its answer before anything is saved.

the review of repeating leave that affects some (→ leave_rules)
1 plan      who is offered what, or cancelled with an apology, date by date; changed by taps
2 save      all of it at once → the card, which fills up with the answers
"""

from datetime import date
from functools import partial

from domain.refusals import BadInput, LeaveInPast, LeaveNever, LeaveTooOften, NotFound
from domain.rescues.rescue_refusals import RescueChanged
from domain.roles import Permission
from domain.working_hours.leave_rules import LeaveRuleChange
from handlers.buttons.press import Press, button
from handlers.chat.cards import rescue_screen
from handlers.chat.cards.rescue_lines import PlanView
from handlers.chat.coach.leave import leave_list, leave_notes
from handlers.chat.coach.leave.leave_draft import (
    ReviewRule,
    as_draft,
    check,
    draft_question,
    fields_of,
    pattern_of,
)
from handlers.chat.coach.leave.leave_list import TYPED
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.wording.leave_patterns import pattern as pattern_in_words

REFUSALS = (BadInput, LeaveInPast, LeaveNever, LeaveTooOften)


@button("rsr")
class PlanRule(Press):
    """What each session would be told. days … rule: as in `ReviewRule`; page, off, alone: as in
    `rescue_links.PlanRescue`."""

    days: int
    every: int
    starts: int
    ends: int
    first: date
    until: date
    rule: int = 0
    page: int = 0
    off: str = ""
    alone: int = 0


@button("rst")
class SaveRulePlan(Press):
    """Save the plan as shown. mark: of what was shown."""

    days: int
    every: int
    starts: int
    ends: int
    first: date
    until: date
    rule: int
    mark: str
    off: str = ""
    alone: int = 0


def of_rule(press: ReviewRule) -> PlanRule:
    """The plan for a rule, with nobody cancelled."""
    return PlanRule(*fields_of(press))


async def plan(turn: Turn, press: PlanRule, *, note: str | None = None) -> Reply:
    """Each session with what its customer would be told. Nothing is saved yet.

    note: a reason typed with it.
    """
    coach, review, at = (
        turn.as_coach(),
        _review(press),
        PlanView(press.off, press.page, press.alone),
    )
    note = note or leave_notes.note_for(turn, review)
    try:
        check(turn, review)
        repeating = LeaveRuleChange(pattern_of(review), review.rule)
        plans = await rescue_screen.plan_for(turn, coach, repeating, at)
    except NotFound:
        return await leave_list.show_leave_gone(turn)
    except REFUSALS as refusal:
        return await ask_again(turn, draft_question(turn, review), refusal)
    screen = rescue_screen.screen(
        turn,
        coach,
        pattern_in_words(turn.words, repeating.pattern),
        plans,
        at,
        lambda mark: SaveRulePlan(*fields_of(review), mark, press.off, press.alone),
        partial(_with, review),
        as_draft(review),
        note,
    )
    return await ask(turn, Question(TYPED, screen, leave_notes.facts_of(note, [review])))


async def save(turn: Turn, press: SaveRulePlan) -> Reply:
    """Save the rule and the answers at once; anything changed since is shown first."""
    coach, review = turn.as_coach(), _review(press)
    plan_press = PlanRule(*fields_of(review), 0, press.off, press.alone)
    note = leave_notes.note_for(turn, review)
    at = PlanView(press.off, 0, press.alone)
    try:
        check(turn, review)
        repeating = LeaveRuleChange(pattern_of(review), review.rule)
        rescue_id = await rescue_screen.save(
            turn, coach, repeating, at, press.mark, REFUSALS, note=note
        )
    except RescueChanged:
        return rescue_screen.show_changed(turn, await plan(turn, plan_press, note=note))
    except NotFound:
        return await leave_list.show_leave_gone(turn)
    except REFUSALS as refusal:
        return await ask_again(turn, draft_question(turn, review), refusal)
    if not rescue_id:
        return await leave_list.show_updated_list(turn, turn.words.label("leave.saved"))
    return await rescue_screen.show_saved(turn, rescue_id)


def _with(review: ReviewRule, off: str, page: int, alone: int) -> PlanRule:
    return PlanRule(*fields_of(review), page, off, alone)


def _review(press: PlanRule | SaveRulePlan) -> ReviewRule:
    return ReviewRule(
        press.days, press.every, press.starts, press.ends, press.first, press.until, press.rule
    )


SCRIPT = Script(
    presses={
        PlanRule: Step(plan, Permission.WORK),
        SaveRulePlan: Step(save, Permission.WORK),
    },
)
