"""Quiet hours: unasked messages come without a sound, and none is repeated later.

One rule, by kind of message. Reminders are always heard: one set for the night is meant. So is what
cannot wait until morning: somebody is late, an offered place passes on, or a session that begins
within twelve hours changes. All else, messages and requests, nudges and summaries, arrives at once
and silently. Answers to people's own actions are not affected.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.messages.notices import BETWEEN_COACHES, REMINDERS, NoticeKind
from domain.refusals import BadInput
from domain.working_hours.hours import MIDNIGHT

NEAR: Final = timedelta(hours=12)
HEARD: Final = frozenset(
    {
        *REMINDERS,
        NoticeKind.LATE,
        NoticeKind.WAIT_OFFER,
        NoticeKind.UNREACHED,
        NoticeKind.DEAD_LETTERS,
    }
)
"""What is always heard."""
CHANGES: Final = frozenset(
    {
        NoticeKind.CANCELLED_BY_CUSTOMER,
        NoticeKind.MOVED_BY_CUSTOMER,
        NoticeKind.CANCELLED_BY_COACH,
        NoticeKind.MOVED_BY_COACH,
        NoticeKind.ROOM_CHANGED,
        NoticeKind.ASKS_CANCEL,
        NoticeKind.ASKS_MOVE,
        NoticeKind.BOOKED,
        NoticeKind.APPROVED,
        NoticeKind.DECLINED,
        NoticeKind.SERIES_CANCELLED_BY_CUSTOMER,
        NoticeKind.SERIES_MOVED_BY_CUSTOMER,
        NoticeKind.SERIES_CANCELLED_BY_COACH,
        NoticeKind.SERIES_MOVED_BY_COACH,
        NoticeKind.SERIES_BOOKED,
        NoticeKind.SERIES_BY_COACH,
        NoticeKind.SERIES_APPROVED,
        NoticeKind.SERIES_DECLINED,
        NoticeKind.AGREED,
        NoticeKind.ASKED,
        NoticeKind.ASK_TAKEN,
        NoticeKind.ASK_DECLINED,
        NoticeKind.ASK_UNANSWERED,
        NoticeKind.ASK_LAPSED,
        NoticeKind.CHOSEN,
        NoticeKind.RESCUE_OFFER,
        NoticeKind.RESCUE_CANCELLED,
        NoticeKind.RESCUE_LAPSED,
        *BETWEEN_COACHES,
        NoticeKind.HAND_OVER_GIVEN,
        NoticeKind.HANDED_OVER,
        NoticeKind.UNHEARD,
    }
)
"""What is heard about a session that is near, or a series whose first date is."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one minute of the day to another, perhaps of the next day: `[starts, ends)`."""

    starts: int
    ends: int

    def holds(self, minute: int) -> bool:
        """Whether this minute of the day is within them."""
        if self.starts < self.ends:
            return self.starts <= minute < self.ends
        return minute >= self.starts or minute < self.ends


USUAL: Final = (
    QuietHours(21 * 60, 7 * 60),
    QuietHours(22 * 60, 7 * 60),
    QuietHours(22 * 60, 8 * 60),
    QuietHours(23 * 60, 8 * 60),
)


def validate_hours(starts: int, ends: int) -> QuietHours:
    """Quiet hours from a button, or as typed. Raises BadInput if they are empty, or all day."""
    if not (0 <= starts < MIDNIGHT and 0 <= ends < MIDNIGHT) or starts == ends:
        raise BadInput("quiet_hours", MIDNIGHT)
    return QuietHours(starts, ends)


def makes_sound(kind: str, starts: Iterable[datetime], now: datetime) -> bool:
    """Whether a notice of this kind makes a sound in quiet hours.

    starts: of its session, as it is and as it was (UTC). A kind that this version does not know is
    silent.
    """
    if kind in HEARD:
        return True
    return kind in CHANGES and any(now <= start < now + NEAR for start in starts)
