"""The parts of a coach's day that are off: leave, closures, and blocked time."""

from collections.abc import Sequence
from datetime import date, time
from typing import Final

from domain.services.catalogue import Coach
from domain.working_hours.closures import names_of
from domain.working_hours.hours import MIDNIGHT
from domain.working_hours.leave import Leave, wall
from handlers.buttons.labels import fit
from handlers.buttons.screen import Key, Row
from handlers.chat.coach.leave.leave_list import ShowLeave
from handlers.chat.frame.turn import Turn
from handlers.queries.working_hours import leave as queries

MOST: Final = 6  # of each kind
SHORT: Final = 40  # letters of what a block is for


async def lines(turn: Turn, coach: Coach, day: date) -> list[str]:
    """One line for each kind; none on an ordinary day."""
    words, sentences = turn.words, list[str]()
    closures = turn.catalogue.closures
    if closed := names_of(closures, coach.opened_days, day, day, words.language):
        sentences.append(words.text("week.closed", closure=", ".join(closed)))
    leaves = _of_day(coach, day)
    leave = [one for one in leaves if not one.block]
    if any(one.starts <= wall(day, 0) and wall(day, MIDNIGHT) <= one.ends for one in leave):
        sentences.append(words.text("week.leave"))
    elif leave:
        times = ", ".join(_hours(turn, one, day) for one in leave[:MOST])
        sentences.append(words.text("week.leave_hours", times=times))
    if _blocks(leaves):
        noted = await queries.with_notes(turn.database, coach, actor=turn.actor)
        each = [
            words.label("block.of_day", clock=_hours(turn, one, day), note=fit(one.note, SHORT))
            if one.note
            else _hours(turn, one, day)
            for one in _blocks(_of_day(noted, day))
        ]
        sentences.append(words.text("block.day_line", times=", ".join(each)))
    return sentences


def keys(turn: Turn, coach: Coach, day: date) -> list[Row]:
    """A key for each blocked time."""
    return [
        (Key(turn.words.label("block.day_key", clock=_hours(turn, one, day)), ShowLeave(one.id)),)
        for one in _blocks(_of_day(coach, day))
    ]


def _of_day(coach: Coach, day: date) -> list[Leave]:
    first, last = wall(day, 0), wall(day, MIDNIGHT)
    return [one for one in coach.leaves if one.starts < last and first < one.ends]


def _blocks(leaves: Sequence[Leave]) -> list[Leave]:
    return [one for one in leaves if one.block][:MOST]


def _hours(turn: Turn, one: Leave, day: date) -> str:
    """The part of it on this day, in wall time as entered; midnight is 24:00."""
    words = turn.words
    starts, ends = max(one.starts, wall(day, 0)), min(one.ends, wall(day, MIDNIGHT))
    end = words.minute(MIDNIGHT) if ends.time() == time.min else words.clock(ends)
    return f"{words.clock(starts)}–{end}"
