"""The times a coach has marked to propose, as buttons carry them."""

from datetime import date

from handlers.buttons.press import Press, button
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
    """The free starts of a day, with these marked. part: as in `PickDay`."""

    appointment: int
    first: int
    second: int
    third: int
    day: date
    part: str


@button("px")
class EnoughMarked(Press):
    """A start that cannot be marked, since the most allowed are marked already."""


@button("ps")
class SendMarked(Press):
    """Propose the marked starts. anyway: 1 to set the coach's own rules aside."""

    appointment: int
    first: int
    second: int
    third: int
    anyway: int = 0


def marks_of(press: MarkMonth | MarkDay | SendMarked) -> Marks:
    return in_order((press.first, press.second, press.third))
