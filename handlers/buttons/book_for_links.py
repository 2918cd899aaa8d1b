"""Buttons with which a coach books for a customer. who: the customer's id, coach: the calendar's.

choice: as in `domain.services.service_choice`. start: epoch minutes.
"""

from datetime import date

from handlers.buttons.press import Press, button


@button("fw")
class BookFor(Press):
    """For whom?"""

    coach: int


@button("fn")
class ForNew(Press):
    """For somebody new, of the name that was typed."""

    coach: int


@button("fs")
class ForService(Press):
    """What? page: from 0."""

    coach: int
    who: int
    page: int = 0


@button("fm")
class ForMonth(Press):
    """The free days of the month that `day` is in."""

    service: int
    coach: int
    who: int
    day: date
    choice: str = ""


@button("fd")
class ForDay(Press):
    """The free starts of this day. part: as in `day_rows`."""

    service: int
    coach: int
    who: int
    day: date
    part: str = ""
    choice: str = ""


@button("ft")
class ForStart(Press):
    """The last look before this start is booked."""

    service: int
    coach: int
    who: int
    start: int
    choice: str = ""


@button("fk")
class ForConfirm(Press):
    """Book it. promised: the mark of what was shown. anyway: the coach's own rules are set aside
    (1). asks: the customer is asked first (1)."""

    service: int
    coach: int
    who: int
    start: int
    promised: int
    anyway: int = 0
    choice: str = ""
    asks: int = 0
