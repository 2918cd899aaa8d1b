"""A suspended coach: nothing new is booked with them, until a day or until it is lifted.

To a search for free starts it is time off, which nobody can override; earlier bookings are dealt
with as when a coach falls ill (`domain.rescues.rescue`).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.refusals import BadInput, Refusal
from domain.working_hours.leave import Leave, wall

LONGEST: Final = 366  # days
LONGEST_REASON: Final = 300
USUAL: Final = (7, 14, 28)  # days, as buttons
# Further ahead than anything can be booked.
FAR: Final = timedelta(days=3660)
# `rule` of the leave it is shown as: neither their own leave nor one of a repeating rule.
MARK: Final = -1


@dataclass(frozen=True, slots=True)
class Suspension:
    """since, until: UTC; until is None until somebody lifts it. reason: shown to the coach."""

    since: datetime
    until: datetime | None
    reason: str | None = None

    def last_day(self, zone: ZoneInfo) -> date | None:
        """Its last day on the coach's clock, None if it has no end."""
        if self.until is None:
            return None
        return (self.until - timedelta(seconds=1)).astimezone(zone).date()

    def leave(self, zone: ZoneInfo) -> Leave:
        """The same as time off, in the coach's wall time."""
        until = self.until or self.since + FAR
        starts, ends = (at.astimezone(zone).replace(tzinfo=None) for at in (self.since, until))
        return Leave(0, starts.replace(second=0, microsecond=0), ends, rule=MARK)


@dataclass(unsafe_hash=True)
class SuspendsOneself(Refusal, code="suspends_oneself"):
    """Nobody suspends themself, or lifts a suspension of their own."""


@dataclass(unsafe_hash=True)
class NotSuspended(Refusal, code="not_suspended"):
    """It was already lifted, or is over. `coach_id`: whose."""

    coach_id: int


def until_of(last: date | None, zone: ZoneInfo) -> datetime | None:
    """The end (UTC) of a suspension with this last day, on the coach's clock."""
    if last is None:
        return None
    return (wall(last, 1440)).replace(tzinfo=zone).astimezone(UTC)


def validate_last_day(last: date | None, today: date) -> date | None:
    """The last day. Raises BadInput if it is past, or more than a year away."""
    if last is not None and not today <= last <= today + timedelta(days=LONGEST):
        raise BadInput("suspension", LONGEST)
    return last
