"""Part of one day that a coach keeps for something else: "14-15", "tomorrow 2-3pm dentist"."""

from dataclasses import dataclass
from datetime import date

from domain.working_hours.hours import MIDNIGHT
from domain.working_hours.leave import LeaveStretch, wall
from handlers.typing.hours import read_hours
from handlers.typing.normalization import LONGEST
from handlers.typing.reading import ParsedValue, ParseFailure, Reading, readings_of, refine
from handlers.typing.time_off import TimeOff, read_time_off
from handlers.typing.vocabulary import Vocabulary

EXAMPLE = "14-15"
_MOST_TRIED = 12


@dataclass(frozen=True, slots=True)
class TypedBlockedTime:
    """What was typed. label: what it is for, as typed, or None."""

    stretch: LeaveStretch
    label: str | None = None


def read_blocked_time(
    text: str, day: date, today: date, vocabulary: Vocabulary
) -> Reading[TypedBlockedTime]:
    """Hours of a day, else a `ParseFailure` with an example. day: the one meant if none is named.

    Anything that spans several days, or repeats, is leave, and is refused here.
    """
    if len(text) > LONGEST:
        return ParseFailure("too_long", text[:40], EXAMPLE)
    off = read_time_off(text, today, vocabulary)
    if isinstance(off, ParseFailure) and off.month is not None:
        return off
    dated = refine(off, _of_one_day)
    elsewhere = [one for one in readings_of(dated) if one.stretch.starts.date() != today]
    if elsewhere:
        return dated
    days = any(map(str.isalpha, text)) and all(one.note is None for one in readings_of(off))
    if days and readings_of(off) and not readings_of(dated):
        return ParseFailure("hours_unreadable", text[:40], EXAMPLE)  # "14-15 March": that is leave
    words = text.split()
    for end in range(len(words), max(0, len(words) - _MOST_TRIED), -1):
        stretch = _of_day(" ".join(words[:end]), day, vocabulary)
        if stretch is not None:
            label = " ".join(words[end:]).strip(" ,;:()–-")
            return ParsedValue(TypedBlockedTime(stretch, label or None))
    return dated if readings_of(dated) else ParseFailure("hours_unreadable", text[:40], EXAMPLE)


def _of_day(text: str, day: date, vocabulary: Vocabulary) -> LeaveStretch | None:
    """Hours alone, which belong to the day on the screen."""
    stretches = [
        LeaveStretch(wall(day, first), wall(day, last))
        for hours in readings_of(read_hours(text, vocabulary))
        if len(hours) == 1 and not hours[0].days and len(hours[0].windows) == 1
        for first, last in hours[0].windows
    ]
    # Of two readings, the later: people block time within their working hours.
    return max(filter(_short, stretches), key=lambda one: one.starts, default=None)


def _of_one_day(time_off: TimeOff) -> TypedBlockedTime | ParseFailure:
    if isinstance(time_off.when, LeaveStretch) and _short(time_off.when):
        return TypedBlockedTime(time_off.when, time_off.note)
    return ParseFailure("hours_unreadable", "", EXAMPLE)


def _short(stretch: LeaveStretch) -> bool:
    """Whether it is part of one day, and not all of it."""
    minutes = (stretch.ends - stretch.starts).total_seconds() / 60
    ends = stretch.ends.time() == stretch.ends.min.time()
    same = stretch.starts.date() == stretch.ends.date() or ends
    return same and 0 < minutes < MIDNIGHT
