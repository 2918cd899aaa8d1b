"""A day of repeating leave, worked after all, is taken off again although sessions are booked.

the card of a rule (→ leave_rule_card)
1 plan      who is booked on that day, and what each would be told
2 save      the day and all answers at once → the card, which fills up with them
"""

from datetime import date
from functools import partial

from domain.refusals import LeaveInPast, NotFound
from domain.rescues.rescue_refusals import RescueChanged
from domain.roles import Permission
from domain.working_hours.leave import Leave
from domain.working_hours.leave_rules import LeaveRuleChange
from handlers.actions.working_hours.leave_rules_ahead import rule_of
from handlers.buttons.press import Press, button
from handlers.chat.cards import rescue_screen
from handlers.chat.cards.rescue_lines import PlanView
from handlers.chat.coach.leave import leave_list
from handlers.chat.coach.leave.leave_list import ShowRule
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.wording.leave_wording import stretch_text


@button("rsd")
class PlanDay(Press):
    """What each session of that day would be told. page, off, alone: as in
    `rescue_links.PlanRescue`."""

    rule: int
    day: date
    page: int = 0
    off: str = ""
    alone: int = 0


@button("rse")
class SaveDayPlan(Press):
    """Save the plan as shown. mark: of what was shown."""

    rule: int
    day: date
    mark: str
    off: str = ""
    alone: int = 0


async def plan(turn: Turn, press: PlanDay) -> Reply:
    """Each session with what its customer would be told. Nothing is saved yet."""
    coach, at = turn.as_coach(), PlanView(press.off, press.page, press.alone)
    try:
        repeating = _find_repeating(turn, press)
        plans = await rescue_screen.plan_for(turn, coach, repeating, at)
    except NotFound:
        return await leave_list.show_leave_gone(turn)
    stretch = repeating.pattern.on(press.day)
    heading = stretch_text(turn.words, Leave(0, stretch.starts, stretch.ends))
    screen = rescue_screen.screen(
        turn,
        coach,
        heading,
        plans,
        at,
        lambda mark: SaveDayPlan(press.rule, press.day, mark, press.off, press.alone),
        partial(_with, press),
        ShowRule(press.rule),
    )
    return Reply(screen)


async def save(turn: Turn, press: SaveDayPlan) -> Reply:
    """Save the day and the answers at once; anything changed since is shown first."""
    words, coach = turn.words, turn.as_coach()
    at = PlanView(press.off, 0, press.alone)
    try:
        repeating = _find_repeating(turn, press)
        rescue_id = await rescue_screen.save(turn, coach, repeating, at, press.mark, (LeaveInPast,))
    except RescueChanged:
        plan_press = PlanDay(press.rule, press.day, 0, press.off, press.alone)
        return rescue_screen.show_changed(turn, await plan(turn, plan_press))
    except NotFound:
        return await leave_list.show_leave_gone(turn)
    if not rescue_id:
        day = words.short_day(press.day)
        return await leave_list.show_updated_list(turn, words.label("leave.off_again", day=day))
    return await rescue_screen.show_saved(turn, rescue_id)


def _find_repeating(turn: Turn, press: PlanDay | SaveDayPlan) -> LeaveRuleChange:
    """Raises NotFound, also for a day that is not one of the rule's."""
    pattern = rule_of(turn.as_coach(), press.rule).pattern
    if press.day not in pattern.days():
        raise NotFound
    return LeaveRuleChange(pattern, press.rule, press.day)


def _with(press: PlanDay, off: str, page: int, alone: int) -> PlanDay:
    return PlanDay(press.rule, press.day, page, off, alone)


SCRIPT = Script(
    presses={
        PlanDay: Step(plan, Permission.WORK),
        SaveDayPlan: Step(save, Permission.WORK),
    },
)
