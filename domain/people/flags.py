"""Who uses the bot in a way that the team should look at.

Facts alone raise a flag, once there are as many as the business says, and it waits until the team
has dismissed it, or limited or blocked the person. What happened before that raises no other.
People who work here are never flagged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.refusals import Refusal


class Flag(StrEnum):
    """Why; the values are part of what is stored."""

    CANCELLATIONS = "cancellations"  # they cancel much of what they book
    NO_SHOWS = "no_shows"  # they do not come
    DROPPED = "dropped"  # they hold times and let them go again
    BURST = "burst"  # many new accounts book at once


class FlagDecision(StrEnum):
    """What became of a flag; the values are part of what is stored."""

    DISMISSED = "dismissed"
    LIMITED = "limited"
    BLOCKED = "blocked"


WITHIN: Final[Mapping[Flag, timedelta]] = {
    Flag.CANCELLATIONS: timedelta(days=30),
    Flag.NO_SHOWS: timedelta(days=90),
    Flag.DROPPED: timedelta(days=1),
    Flag.BURST: timedelta(hours=1),
}


@dataclass(unsafe_hash=True)
class FlagDecided(Refusal, code="flag_decided"):
    """Somebody has already decided about it."""

    flag_id: int


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how many each is raised; 0: never."""

    cancellations: int = 5
    no_shows: int = 3
    dropped: int = 15
    burst: int = 20

    def of(self, flag: Flag) -> int:
        return int(getattr(self, flag.value))


def current_count(
    flag: Flag, times: Iterable[datetime], decided_at: datetime | None, now: datetime
) -> int:
    """How many of these count now: within its window, and after the last decision."""
    since = now - WITHIN[flag]
    return sum(since < at <= now and (decided_at is None or decided_at < at) for at in times)


def is_raised(flag: Flag, n: int, thresholds: Thresholds) -> bool:
    """Whether this many are enough."""
    return 0 < thresholds.of(flag) <= n
