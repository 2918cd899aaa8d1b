"""Repeating leave, put together with buttons.

1 overview         weekdays, every how many weeks, which hours, from when, until when → leave_rules
2 hours, calendar  of one of these → overview
"""

from dataclasses import replace
from datetime import date, timedelta

from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from domain.text.field_text import FARTHEST_DAY, LONGEST_LEAVE
from domain.working_hours.hours import MIDNIGHT, Window
from domain.working_hours.leave_rules import MOST_WEEKS, LeavePattern
from handlers.actions.working_hours.leave_rules_ahead import rule_of
from handlers.buttons import links
from handlers.buttons.keyboards import choice_key, in_rows, way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.chat.coach.leave.leave_hours import NOON, from_rows, until_rows
from handlers.chat.coach.leave.leave_list import TYPED, DraftRule, ShowRule, show_leave_gone, wall
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.calendar import CalendarBounds, month_rows
from handlers.chat.parts.dates import days_of_month, within
from handlers.wording.leave_patterns import rhythm

WEEKS = (1, 2, 3, 4)
HOURS: tuple[Window, ...] = ((0, MIDNIGHT), (0, NOON), (NOON, MIDNIGHT))


@button("lrr")
class ReviewRule(Press):
    """A rule as it would be saved; the fields as in `DraftRule`."""

    days: int
    every: int
    starts: int
    ends: int
    first: date
    until: date
    rule: int = 0


@button("lrs")
class SaveRule(Press):
    """As reviewed."""

    days: int
    every: int
    starts: int
    ends: int
    first: date
    until: date
    rule: int = 0


async def draft(turn: Turn, press: DraftRule) -> Reply:
    """What is set so far, or one part of it."""
    try:
        check(turn, press)
    except NotFound:
        return await show_leave_gone(turn)
    return await ask(turn, Question(TYPED, _page(turn, press)))


def draft_question(turn: Turn, press: ReviewRule) -> Question:
    """Ask again: from what was set, or from the beginning if that cannot be shown."""
    try:
        check(turn, press)
    except BadInput:
        today = wall(turn, turn.as_coach()).date()
        press = ReviewRule(0, 1, 0, MIDNIGHT, today, today)
    return Question(TYPED, _overview(turn, as_draft(press)))


def check(turn: Turn, press: DraftRule | ReviewRule) -> None:
    """BadInput for a button we never offered, NotFound for a rule that is gone."""
    today = wall(turn, turn.as_coach()).date()
    if press.rule:
        rule_of(turn.as_coach(), press.rule)
    earliest = today - timedelta(days=LONGEST_LEAVE)
    latest = today + timedelta(days=FARTHEST_DAY)
    days = earliest <= press.first <= press.until <= latest and 0 <= press.days < 1 << 7
    hours = 0 <= press.starts < MIDNIGHT and press.starts < press.ends <= 2 * MIDNIGHT
    if not (days and hours and 1 <= press.every <= MOST_WEEKS):
        raise BadInput("days")


def weekdays(bits: int) -> tuple[int, ...]:
    """The weekdays of a button, which may be none."""
    return tuple(n for n in range(7) if bits >> n & 1)


def pattern_of(press: ReviewRule) -> LeavePattern:
    """The rule of a button; its weeks are counted from its first time."""
    days = weekdays(press.days)
    one = LeavePattern(days, press.starts, press.ends, press.first, press.until, press.every)
    if not one.possible:
        raise BadInput("days")
    soon = (press.first + timedelta(days=n) for n in range(7))
    first = next(day for day in soon if day.weekday() in days)
    return replace(one, first=first) if first <= press.until else one


def _page(turn: Turn, press: DraftRule) -> Screen:
    words, coach = turn.words, turn.as_coach()
    whole = replace(press, page="d")
    windows = [w for day in weekdays(press.days) for w in coach.hours.weekly[day]]
    if press.page == "h":
        rows = from_rows(words, windows, lambda m: replace(press, page="u", starts=m))
        return Screen(words.text("leave.rule_from_hour"), (*rows, way_out(words, whole)))
    if press.page == "u":
        rows = until_rows(words, windows, press.starts, lambda m: replace(press, page="d", ends=m))
        text = words.text("leave.rule_until_hour", starts=words.minute(press.starts))
        return Screen(text, (*rows, way_out(words, replace(press, page="h"))))
    if press.page in ("f", "t"):
        return _calendar(turn, press)
    return _overview(turn, press)


def _overview(turn: Turn, press: DraftRule) -> Screen:
    words = turn.words
    days = tuple(
        choice_key(name, replace(press, days=press.days ^ 1 << n), chosen=bool(press.days >> n & 1))
        for n, name in enumerate(words.weekdays)
    )
    weeks = [
        choice_key(
            words.plural("leave.weeks_key", n), replace(press, every=n), chosen=press.every == n
        )
        for n in WEEKS
    ]
    rows: list[Row] = [days, *in_rows(weeks, 2)]
    labels = (
        words.label("leave.whole_day"),
        words.label("leave.morning"),
        words.label("leave.afternoon"),
    )
    hours = press.starts, press.ends
    keys = [
        choice_key(label, _with_hours(press, these), chosen=hours == these)
        for label, these in zip(labels, HOURS, strict=True)
    ]
    other = replace(press, page="h", starts=0, ends=MIDNIGHT)
    keys.append(choice_key(words.label("leave.other_hours"), other, chosen=hours not in HOURS))
    rows += [tuple(keys[:2]), tuple(keys[2:])]
    first = words.label("leave.from_key", day=words.day(press.first))
    until = words.label("leave.until_key", day=words.day(press.until))
    rows.append((Key(first, replace(press, page="f", month=press.first)),))
    rows.append((Key(until, replace(press, page="t", month=press.until)),))
    back: Press = ShowRule(press.rule) if press.rule else links.ShowLeaveList()
    if not press.days:
        title = words.text("leave.draft_empty")
        return Screen(title, (*rows, way_out(words, back)))
    one = LeavePattern(weekdays(press.days), *hours, press.first, press.until, press.every)
    rows.append((Key(words.label("leave.onward"), ReviewRule(*fields_of(press)), PRIMARY),))
    text = words.text(
        "leave.draft",
        rule=rhythm(words, one),
        first=words.day(press.first),
        until=words.day(press.until),
    )
    return Screen(text, (*rows, way_out(words, back)))


def _calendar(turn: Turn, press: DraftRule) -> Screen:
    words, today = turn.words, wall(turn, turn.as_coach()).date()
    begins = press.page == "f"
    farthest = today + timedelta(days=FARTHEST_DAY)
    bounds = (
        CalendarBounds(today, farthest)
        if begins
        else CalendarBounds(max(press.first, today), farthest)
    )
    month = within(press.month, bounds)

    def with_day(day: date) -> DraftRule:
        if begins:
            return replace(press, page="d", first=day, until=max(day, press.until))
        return replace(press, page="d", until=day)

    rows = month_rows(
        words,
        month,
        bounds,
        days_of_month(month, bounds),
        with_day,
        lambda other: replace(press, month=other),
        chosen_days=[press.first if begins else press.until],
    )
    text = words.text("leave.rule_first" if begins else "leave.rule_last")
    return Screen(text, (*rows, way_out(words, replace(press, page="d"))))


def _with_hours(press: DraftRule, hours: Window) -> DraftRule:
    return replace(press, starts=hours[0], ends=hours[1])


def as_draft(press: ReviewRule) -> DraftRule:
    """What was reviewed, to be changed."""
    return DraftRule(*fields_of(press), "d", press.first)


def fields_of(
    press: DraftRule | ReviewRule | SaveRule,
) -> tuple[int, int, int, int, date, date, int]:
    """A rule as the fields of these buttons, in their order."""
    hours = press.starts, press.ends
    return press.days, press.every, *hours, press.first, press.until, press.rule


SCRIPT = Script(presses={DraftRule: Step(draft, Permission.WORK)})
