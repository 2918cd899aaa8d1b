"""The times that a coach has marked to propose them, as they ride in buttons."""

from collections.abc import Iterable
from datetime import date

from domain.spans import epoch
from handlers.chat.frame.buttons import Press, button
from handlers.chat.parts.search import in_range

Marks = tuple[int, ...]
"""The marked starts in order, epoch minutes; on a button always three, 0 for none."""


@button("pm")
class MarkMonth(Press):
    """The free days of the month that `day` is in."""

    appointment: int
    first: int
    second: int
    third: int
    day: date


@button("pd")
class MarkDay(Press):
    """The free starts of a day, with these marked. part: as of `PickDay`."""

    appointment: int
    first: int
    second: int
    third: int
    day: date
    part: str


@button("px")
class Enough(Press):
    """A start that cannot be marked: as many are marked as are allowed."""


@button("ps")
class Send(Press):
    """Propose the marked starts. anyway: 1 to set rules aside that protect the coach."""

    appointment: int
    first: int
    second: int
    third: int
    anyway: int = 0


def marked(press: MarkMonth | MarkDay | Send) -> Marks:
    return in_order((press.first, press.second, press.third))


def in_order(minutes: Iterable[int]) -> Marks:
    """Each once, in order, clamped to where dates can be computed: buttons can be forged."""
    return tuple(sorted({epoch(in_range(m * 60)) // 60 for m in minutes if m}))


def three(marks: Marks) -> tuple[int, int, int]:
    first, second, third = (*marks, 0, 0, 0)[:3]
    return first, second, third
