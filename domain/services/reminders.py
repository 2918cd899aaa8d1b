"""When reminders of an appointment are due.

How long before its start, a service says, or the business for all that say nothing.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from domain.refusals import BadInput

Times = tuple[int, ...]
"""Minutes before the start, the longest first; none for no reminder."""

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
    """Times as they are kept. Raises BadInput for too many, or one out of bounds."""
    unique_times = tuple(sorted(set(times), reverse=True))
    if len(unique_times) > MOST:
        raise BadInput("reminders", MOST)
    if any(not SHORTEST <= minutes <= LONGEST for minutes in unique_times):
        raise BadInput("reminder_time", LONGEST // 1440)
    return unique_times


def name_of(minutes: int) -> str:
    """By which its key knows a reminder of so many minutes before."""
    return _NAMED.get(minutes, f"{minutes}m")


def first_is_due(starts_at: datetime, now: datetime, times: Sequence[int] = USUAL) -> bool:
    """Whether the time of the first reminder has come; never where there is none."""
    return bool(times) and starts_at - timedelta(minutes=max(times)) <= now


def due(
    starts_at: datetime, now: datetime, times: Sequence[int] = USUAL
) -> list[tuple[int, datetime]]:
    """The reminders that still lie ahead, as minutes before and UTC instant, the earliest first.

    One whose time has come is not among them: who has just booked for tomorrow needs no reminder
    of it.
    """
    schedule = ((minutes, starts_at - timedelta(minutes=minutes)) for minutes in times)
    return sorted(((minutes, at) for minutes, at in schedule if at > now), key=lambda one: one[1])


def overtaken(
    starts_at: datetime, due_at: datetime, now: datetime, times: Sequence[int] = USUAL
) -> bool:
    """Whether another reminder is due by now after the one that was due then."""
    return any(due_at < starts_at - timedelta(minutes=minutes) <= now for minutes in times)
