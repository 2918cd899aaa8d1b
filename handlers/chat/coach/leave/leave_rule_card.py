"""The card of leave that repeats.

list → card        its next days, each with a key: worked after all, or taken off again, where
                   what becomes of sessions of that day comes first (→ rescue_days)
                   change (→ leave_rules), the reason (→ leave_reason), give back
ask_end            all of it, or from a day on → the list
"""

from dataclasses import replace
from datetime import date

from domain.refusals import LeaveHitsBookings, NotFound
from domain.roles import Permission
from domain.working_hours.leave_rules import LeaveRule
from handlers.actions.working_hours.leave_rules import end_repeating, work_on
from handlers.actions.working_hours.leave_rules_ahead import rule_of
from handlers.buttons import links
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.rescue_links import ShowRescue
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.chat.cards.undo_keys import UndoRepeating
from handlers.chat.coach.leave import rescue_days
from handlers.chat.coach.leave.leave_list import (
    DraftRule,
    ShowRule,
    coach_now,
    show_leave_gone,
    show_updated_list,
    wall,
)
from handlers.chat.coach.leave.leave_words import card_text, reason_keys
from handlers.chat.coach.leave.rescue_days import PlanDay
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.rescues import rescues
from handlers.queries.working_hours import leave
from handlers.wording.leave_patterns import pattern

DAYS_SHOWN = 6  # of a rule, each with a key


@button("lwk")
class WorkOn(Press):
    """Work on this day of a rule after all; with off=1, take it off again."""

    rule: int
    day: date
    off: int


@button("lqr")
class AskEndRule(Press):
    """Ask from when on they work again."""

    rule: int


@button("lde")
class EndRule(Press):
    """Work again from this day on."""

    rule: int
    day: date


async def show_rule(turn: Turn, press: ShowRule) -> Reply:
    """The card of a rule."""
    try:
        coach = await leave.with_notes(turn.database, turn.as_coach(), actor=turn.actor)
        screen = rule_card(turn, rule_of(coach, press.rule))
    except NotFound:
        return await show_leave_gone(turn)
    rescue = await rescues.of_rule(turn.database, turn.as_coach().id, press.rule, actor=turn.actor)
    if rescue is None:
        return Reply(screen)
    who = (Key(turn.words.label("rescue.show"), ShowRescue(rescue)),)
    return Reply(replace(screen, rows=(who, *screen.rows)))


async def work_after_all(turn: Turn, press: WorkOn) -> Reply:
    """Work on that day, or take it off again; then the card. If sessions are in the way, what
    becomes of them."""
    coach = turn.as_coach()
    try:
        await work_on(
            turn.database,
            coach.id,
            press.rule,
            press.day,
            off=bool(press.off),
            **turn.intent,
        )
    except LeaveHitsBookings:
        return await rescue_days.plan(turn, PlanDay(press.rule, press.day))
    day = turn.words.short_day(press.day)
    toast = turn.words.label("leave.off_again" if press.off else "leave.works_on", day=day)
    return replace(await rule_now(turn, press.rule), toast=toast)


async def ask_end(turn: Turn, press: AskEndRule) -> Reply:
    """Ask from which of its days on they work again: all of it, or from a later one."""
    words, coach = turn.words, turn.as_coach()
    try:
        rule = rule_of(coach, press.rule)
    except NotFound:
        return await show_leave_gone(turn)
    now = wall(turn, coach)
    ahead = list(rule.ahead(now))
    whole = Key(words.label("leave.end_now"), EndRule(rule.id, now.date()), DANGER)
    later = [
        (Key(words.label("leave.end_from", day=words.short_day(day)), EndRule(rule.id, day)),)
        for day in ahead[1:DAYS_SHOWN]
    ]
    no = Key(words.label("leave.keep"), ShowRule(rule.id))
    text = words.text("leave.ask_end", stretch=pattern(words, rule.pattern))
    return Reply(Screen(text, ((whole,), *later, (no,), way_out(words))))


async def end(turn: Turn, press: EndRule) -> Reply:
    """Give the rule back from that day on."""
    coach = turn.as_coach()
    today = wall(turn, coach).date()
    was_there = await end_repeating(
        turn.database,
        coach.id,
        press.rule,
        max(press.day, today),
        actor=turn.actor,
        now=turn.now,
    )
    if not was_there:
        return await show_leave_gone(turn)
    undo = UndoRepeating(coach.id, press.rule)
    return await show_updated_list(turn, turn.words.label("leave.ended"), undo=undo)


async def rule_now(turn: Turn, rule: int) -> Reply:
    """The card after a change."""
    return Reply(rule_card(turn, rule_of(await coach_now(turn), rule)))


def rule_card(turn: Turn, rule: LeaveRule) -> Screen:
    """What it is, and what can be done with it."""
    words, coach = turn.words, turn.as_coach()
    ahead = list(rule.ahead(wall(turn, coach)))
    rows: list[Row] = []
    for day in ahead[:DAYS_SHOWN]:
        worked = day in rule.skipped
        label = words.label(
            "leave.day_worked" if worked else "leave.day_off", day=words.short_day(day)
        )
        rows.append((Key(label, WorkOn(rule.id, day, int(worked))),))
    if ahead:
        rows.append((Key(words.label("leave.change"), _draft_of(rule, ahead[0])),))
    rows.append(reason_keys(words, rule.note, 0, rule.id))
    rows.append((Key(words.label("leave.end_key"), AskEndRule(rule.id), DANGER),))
    text = card_text(words, coach, pattern(words, rule.pattern), rule.note)
    if ahead:
        remaining = sum(day not in rule.skipped for day in ahead)
        text = f"{text}\n\n{words.plural('leave.rule_left', remaining)}"
    return Screen(text, (*rows, way_out(words, links.ShowLeaveList())))


def _draft_of(rule: LeaveRule, first: date) -> DraftRule:
    """The rule as it holds from its next day on."""
    one = rule.pattern
    bits = sum(1 << day for day in one.weekdays)
    return DraftRule(bits, one.every, one.starts, one.ends, first, one.until, rule.id, "d", first)


SCRIPT = Script(
    presses={
        ShowRule: Step(show_rule, Permission.WORK),
        WorkOn: Step(work_after_all, Permission.WORK),
        AskEndRule: Step(ask_end, Permission.WORK),
        EndRule: Step(end, Permission.WORK),
    },
)
