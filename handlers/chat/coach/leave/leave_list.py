"""A coach's leave as a list: what lies ahead, and separately what is over."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from domain.refusals import NotFound
from domain.services.catalogue import Coach
from domain.working_hours.hours import MIDNIGHT
from domain.working_hours.leave import LEAVE_KEPT, Leave
from domain.working_hours.leave_rules import USUAL_DAYS, LeaveRule
from handlers.actions.services.catalogue import newest
from handlers.buttons import links
from handlers.buttons.coach_links import ShowWeek
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, fit
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.chat.cards import undo_keys
from handlers.chat.cards.undo_keys import UndoLeave, UndoRepeating
from handlers.chat.coach.leave.leave_words import (
    next_days,
    note_in_short,
)
from handlers.chat.frame.answers import LISTENS, Question, ask
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.queries.working_hours import leave
from handlers.wording import cards
from handlers.wording.leave_patterns import pattern, rhythm
from handlers.wording.leave_wording import in_short, stretch_text
from handlers.wording.words import Words

TYPED, LISTED = "leave.typed", f"{LISTENS}leave"
MOST_SHOWN = 20


@button("lf")
class ChooseLeaveStart(Press):
    """Pick the first day off in the month of this day. leave: what changes, 0 for new."""

    month: date
    leave: int = 0


@button("ll")
class ChooseLeaveEnd(Press):
    """Pick the last day off in the month of this day."""

    first: date
    month: date
    leave: int = 0


@button("lw")
class ReviewLeave(Press):
    """From a minute of the first day to a minute of the last. leave: as in `ChooseLeaveStart`."""

    first: date
    starts: int
    last: date
    ends: int
    leave: int = 0


@button("lvv")
class ShowLeave(Press):
    """The card of leave that does not repeat."""

    leave: int


@button("lrv")
class ShowRule(Press):
    """The card of leave that repeats."""

    rule: int


@button("lr")
class DraftRule(Press):
    """Repeating leave, as far as it is put together. days: bits, bit 0 is Monday; the other fields
    as in `LeavePattern`. rule: what changes, 0 for new. page: d, or what is being chosen: h hours,
    u until which hour, f the first day, t the last. month: of that calendar.
    """

    days: int
    every: int
    starts: int
    ends: int
    first: date
    until: date
    rule: int
    page: str
    month: date


@button("lpa")
class ShowPast(Press):
    """What is over."""


async def show_list(turn: Turn, coach: Coach) -> Reply:
    """The list; days typed next are meant for it."""
    coach = await leave.with_notes(turn.database, coach, actor=turn.actor)
    return await ask(turn, Question(LISTED, screen(turn, coach)))


async def show_updated_list(
    turn: Turn, toast: str, *, undo: UndoLeave | UndoRepeating | None = None
) -> Reply:
    """The list as it is now, and what has happened. undo: the key that takes that back, for a
    minute."""
    now_ = (await newest(turn.database)).coaches.get(turn.as_coach().id)
    if now_ is None:
        raise NotFound
    reply = await show_list(turn, now_)
    if undo and reply.screen is not None:
        reply = replace(reply, screen=undo_keys.above_leave(turn, reply.screen, undo))
    return replace(reply, toast=toast)


async def coach_now(turn: Turn) -> Coach:
    """The coach after a change of their leave, with its reasons."""
    coach = (await newest(turn.database)).coaches[turn.as_coach().id]
    return await leave.with_notes(turn.database, coach, actor=turn.actor)


async def show_leave_gone(turn: Turn) -> Reply:
    """What a button was about is gone."""
    return await show_updated_list(turn, turn.words.label("leave.gone"))


def new_draft(today: date) -> DraftRule:
    """Leave that repeats, with nothing set yet."""
    until = today + timedelta(days=USUAL_DAYS)
    return DraftRule(0, 1, 0, MIDNIGHT, today, until, 0, "d", today)


def screen(turn: Turn, coach: Coach) -> Screen:
    """What lies ahead, each with its card."""
    words, now = turn.words, wall(turn, coach)
    lines, keys = [], list[Row]()
    entries = _ahead(coach, now)
    for entry in entries[:MOST_SHOWN]:
        if isinstance(entry, Leave):
            lines.append(_line(words, _in_full(words, entry), entry.note))
            keys.append((Key(in_short(words, entry), ShowLeave(entry.id)),))
        else:
            lines.append(_rule_line(words, entry, now))
            label = words.label("leave.rule_key", rule=rhythm(words, entry.pattern))
            keys.append((Key(fit(label, WHOLE), ShowRule(entry.id)),))
    keys.append(
        (
            Key(words.label("leave.add"), ChooseLeaveStart(now.date()), PRIMARY),
            Key(words.label("leave.add_rule"), new_draft(now.date())),
        )
    )
    beside = [Key(words.label("hours.key"), ShowWeek(coach.id))]
    if _over(coach, now):
        beside.insert(0, Key(words.label("leave.past_key"), ShowPast()))
    keys.append(tuple(beside))
    title = words.text("leave.title")
    if not entries:
        return Screen(cards.with_title(title, words.text("leave.none")), (*keys, way_out(words)))
    rest = len(entries) - MOST_SHOWN
    more = [words.plural("leave.more", rest)] if rest > 0 else []
    zone = words.text("leave.zone", zone=words.zone(coach.zone))
    text = cards.with_title(title, cards.bullet(lines), *more, zone)
    return Screen(text, (*keys, way_out(words)))


async def past(turn: Turn, press: ShowPast) -> Reply:
    """What is over and still kept, the latest first."""
    words = turn.words
    coach = await leave.with_notes(turn.database, turn.as_coach(), actor=turn.actor)
    over = _over(coach, wall(turn, coach))
    lines = [_line(words, _in_full(words, one), one.note) for one in over[:MOST_SHOWN]]
    title = words.text("leave.past_title")
    retention_note = words.plural("leave.past_kept", LEAVE_KEPT.days)
    body = cards.bullet(lines) if lines else words.text("leave.past_none")
    return Reply(
        Screen(
            cards.with_title(title, body, retention_note), (way_out(words, links.ShowLeaveList()),)
        )
    )


def wall(turn: Turn, coach: Coach) -> datetime:
    """Now on the coach's clock, naive as leave is."""
    return turn.now.astimezone(coach.tz).replace(tzinfo=None)


def _ahead(coach: Coach, now: datetime) -> list[Leave | LeaveRule]:
    """What is not over, in order of the next time off."""
    entries: list[tuple[datetime, int, Leave | LeaveRule]] = [
        (leave.starts, leave.id, leave) for leave in coach.single_leaves if leave.ends > now
    ]
    for rule in coach.repeats:
        day = next(rule.ahead(now), None)
        if day is not None:
            entries.append((rule.pattern.on(day).starts, rule.id, rule))
    return [entry for _, _, entry in sorted(entries, key=lambda one: one[:2])]


def _over(coach: Coach, now: datetime) -> list[Leave | LeaveRule]:
    """What is over and still kept, the latest first."""
    since = now - LEAVE_KEPT
    entries: list[tuple[datetime, int, Leave | LeaveRule]] = [
        (leave.ends, leave.id, leave) for leave in coach.single_leaves if since < leave.ends <= now
    ]
    for rule in coach.repeats:
        ends = max((leave.ends for leave in rule.times()), default=since)
        if since < ends <= now and next(rule.ahead(now), None) is None:
            entries.append((ends, rule.id, rule))
    return [one for _, _, one in sorted(entries, key=lambda one: one[:2], reverse=True)]


def _in_full(words: Words, one: Leave | LeaveRule) -> str:
    if not isinstance(one, Leave):
        return pattern(words, one.pattern)
    stretch = stretch_text(words, one)
    return words.label("block.in_list", stretch=stretch) if one.block else stretch


def _line(words: Words, stretch: str, note: str | None) -> str:
    if not note:
        return words.text("leave.line", stretch=stretch)
    return words.text("leave.line_noted", stretch=stretch, note=note_in_short(note))


def _rule_line(words: Words, rule: LeaveRule, now: datetime) -> str:
    line = _line(words, pattern(words, rule.pattern), rule.note)
    days = next_days(words, rule, list(rule.ahead(now)))
    return f"{line}\n{words.text('leave.rule_next', days=days)}" if days else line
