"""Sessions that would lie outside changed hours but lay inside the old ones.

People agreed on them, so they stay; but whoever changes the hours has to see them before anything
is saved.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter

from domain.appointments.appointment import Appointment
from domain.services.catalogue import Coach
from domain.time.spans import Span, epoch, overlaps
from domain.working_hours.availability import openings_and_leave, spans_of
from domain.working_hours.closures import Closure, closed_spans
from domain.working_hours.hours import mark_of

Opened = tuple[Coach, Sequence[Closure]]
"""A coach, and the closures of their business."""


def stranded_sessions(
    before: Opened, after: Opened, sessions: Sequence[Appointment]
) -> list[Appointment]:
    """A coach's sessions that were possible before, leave aside, and no longer are."""
    if not sessions:
        return []
    still_inside = set(_inside(after, sessions))
    return [sessions[n] for n in _inside(before, sessions) if n not in still_inside]


def mark(sessions: Iterable[Appointment]) -> str:
    """Three letters that identify this set of sessions; "" if it is empty."""
    pairs = sorted((session.id, epoch(session.starts_at)) for session in sessions)
    return mark_of(pairs) if pairs else ""


def _inside(schedule: Opened, sessions: Sequence[Appointment]) -> list[int]:
    """Which of the sessions, by index, lie within hours and on no closed day."""
    coach, closures = schedule
    spans = [(epoch(one.starts_at), epoch(one.ends_at)) for one in sessions]
    window = min(spans)[0], max(end for _, end in spans)
    closed = closed_spans(closures, coach.opened_days, coach.tz, window)
    hours: dict[tuple[int, ...], list[Span]] = {}
    inside = []
    for place, (one, span) in enumerate(zip(sessions, spans, strict=True)):
        # Only some services have narrower hours: the others share the coach's opening hours.
        services = tuple(s for s in (one.service_id, *one.also) if s in coach.hours.within)
        if services not in hours:
            hours[services] = _open(coach, window, services)
        if _within(hours[services], span) and not any(overlaps(span, day) for day in closed):
            inside.append(place)
    return inside


def _open(coach: Coach, window: Span, services: tuple[int, ...]) -> list[Span]:
    openings, _ = openings_and_leave(coach, *window, services)
    return spans_of(openings)


def _within(hours: Sequence[Span], span: Span) -> bool:
    place = bisect_right(hours, span[0], key=itemgetter(0)) - 1
    return place >= 0 and span[1] <= hours[place][1]
