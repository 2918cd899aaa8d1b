"""What restricts the starts of a service besides its coach's calendar.

Each rule contributes one of these values, and all are combined into one: code that looks for free
starts, books, moves or proposes uses the same value, so that exactly what is offered can be booked.

Instants are epoch seconds, spans half-open.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from domain.services.limits import FullPeriod, Whose
from domain.time.spans import Span


class Reason(StrEnum):
    """Why a start is not offered. If several reasons apply, the first of these is given.

    So nothing is blamed for what another rule forbids anyway: a customer who hopes for a
    cancellation must not learn afterwards that the coach is on leave then.
    """

    NOTICE = "notice"  # too soon
    HORIZON = "horizon"  # too far ahead
    HOURS = "hours"  # it begins outside working hours
    LENGTH = "length"  # it begins within them, and would end outside
    CLOSURE = "closure"  # the business is closed
    LEAVE = "leave"
    GRID = "grid"  # sessions begin at other minutes
    CAP = "cap"  # that day or week has as many sessions as it may
    LIMIT = "limit"  # this customer has as many as they may have
    BOOKED = "booked"  # something booked is in the way
    BUFFER = "buffer"  # only its break or this session's is
    GAP = "gap"  # neither is, but sessions need more distance
    ROOM = "room"  # nothing it needs besides the coach is free


ForbiddenSpan = tuple[int, int, Reason]
"""`(start, end, reason)`: a span, and why it is closed or forbidden."""


class Constraints(NamedTuple):
    """The constraints on one service of one coach; each in any order.

    closed: spans in which no session may lie. forbidden: spans in which none may begin. crowded:
    spans in which none can begin, because a room or device it needs is not free for all of it.
    joinable: the starts of sessions with a place left, which are offered although their coach is
    busy with them. full: the days and weeks in which none may begin, as they have as many sessions
    as they may.
    """

    closed: tuple[ForbiddenSpan, ...] = ()
    forbidden: tuple[ForbiddenSpan, ...] = ()
    crowded: tuple[Span, ...] = ()
    joinable: tuple[int, ...] = ()
    full: tuple[FullPeriod, ...] = ()

    @property
    def for_override(self) -> "Constraints":
        """Those that still apply to a coach who overrides their rules."""
        return self._replace(full=()) if self.full else self


NONE: Final = Constraints()


def reason_of(full: FullPeriod) -> Reason:
    """Why nothing begins on a full day or in a full week."""
    return Reason.CAP if full.whose in (Whose.COACH, Whose.SERVICE) else Reason.LIMIT


def combine_constraints(parts: Iterable[Mapping[int, Constraints]]) -> dict[int, Constraints]:
    """The combined constraints of all parts, each by coach id."""
    together: dict[int, Constraints] = {}
    for part in parts:
        for coach_id, more in part.items():
            existing = together.get(coach_id)
            together[coach_id] = more if existing is None else _both(existing, more)
    return together


def _both(one: Constraints, other: Constraints) -> Constraints:
    return Constraints(
        one.closed + other.closed,
        one.forbidden + other.forbidden,
        one.crowded + other.crowded,
        one.joinable + other.joinable,
        one.full + other.full,
    )
