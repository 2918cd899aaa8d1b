"""How much one customer may book, and whether their bookings are confirmed by hand.

The business has a limit for all; the team may set a lower one for a person, until a day or until it
is lifted, and require every booking of theirs to be confirmed by hand. If the business says so,
missed sessions do that too: a given number within so many days, until they are that long ago or an
admin has forgiven them. The lower of two limits applies.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.refusals import BadInput

MOST_OPEN: Final = 20  # upcoming sessions that a personal limit may allow
LONGEST: Final = 365  # days that such a limit may last


@dataclass(frozen=True, slots=True)
class PersonLimits:
    """What the team has set for one person. most: upcoming sessions, None for as many as others.
    until: UTC, None until it is lifted."""

    most: int | None = None
    by_hand: bool = False
    until: datetime | None = None

    @property
    def any(self) -> bool:
        return self.most is not None or self.by_hand


@dataclass(frozen=True, slots=True)
class CurrentLimits:
    """A customer's current limits. open: upcoming sessions. most: how many they may have. own: that
    is a personal limit. by_hand: none of their bookings is confirmed at once; missed: because of
    this many missed sessions, 0 if the team said so. until: when a personal limit ends, None if it
    does not."""

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
) -> CurrentLimits:
    """What follows from all of this. missed: sessions within the days that count. no_show_limit: of
    the business, 0 if missed ones change nothing."""
    own = limits.most is not None and limits.most < house_most
    most = limits.most if own and limits.most is not None else house_most
    strict = 0 < no_show_limit <= missed
    return CurrentLimits(
        open_,
        most,
        own,
        limits.by_hand or strict,
        missed if strict and not limits.by_hand else 0,
        limits.until if limits.any else None,
    )


def limits(most: int, by_hand: bool, days: int, now: datetime) -> PersonLimits:
    """A limit for a person. most: 0 for as many as others. days: 0 until it is lifted. Raises
    BadInput for numbers that no button has."""
    if not 0 <= most <= MOST_OPEN:
        raise BadInput("count", MOST_OPEN)
    if not 0 <= days <= LONGEST:
        raise BadInput("count", LONGEST)
    return PersonLimits(most or None, by_hand, now + timedelta(days=days) if days else None)
