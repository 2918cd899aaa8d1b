"""When reminders of an appointment are due.

A service says how long before its start, or the business for those that do not.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from domain.refusals import BadInput

Times = tuple[int, ...]
"""Minutes before the start, the longest first; empty for no reminders."""

USUAL: Final[Times] = (1440, 60)
SHORTEST, LONGEST = 5, 30 * 1440  # minutes
MOST: Final = 5  # reminders of one session
REMINDERS: Final[dict[str, timedelta]] = {
    "24h": timedelta(hours=24),
    "1h": timedelta(hours=1),
}
"""The usual ones by name. The names are part of outbox keys and stay as they are."""
_NAMED: Final = {int(at.total_seconds()) // 60: name for name, at in REMINDERS.items()}


def in_order(times: Collection[int]) -> Times:
    """Times as they are stored. Raises BadInput if there are too many, or one is out of bounds."""
    unique_times = tuple(sorted(set(times), reverse=True))
    if len(unique_times) > MOST:
        raise BadInput("reminders", MOST)
    if any(not SHORTEST <= minutes <= LONGEST for minutes in unique_times):
        raise BadInput("reminder_time", LONGEST // 1440)
    return unique_times


def name_of(minutes: int) -> str:
    """The part of its outbox key for a reminder this many minutes before."""
    return _NAMED.get(minutes, f"{minutes}m")


def first_is_due(starts_at: datetime, now: datetime, times: Sequence[int] = USUAL) -> bool:
    """Whether the first reminder's time has come; never if there is none."""
    return bool(times) and starts_at - timedelta(minutes=max(times)) <= now


def due(
    starts_at: datetime, now: datetime, times: Sequence[int] = USUAL
) -> list[tuple[int, datetime]]:
    """The reminders still ahead, as minutes before and UTC instant, earliest first.

    Those whose time has passed are left out: nobody who has just booked for tomorrow needs a
    reminder of it.
    """
    schedule = ((minutes, starts_at - timedelta(minutes=minutes)) for minutes in times)
    return sorted(((minutes, at) for minutes, at in schedule if at > now), key=lambda one: one[1])


def overtaken(
    starts_at: datetime, due_at: datetime, now: datetime, times: Sequence[int] = USUAL
) -> bool:
    """Whether a later reminder is due by now than the one that was due then."""
    return any(due_at < starts_at - timedelta(minutes=minutes) <= now for minutes in times)
