"""What bears upon the starts of a service beside the calendar of its coach.

Each rule says its part as one of these values, and all parts together are one: code that looks for
free starts, books, moves or proposes asks with the same value, so that what is offered can be
booked and what is not cannot.

Instants are epoch seconds, spans half-open.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from domain.services.limits import Full, Whose
from domain.time.spans import Span


class Reason(StrEnum):
    """Why a start is not offered. Where several hold, the first of these is named.

    So nothing is blamed for what another rule forbids anyway: a customer who hopes that a session
    is cancelled must not learn afterwards that the coach is on leave then.
    """

    NOTICE = "notice"  # too soon
    HORIZON = "horizon"  # too far ahead
    HOURS = "hours"  # it begins outside working hours
    LENGTH = "length"  # it begins in them, and would end outside
    CLOSURE = "closure"  # the house is closed
    LEAVE = "leave"
    GRID = "grid"  # sessions begin at other minutes
    CAP = "cap"  # there are as many sessions in that day or week as there may be
    LIMIT = "limit"  # this customer has as many as they may have
    BOOKED = "booked"  # something booked is in the way
    BUFFER = "buffer"  # it is not, but its break or this session's is
    GAP = "gap"  # neither is, but sessions keep more of a distance than that
    ROOM = "room"  # nothing of what it needs besides the coach is free


Because = tuple[int, int, Reason]
"""`(start, end, reason)`: a span, and what it is closed or forbidden for."""


class Constraints(NamedTuple):
    """What bears upon one service of one coach; each in any order.

    closed: spans in which no session may lie. forbidden: spans in which none may begin. crowded:
    spans in which none can begin, because what it needs besides its coach is not free for all of
    it. joinable: the starts of sessions with a place left, which are offered though their coach is
    busy with them. full: the days and weeks in which none may begin, as there are as many sessions
    as there may be.
    """

    closed: tuple[Because, ...] = ()
    forbidden: tuple[Because, ...] = ()
    crowded: tuple[Span, ...] = ()
    joinable: tuple[int, ...] = ()
    full: tuple[Full, ...] = ()

    @property
    def for_override(self) -> "Constraints":
        """What of it also bears upon a coach who overrides their rules."""
        return self._replace(full=()) if self.full else self


NONE: Final = Constraints()


def reason_of(full: Full) -> Reason:
    """Why nothing begins on a day or in a week that is full."""
    return Reason.CAP if full.whose in (Whose.COACH, Whose.SERVICE) else Reason.LIMIT


def combine_constraints(parts: Iterable[Mapping[int, Constraints]]) -> dict[int, Constraints]:
    """The constraints of all parts together; each is by coach id."""
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
