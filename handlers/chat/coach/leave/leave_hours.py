"""Hours off by buttons: the half hours of a working day.

1 choose_from      from when on that day; its morning or its afternoon with one press
2 choose_until     until when → leave.review
"""

from collections.abc import Callable, Sequence
from datetime import date

from domain.refusals import BadInput
from domain.roles import Permission
from domain.text import field_text
from domain.working_hours.hours import MIDNIGHT, Window
from handlers.buttons.keyboards import grid, way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.coach.leave.leave_list import ChooseLeaveEnd, ReviewLeave
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.wording.words import Words

NOON = MIDNIGHT // 2
HALF_HOUR = 30
USUAL: Window = (8 * 60, 20 * 60)
IN_A_ROW = (4, 3)


@button("lz")
class ChooseFrom(Press):
    """Pick from when on this day. leave: what changes, 0 for new."""

    day: date
    leave: int = 0


@button("lu")
class ChooseUntil(Press):
    """Pick until when, from this minute of the day on."""

    day: date
    starts: int
    leave: int = 0


async def choose_from(turn: Turn, press: ChooseFrom) -> Reply:
    """Where the hours begin."""
    words, coach = turn.words, turn.as_coach()
    _check_day(turn, press.day)
    windows = coach.hours.on(press.day)
    whole = words.label("leave.morning"), words.label("leave.afternoon")
    halves: Row = (
        Key(whole[0], ReviewLeave(press.day, 0, press.day, NOON, press.leave)),
        Key(whole[1], ReviewLeave(press.day, NOON, press.day, MIDNIGHT, press.leave)),
    )
    rows = from_rows(words, windows, lambda m: ChooseUntil(press.day, m, press.leave))
    text = words.text("leave.choose_from", day=words.day(press.day))
    back = ChooseLeaveEnd(press.day, press.day, press.leave)
    return Reply(Screen(text, (halves, *rows, way_out(words, back))))


async def choose_until(turn: Turn, press: ChooseUntil) -> Reply:
    """Where they end."""
    words, coach = turn.words, turn.as_coach()
    _check_day(turn, press.day)
    if not 0 <= press.starts < MIDNIGHT:
        raise BadInput("days")
    rows = until_rows(
        words,
        coach.hours.on(press.day),
        press.starts,
        lambda m: ReviewLeave(press.day, press.starts, press.day, m, press.leave),
    )
    begins = words.minute(press.starts)
    text = words.text("leave.choose_until", day=words.day(press.day), starts=begins)
    return Reply(Screen(text, (*rows, way_out(words, ChooseFrom(press.day, press.leave)))))


def from_rows(
    words: Words, windows: Sequence[Window], on_minute: Callable[[int], Press]
) -> tuple[Row, ...]:
    """The half hours of these working hours as keys; without any, those of the usual day."""
    first, last = _bounds(windows)
    return _grid(words, range(first, last, HALF_HOUR), on_minute)


def until_rows(
    words: Words, windows: Sequence[Window], starts: int, on_minute: Callable[[int], Press]
) -> tuple[Row, ...]:
    """The half hours after a minute, and midnight."""
    _, last = _bounds(windows)
    minutes = [*range(starts + HALF_HOUR, last + 1, HALF_HOUR)]
    if MIDNIGHT not in minutes:
        minutes.append(MIDNIGHT)
    return _grid(words, minutes, on_minute)


def _bounds(windows: Sequence[Window]) -> Window:
    first = min((start for start, _ in windows), default=USUAL[0]) // HALF_HOUR * HALF_HOUR
    return first, min(max((end for _, end in windows), default=USUAL[1]), MIDNIGHT)


def _grid(
    words: Words, minutes: Sequence[int], on_minute: Callable[[int], Press]
) -> tuple[Row, ...]:
    return grid([Key(words.minute(m), on_minute(m)) for m in minutes], *IN_A_ROW)


def _check_day(turn: Turn, day: date) -> None:
    field_text.check_days(day, day, turn.now.astimezone(turn.as_coach().tz).date())


SCRIPT = Script(
    presses={
        ChooseFrom: Step(choose_from, Permission.WORK),
        ChooseUntil: Step(choose_until, Permission.WORK),
    },
)
