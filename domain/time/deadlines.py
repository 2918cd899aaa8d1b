"""Answer deadlines: for a request by its coach, for an offer of other times by its reader.

All instants are UTC. Every deadline falls some time before the session itself, however soon that
is, so that the answer still leaves time to act on it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

# How long before its session a request lapses, and an offer before the first of its times.
REQUEST_AHEAD: Final = timedelta(hours=1)
OFFER_AHEAD: Final = timedelta(minutes=30)
# With less time than this nobody is nudged.
WORTH_A_NUDGE: Final = timedelta(minutes=40)


def request_ends(minutes: int, starts_at: datetime, now: datetime) -> datetime:
    """Until when a request made now for this start waits. minutes: at most this long, 0 for no
    limit."""
    return _until(minutes, starts_at, REQUEST_AHEAD, now)


def offer_ends(minutes: int, starts: Iterable[datetime], now: datetime) -> datetime:
    """Until when an offer made now lasts. starts: those offered, and the one they would replace; at
    least one."""
    return _until(minutes, min(starts), OFFER_AHEAD, now)


def nudge_at(ends: datetime, now: datetime) -> datetime | None:
    """When to remind of a deadline: at the start of its last quarter. None for never."""
    remaining = ends - now
    return ends - remaining / 4 if remaining >= WORTH_A_NUDGE else None


def _until(minutes: int, begins: datetime, ahead: timedelta, now: datetime) -> datetime:
    latest = begins - min(ahead, max(begins - now, timedelta()) / 2)
    until = min(now + timedelta(minutes=minutes), latest) if minutes else latest
    # People read minutes, so the deadline is on a whole one.
    whole = until.replace(second=0, microsecond=0)
    return whole if whole > now else until
