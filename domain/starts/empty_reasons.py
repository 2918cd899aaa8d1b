"""Why nothing is free in a window: the fewest reasons that explain it, and no others.

The reasons given are the smallest set such that, with these as the only rules besides working
hours, nothing would be free. So each is needed: at least one of the starts it rules out is ruled
out by no other reason given. Of sets equally small, the one whose reasons come first (see `Reason`)
is given: nobody should hope for a cancellation on a day of leave.
"""

from itertools import combinations

from domain.starts.constraints import Reason
from domain.starts.occupancy import EVER, Occupancy
from domain.time.spans import intersect
from domain.working_hours.availability import spans_of


def reasons_for(occupancy: Occupancy) -> tuple[Reason, ...]:
    """The reasons, in their order; empty if something is free.

    Working hours are given alone: LENGTH if there are some, but none long enough. BOOKED is given
    as BUFFER, or GAP, if none of the starts it rules out touches a session.
    """
    hours = occupancy._replace(allowed=EVER, obstacles=())
    starts = set(hours.free())
    if not starts:
        open_spans = spans_of(occupancy.openings)
        return (Reason.LENGTH if intersect(open_spans, [occupancy.window]) else Reason.HOURS,)
    starts_by_reason = _starts_by_reason(occupancy, hours, starts)
    for number in range(1, len(starts_by_reason) + 1):
        for some in combinations(starts_by_reason, number):
            if starts == set().union(*(starts_by_reason[reason] for reason in some)):
                return tuple(
                    _precise(occupancy, reason, starts_by_reason[reason]) for reason in some
                )
    return ()


def _starts_by_reason(
    occupancy: Occupancy, hours: Occupancy, starts: set[int]
) -> dict[Reason, set[int]]:
    """The starts that each reason alone rules out, for those that rule out any, in order of
    reasons."""
    begin, end = occupancy.allowed
    starts_by_reason = {
        Reason.NOTICE: {start for start in starts if start < begin},
        Reason.HORIZON: {start for start in starts if start >= end},
    }
    for reason in {reason for _, _, reason in occupancy.obstacles}:
        its = [one for one in occupancy.obstacles if one[2] is reason]
        starts_by_reason[reason] = starts.difference(hours._replace(obstacles=its).free())
    return {reason: starts_by_reason[reason] for reason in Reason if starts_by_reason.get(reason)}


def _precise(occupancy: Occupancy, reason: Reason, starts: set[int]) -> Reason:
    """Which part of a booking is in the way of all of these: a session, a break, or the gap."""
    if reason is not Reason.BOOKED:
        return reason
    booked = [one for one in occupancy.obstacles if one[2] is reason]
    alone = occupancy._replace(allowed=EVER, obstacles=booked)
    whys = {alone.why(start) for start in starts}
    precise = (Reason.BOOKED, Reason.BUFFER, Reason.GAP)
    return next((one for one in precise if one in whys), reason)
