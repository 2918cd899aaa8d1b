"""How much one customer may book, and whether each of their bookings is confirmed by hand.

The business has a limit for all; the team may set a narrower one for a person, until a day or until
it is lifted, and ask for every booking of theirs to be confirmed by hand. Where the business says
so, that follows from sessions that were missed, too: from so many within so many days on, until
they are that long ago or an admin has forgiven them. Of two limits the narrower one holds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.refusals import BadInput

MOST_OPEN: Final = 20  # sessions ahead that a limit of somebody's own may allow
LONGEST: Final = 365  # days of such a limit


@dataclass(frozen=True, slots=True)
class PersonLimits:
    """What the team has set for one person. most: sessions ahead, None for as many as others.
    until: UTC, None for until it is lifted."""

    most: int | None = None
    by_hand: bool = False
    until: datetime | None = None

    @property
    def any(self) -> bool:
        return self.most is not None or self.by_hand


@dataclass(frozen=True, slots=True)
class Bounds:
    """What holds for a customer now. open: sessions before them. most: how many they may have.
    own: that is a limit of their own. by_hand: nothing of theirs is confirmed at once; missed: for
    so many sessions that they have missed, 0 where the team has said so. until: when a limit of
    their own ends, None where it does not."""

    open: int
    most: int
    own: bool = False
    by_hand: bool = False
    missed: int = 0
    until: datetime | None = None

    @property
    def full(self) -> bool:
        return self.open >= self.most


def bounds(
    open_: int, house_most: int, limits: PersonLimits, missed: int, no_show_limit: int
) -> Bounds:
    """What follows from all of it. missed: sessions within the days that count. no_show_limit: of
    the business, 0 where missed ones change nothing."""
    own = limits.most is not None and limits.most < house_most
    most = limits.most if own and limits.most is not None else house_most
    strict = 0 < no_show_limit <= missed
    return Bounds(
        open_,
        most,
        own,
        limits.by_hand or strict,
        missed if strict and not limits.by_hand else 0,
        limits.until if limits.any else None,
    )


def limits(most: int, by_hand: bool, days: int, now: datetime) -> PersonLimits:
    """A limit for a person. most: 0 for as many as others. days: 0 for until it is lifted. Raises
    BadInput for numbers that no button has."""
    if not 0 <= most <= MOST_OPEN:
        raise BadInput("count", MOST_OPEN)
    if not 0 <= days <= LONGEST:
        raise BadInput("count", LONGEST)
    return PersonLimits(most or None, by_hand, now + timedelta(days=days) if days else None)
