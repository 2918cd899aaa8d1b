"""The team takes leave that repeats for a coach, and gives it back.

typed and understood (`coach_leave`) → saved; if somebody is booked then, they are named instead
one → asked once → given back, from today on
"""

from domain.refusals import LeaveHitsBookings, NotFound
from domain.roles import Permission
from domain.services.display_zones import of_calendar
from domain.time.spans import moment
from handlers.actions.working_hours.leave_rules import end_repeating, take_repeating
from handlers.actions.working_hours.leave_rules_ahead import rule_of
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.links import CoachCard
from handlers.buttons.screen import DANGER, Key, Screen
from handlers.chat.admin.coaches.coach_leave import MOST, CoachLeave, coach_of, show_list, today_of
from handlers.chat.admin.coaches.coach_rule_links import (
    AskRuleBack,
    RuleBackNow,
    SaveCoachRule,
    pattern_of,
)
from handlers.chat.cards.undo_keys import UndoRepeating
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.wording.leave_patterns import pattern


async def save_rule(turn: Turn, press: SaveCoachRule) -> Reply:
    """Take it; if somebody is booked then, they are named and nothing is saved."""
    words, coach = turn.words, coach_of(turn, press.coach)
    try:
        rule = await take_repeating(
            turn.database,
            coach.id,
            pattern_of(press),
            **turn.intent,
        )
    except LeaveHitsBookings as refusal:
        text = words.plural("coach_leave.hits", len(refusal.bookings), coach=coach.name)
        labels, zone = LabelFitter(words, WHOLE), of_calendar(coach.zone)
        rows = [
            (
                Key(
                    labels.label(
                        "desk.request_key",
                        cut="customer",
                        customer=customer,
                        when=words.button_time(moment(at), zone),
                    ),
                    CoachCard(session),
                ),
            )
            for (customer, at), session in zip(refusal.bookings, refusal.ids, strict=False)
        ][:MOST]
        text = f"{text}\n\n{words.text('coach_leave.first_these')}"
        return Reply(Screen(text, (*rows, way_out(words, CoachLeave(coach.id)))))
    undo = UndoRepeating(coach.id, rule)
    return await show_list(turn, coach.id, words.label("coach_leave.saved"), undo=undo)


async def ask_rule_back(turn: Turn, press: AskRuleBack) -> Reply:
    """Really?"""
    words, coach = turn.words, coach_of(turn, press.coach)
    try:
        rule = rule_of(coach, press.rule)
    except NotFound:
        return await show_list(turn, coach.id, words.label("leave.gone"))
    stretch = pattern(words, rule.pattern)
    text = words.text("coach_leave.ask", coach=coach.name, stretch=stretch)
    yes = Key(words.label("coach_leave.give_back"), RuleBackNow(coach.id, rule.id), DANGER)
    return Reply(Screen(text, ((yes,), way_out(words, CoachLeave(coach.id)))))


async def rule_back(turn: Turn, press: RuleBackNow) -> Reply:
    """From today on they work then; a second press changes nothing."""
    coach = coach_of(turn, press.coach)
    was_there = await end_repeating(
        turn.database,
        coach.id,
        press.rule,
        today_of(turn, coach),
        actor=turn.actor,
        now=turn.now,
    )
    if not was_there:
        return await show_list(turn, coach.id, turn.words.label("leave.gone"))
    label = turn.words.label("coach_leave.given_back")
    return await show_list(turn, coach.id, label, undo=UndoRepeating(coach.id, press.rule))


SCRIPT = Script(
    presses={
        SaveCoachRule: Step(save_rule, Permission.ANY_CALENDAR),
        AskRuleBack: Step(ask_rule_back, Permission.ANY_CALENDAR),
        RuleBackNow: Step(rule_back, Permission.ANY_CALENDAR),
    },
)
