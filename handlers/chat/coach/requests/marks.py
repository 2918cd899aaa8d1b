"""The times that a coach has marked to propose them, as they ride in buttons."""

from datetime import date

from handlers.chat.frame.buttons import Press, button
from handlers.chat.parts.marking import Marks, in_order


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


def marks_of(press: MarkMonth | MarkDay | Send) -> Marks:
    return in_order((press.first, press.second, press.third))
