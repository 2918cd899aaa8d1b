"""What occupies a coach, or a room: which starts are left, and what forbids the others.

Free starts and the answer to "why not then?" come from one value, so that they cannot disagree: a
start is offered or has a reason, never both. Another rule is another reason, with the starts it
forbids among the obstacles.

Instants are epoch seconds throughout, spans half-open.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from domain.services.service import Service
from domain.starts.constraints import NONE, Constraints, Reason, reason_of
from domain.time.spans import Span
from domain.working_hours.availability import Opening, Timetable, openings_and_leave

Obstacle = tuple[int, int, Reason]
"""`(after, until, reason)`: no session begins between the two. At either end one may."""

OccupancyDigest = tuple[int, int, int, int, int, tuple[int, ...], bytes]

EVER: Span = (-(1 << 62), 1 << 62)
# An enum member is looked up through its class, ten times slower than a name.
_BOOKED: Final = Reason.BOOKED
# What keeps people out of a session that has a place left.
_BARS = frozenset({Reason.CLOSURE, Reason.LEAVE, Reason.LIMIT})
_BEGIN = itemgetter(0)  # of openings and obstacles
_RANK = {reason: rank for rank, reason in enumerate(Reason)}


class Occupancy(NamedTuple):
    """Everything about the starts of one service in a window.

    allowed: the starts within notice and horizon. openings: the working hours around the window.
    obstacles: what is closed, busy or forbidden, as the starts that each rules out, in order.
    joinable: the starts of sessions in the window with a place left, in order. Seconds: length of a
    session; step of its grid; lead, for which it keeps the coach before it begins; tail, from its
    start to the end of the break after it; gap, which must stay free around all that.
    """

    window: Span
    allowed: Span
    openings: Sequence[Opening]
    obstacles: Sequence[Obstacle]
    length: int
    step: int
    lead: int
    tail: int
    joinable: Sequence[int] = ()
    gap: int = 0

    def free(self, *, first: bool = False) -> list[int]:
        """The starts that are left, in order. first: only the first of them is needed."""
        lower, upper = max(self.window[0], self.allowed[0]), min(self.window[1], self.allowed[1])
        free = _sweep(
            lower, upper, self.openings, self.obstacles, self.length, self.step, first=first
        )
        if self.joinable:
            return sorted({*free, *self._joinable_starts()})
        return free

    def why(self, start: int) -> Reason | None:
        """Why a start is not offered; None if it is. Raises ValueError outside the window."""
        if not self.window[0] <= start < self.window[1]:
            raise ValueError(f"{start} lies outside {self.window}")
        if start < self.allowed[0]:
            return Reason.NOTICE
        if start >= self.allowed[1]:
            return Reason.HORIZON
        if start in self.joinable:
            return min(self._bars(start), key=_RANK.__getitem__, default=None)
        k = bisect_right(self.openings, start, key=_BEGIN) - 1
        if k < 0 or self.openings[k][2] <= start:
            return Reason.HOURS
        over = start + self.length
        if _open_until(self.openings, k, over) < over:
            return Reason.LENGTH
        _, stop, _, anchor = self.openings[k]
        reasons = {self._reason(one, start) for one in self.obstacles if one[0] < start < one[1]}
        if start >= stop or (start - anchor) % self.step:
            reasons.add(Reason.GRID)
        return min(reasons, key=_RANK.__getitem__, default=None)

    def _joinable_starts(self) -> Iterator[int]:
        """The starts of sessions that people may join, in order, in one pass over the obstacles."""
        bars = (one for one in self.obstacles if one[2] is not Reason.BOOKED and one[2] in _BARS)
        nothing = (EVER[1], EVER[1], Reason.BOOKED)
        barred, (after, until, _) = EVER[0], next(bars, nothing)
        for start in self.joinable:
            while after < start:
                barred = max(barred, until)
                after, until, _ = next(bars, nothing)
            if barred <= start and self.allowed[0] <= start < self.allowed[1]:
                yield start

    def _bars(self, start: int) -> set[Reason]:
        """What keeps people out of a session that begins then and has a place left."""
        return {
            reason
            for after, until, reason in self.obstacles
            if reason in _BARS and after < start < until
        }

    def _reason(self, obstacle: Obstacle, start: int) -> Reason:
        """What is in the way: of a booking, the session, only a break, or only the gap."""
        after, until, reason = obstacle
        if reason is not Reason.BOOKED:
            return reason
        begins, ends = after + self.tail + self.gap, until - self.lead - self.gap
        if begins < start + self.length and start < ends:
            return Reason.BOOKED
        breaks = begins < start + self.tail and start - self.lead < ends
        return Reason.BUFFER if breaks else Reason.GAP


def occupancy(
    service: Service,
    timetable: Timetable,
    busy: Iterable[Span],
    window: Span,
    allowed: Span = EVER,
    constraints: Constraints = NONE,
) -> Occupancy:
    """What occupies a coach or a room over the starts of a window.

    busy: spans in any order, each with the break of what it belongs to. constraints: on the starts,
    besides hours, leave and what is busy.
    """
    openings, obstacles = _around(service, timetable, busy, window, constraints)
    lower, upper = window
    joinable = sorted(start for start in constraints.joinable if lower <= start < upper)
    length, gap = service.minutes * 60, service.gap * 60
    lead, tail = service.buffer_before * 60, length + service.buffer_after * 60
    step = service.step * 60
    return Occupancy(window, allowed, openings, obstacles, length, step, lead, tail, joinable, gap)


def first_start(
    service: Service,
    timetable: Timetable,
    busy: Iterable[Span],
    window: Span,
    constraints: Constraints = NONE,
) -> int | None:
    """The first free start of `occupancy`, for callers that ask a hundred coaches for no more."""
    if constraints is not NONE and constraints.joinable:
        free = occupancy(service, timetable, busy, window, EVER, constraints).free(first=True)
    else:
        openings, obstacles = _around(service, timetable, busy, window, constraints)
        length, step = service.minutes * 60, service.step * 60
        free = _sweep(window[0], window[1], openings, obstacles, length, step, True)
    return free[0] if free else None


def _around(
    service: Service,
    timetable: Timetable,
    busy: Iterable[Span],
    window: Span,
    constraints: Constraints,
) -> tuple[Sequence[Opening], Sequence[Obstacle]]:
    """The openings around the starts of a window, and what rules out some of them."""
    lower, upper = window
    if lower >= upper:
        return (), ()
    length, lead = service.minutes * 60, service.buffer_before * 60
    tail, gap = length + service.buffer_after * 60, service.gap * 60
    before, behind = lead + gap, tail + gap
    early, late = lower - before, upper + behind
    # A busy span rules out the starts from which the session and its breaks would reach into it, or
    # come too close. The copy fetches all of them from memory at once, which the loop would do one
    # by one: for a hundred coaches with 150 sessions it makes the month a fifth faster.
    spans = tuple(busy)
    obstacles: list[Obstacle] = [
        (span[0] - behind, span[1] + before, _BOOKED)
        for span in spans
        if span[0] < late and early < span[1] and span[0] < span[1]
    ]
    also = (service.id, *service.also) if timetable.hours.within else ()
    openings, leave = openings_and_leave(timetable, lower, upper + length, also)
    if leave:
        obstacles += [(off - length, back, Reason.LEAVE) for off, back in leave]
    if constraints is not NONE:
        closed, forbidden, crowded, _, full = constraints
        obstacles += [(b - length, e, reason) for b, e, reason in closed if b < e]
        obstacles += [(b - 1, e, reason) for b, e, reason in forbidden if b < e]
        obstacles += [(b - 1, e, Reason.ROOM) for b, e in crowded if b < e]
        obstacles += [(one.start - 1, one.end, reason_of(one)) for one in full]
    obstacles.sort(key=_BEGIN)  # comparing whole tuples takes twice as long
    return openings, obstacles


def _sweep(  # noqa: C901 - the engine's one pass: a call for a part of it takes a fifth longer
    lower: int,
    upper: int,
    openings: Sequence[Opening],
    obstacles: Sequence[Obstacle],
    length: int,
    step: int,
    first: bool,
) -> list[int]:
    """The starts in `[lower, upper)` that are left, in order; or those of the first gap that has
    any.

    One pass over openings and obstacles. Each obstacle is met once; `start` carries how far those
    behind it forbid.
    """
    free: list[int] = []
    nothing = (upper, upper, _BOOKED)  # ends every inner loop
    ahead = iter(obstacles)
    after, until, _ = next(ahead, nothing)
    start, last = lower, len(openings) - 1
    for k, (opens, stop, end, anchor) in enumerate(openings):
        touches = k < last and openings[k + 1][0] == end
        bound = (_open_until(openings, k, stop + length) if touches else end) - length + 1
        # `min` would cost as much as everything else here.
        if stop < bound:
            bound = stop
        if upper < bound:
            bound = upper
        if start < opens:
            start = opens
        while after < bound:
            if start <= after:
                free += range(start + (anchor - start) % step, after + 1, step)
                if first and free:
                    return free
            if start < until:
                start = until
            after, until, _ = next(ahead, nothing)
        if start < bound:
            free += range(start + (anchor - start) % step, bound, step)
        if first and free:
            break
    return free


def digest(service: Service, timetable: Timetable) -> OccupancyDigest:
    """What determines the free starts of a window, besides what is busy in it and the rules' hour.

    No other change to a coach, a service or anything else affects it.
    """
    buffers = service.buffer_before, service.buffer_after, service.gap
    timed = timetable.hours.within
    within = tuple(one for one in (service.id, *service.also) if one in timed) if timed else ()
    return service.minutes, service.step, *buffers, within, timetable.digest


def _open_until(openings: Sequence[Opening], k: int, enough: int) -> int:
    """Until when it is open without a break from opening k, looking up to `enough`."""
    end = openings[k][2]
    while end < enough and k + 1 < len(openings) and openings[k + 1][0] == end:
        k += 1
        end = openings[k][2]
    return end
