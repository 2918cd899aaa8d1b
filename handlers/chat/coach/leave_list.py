"""A coach's leave as a list, and as words."""

from collections.abc import Callable
from datetime import date, time

from domain.catalogue import Coach
from domain.hours import MIDNIGHT
from domain.leave import Leave
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.labels import CUT, fit
from handlers.chat.frame.screen import PRIMARY, Key, Row, Screen
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.desk_links import ShowWeek
from handlers.wording import cards
from handlers.wording.words import Words

MOST_SHOWN = 20
LONGEST_NOTE = 60  # letters; twenty of them fit into one message


@button("lf")
class ChooseFirst(Press):
    """Pick the first day off in the month of this day."""

    month: date


@button("lq")
class AskDelete(Press):
    """Delete it?"""

    leave: int


def screen(turn: Turn, coach: Coach) -> Screen:
    """What lies ahead, each with a way to delete it."""
    words, now = turn.words, turn.now.astimezone(coach.tz).replace(tzinfo=None)
    ahead = sorted((a for a in coach.leaves if a.ends > now), key=lambda leave: leave.starts)
    title = words.text("leave.title")
    rows: list[Row] = [(_delete_key(words, leave),) for leave in ahead[:MOST_SHOWN]]
    rows.append((Key(words.label("leave.add"), ChooseFirst(now.date()), PRIMARY),))
    rows.append((Key(words.label("hours.key"), ShowWeek(coach.id)),))
    if ahead:
        lines = [_line(words, a) for a in ahead]
        more = [words.plural("leave.more", len(lines) - MOST_SHOWN)] if lines[MOST_SHOWN:] else []
        zone = words.text("leave.zone", zone=words.zone(coach.zone))
        text = cards.titled(title, cards.bullet(lines[:MOST_SHOWN]), *more, zone)
    else:
        text = cards.titled(title, words.text("leave.none"))
    return Screen(text, (*rows, way_out(words)))


def written(words: Words, leave: Leave) -> str:
    """A stretch in full: one day, days, or hours of a day."""
    return _with(words, leave, words.day)


def _line(words: Words, leave: Leave) -> str:
    stretch = written(words, leave)
    if not leave.note:
        return words.text("leave.line", stretch=stretch)
    return words.text("leave.line_noted", stretch=stretch, note=_in_short(leave.note))


def _in_short(note: str) -> str:
    """A note on one line; a long one ends after a word, if it is written in words."""
    whole = " ".join(note.split())
    short = fit(whole, LONGEST_NOTE)
    head, _, _ = short.rpartition(" ")
    return f"{head} {CUT}" if short != whole and len(head) > LONGEST_NOTE // 2 else short


def _delete_key(words: Words, leave: Leave) -> Key:
    stretch = _with(words, leave, words.short_day)
    return Key(words.label("leave.delete_key", stretch=stretch), AskDelete(leave.id))


def _with(words: Words, leave: Leave, day: Callable[[date], str]) -> str:
    first, last = day(leave.first_day), day(leave.last_day)
    if leave.whole_days:
        same = leave.first_day == leave.last_day
        return first if same else words.label("leave.days", first=first, last=last)
    starts, ends = words.clock(leave.starts), words.clock(leave.ends)
    if leave.first_day == leave.last_day:
        ends = words.minute(MIDNIGHT) if leave.ends.time() == time.min else ends
        return words.label("leave.hours", day=first, starts=starts, ends=ends)
    return words.label(
        "leave.days", first=f"{first}, {starts}", last=f"{day(leave.ends.date())}, {ends}"
    )
