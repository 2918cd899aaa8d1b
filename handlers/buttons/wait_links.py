"""The buttons of the waitlist, and the way into it from where nothing is free."""

from datetime import date, timedelta
from typing import Final

from domain.waitlist.waitlist import EVERY_DAY, Part, WaitTimes
from handlers.buttons.press import Press, button
from handlers.buttons.screen import Key, Row
from handlers.wording.words import Words

# The weekdays take the lowest seven bits of the flags, the part two, short notice one.
_PARTS: Final = tuple(Part)
_PART_AT: Final = 7
_SHORT_AT: Final = 9
LONGEST: Final = 366
EARLIEST, LATEST = date(2000, 1, 1), date(2999, 1, 1)


@button("wl")
class Waitlist(Press):
    """All places somebody has in line."""


@button("wd")
class EditWait(Press):
    """The times to wait for, as chosen so far. days: how many days the last is after the first.
    flags: of `flags_of`. wait: the place being changed, 0 for a new one."""

    service: int
    coach: int
    first: date
    days: int
    flags: int
    choice: str = ""
    wait: int = 0


@button("wu")
class PickLast(Press):
    """Choose the last day, in the month that `month` is in. The rest is as in `EditWait`."""

    service: int
    coach: int
    first: date
    days: int
    flags: int
    month: date
    choice: str = ""
    wait: int = 0


@button("wj")
class JoinWaitlist(Press):
    """Wait for these times. The fields are those of `EditWait`."""

    service: int
    coach: int
    first: date
    days: int
    flags: int
    choice: str = ""
    wait: int = 0


@button("wp")
class ShowWaitlistPlace(Press):
    """One place in line."""

    wait: int


@button("wx")
class AskLeaveWaitlist(Press):
    """Ask whether to leave this line."""

    wait: int


@button("wy")
class LeaveWaitlist(Press):
    """Yes, leave it."""

    wait: int


@button("wt")
class TakeWaitOffer(Press):
    """Take what is kept, at the price that was shown (smallest unit). currency: "" if unknown."""

    offer: int
    price: int
    currency: str = ""


@button("wn")
class PassWaitOffer(Press):
    """Let the next have it."""

    offer: int


def flags_of(weekdays: int = EVERY_DAY, part: Part = Part.ANY, *, short: bool = False) -> int:
    """The times on a button, apart from the days."""
    return weekdays | _PARTS.index(part) << _PART_AT | short << _SHORT_AT


def times_of(first: date, days: int, flags: int, zone: str) -> WaitTimes:
    """The times on a button; bounded, as it may be forged."""
    first = min(max(first, EARLIEST), LATEST)
    last = first + timedelta(days=min(max(days, 0), LONGEST))
    return WaitTimes(
        first,
        last,
        zone,
        flags & EVERY_DAY or EVERY_DAY,
        _PARTS[flags >> _PART_AT & 3],
        bool(flags >> _SHORT_AT & 1),
    )


def wait_row(
    words: Words,
    service: int,
    coach: int,
    first: date,
    last: date,
    choice: str = "",
    part: Part = Part.ANY,
    *,
    label: str = "key",
) -> Row:
    """The way into the line for the times between two days. label: its id after "wait."."""
    days = min(max((last - first).days, 0), LONGEST)
    wish = EditWait(service, coach, first, days, flags_of(part=part), choice)
    return (Key(words.label(f"wait.{label}"), wish),)
