"""Until when somebody may answer: a request by its coach, an offer of other times by its reader.

All instants are UTC. What is kept waiting ends a while before the time that it is about, however
soon that is, so that the one who waited has something left of it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

# So long before a session a request for it is answered, or has lapsed; and an offer, before the
# first of the times that it is about.
REQUEST_AHEAD: Final = timedelta(hours=1)
OFFER_AHEAD: Final = timedelta(minutes=30)
# For less than this nobody is nudged.
WORTH_A_NUDGE: Final = timedelta(minutes=40)


def request_ends(minutes: int, starts_at: datetime, now: datetime) -> datetime:
    """Until when a request made now for this start waits. minutes: at most this long, 0 for
    any time."""
    return _until(minutes, starts_at, REQUEST_AHEAD, now)


def offer_ends(minutes: int, starts: Iterable[datetime], now: datetime) -> datetime:
    """Until when an offer that is made now stands. starts: those that are offered, and the one in
    whose place; at least one."""
    return _until(minutes, min(starts), OFFER_AHEAD, now)


def nudge_at(ends: datetime, now: datetime) -> datetime | None:
    """When to remind of a deadline: as the last quarter begins. None for never."""
    remaining = ends - now
    return ends - remaining / 4 if remaining >= WORTH_A_NUDGE else None


def _until(minutes: int, begins: datetime, ahead: timedelta, now: datetime) -> datetime:
    latest = begins - min(ahead, max(begins - now, timedelta()) / 2)
    until = min(now + timedelta(minutes=minutes), latest) if minutes else latest
    # People read minutes: what they read has to be exact.
    whole = until.replace(second=0, microsecond=0)
    return whole if whole > now else until
