"""What leave looks like in requests and answers."""

from datetime import datetime, timedelta
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from domain.refusals import BadInput
from domain.services.catalogue import Coach
from domain.working_hours import leave as model
from domain.working_hours import leave_rules
from domain.working_hours.hours import MIDNIGHT
from domain.working_hours.leave import LONGEST_NOTE
from domain.working_hours.leave_rules import MOST_WEEKS, LeavePattern
from handlers.http.api import fields, instants
from handlers.http.api.fields import WallStart
from handlers.http.api.shapes import AnswerShape, Day, Id, RequestShape, WallTime

Note = Annotated[str, Meta(min_length=1, max_length=LONGEST_NOTE)]
Weekday = Annotated[int, Meta(ge=0, le=6, description="0 is Monday.")]
Weekdays = Annotated[tuple[Weekday, ...], Meta(min_length=1, max_length=7)]
Every = Annotated[int, Meta(ge=1, le=MOST_WEEKS, description="Weeks.")]
Cancelled = Annotated[tuple[Id, ...], Meta(max_length=100)]
Mark = Annotated[str, Meta(max_length=16, description="From the plan.")]


class Leave(AnswerShape, kw_only=True):
    """A time when a coach does not work, on the clock of their zone. block: it is not leave, but
    time reserved for something else. note: for the coach alone."""

    id: int
    start: str
    end: str
    block: bool = False
    note: str | None = None


class RepeatingLeave(AnswerShape, kw_only=True):
    """Leave on some weekdays, 0 for Monday, every given number of weeks. skipped: days of it that
    are worked after all."""

    id: int
    weekdays: tuple[int, ...]
    start: str
    end: str
    first: str
    until: str
    every: int
    skipped: tuple[str, ...] = ()
    note: str | None = None


class LeaveList(AnswerShape):
    """All of a coach's current and future leave, in order."""

    coach_id: int
    zone: str
    items: tuple[Leave, ...]
    repeating: tuple[RepeatingLeave, ...] = ()


class LeaveTaken(AnswerShape):
    """What was taken, and the rescue that gathers the customers' answers; none if no session was
    affected."""

    leave: LeaveList
    rescue_id: int | None = None


class NewLeave(RequestShape):
    """When a coach will be away. agreed, cancelled, alone: if sessions are booked then, as in the
    plan, which says what each customer is told."""

    start: WallStart
    end: WallStart
    note: Note | None = None
    block: bool = False
    agreed: Mark | None = None
    cancelled: Cancelled = ()
    alone: bool = False


class LeaveChange(RequestShape):
    """The new times. note: left out, it stays; null clears it."""

    start: WallStart
    end: WallStart
    note: Note | UnsetType | None = UNSET
    agreed: Mark | None = None
    cancelled: Cancelled = ()
    alone: bool = False


class LeaveQuery(RequestShape):
    """When a coach would be away. leave_id: of the leave to change to this."""

    start: WallStart
    end: WallStart
    leave_id: Id | None = None
    cancelled: Cancelled = ()
    alone: bool = False


class RepeatedTimes(RequestShape):
    """On which weekdays, between which times, and every how many weeks. until: the last day;
    without it, a year ahead."""

    weekdays: Weekdays
    first: Day
    start: WallTime = "00:00"
    end: WallTime = "24:00"
    until: Day | None = None
    every: Every = 1


class NewRepeatingLeave(RepeatedTimes):
    """When a coach will be away repeatedly. until: the last day; without it, a year ahead."""

    note: Note | None = None
    agreed: Mark | None = None
    cancelled: Cancelled = ()
    alone: bool = False


class RepeatingLeaveChange(RepeatedTimes):
    """The new pattern. note: left out, it stays; null clears it."""

    note: Note | UnsetType | None = UNSET
    agreed: Mark | None = None
    cancelled: Cancelled = ()
    alone: bool = False


class RepeatingLeaveQuery(RepeatedTimes):
    """When a coach would be away repeatedly. rule_id: of the leave to change to this."""

    rule_id: Id | None = None
    cancelled: Cancelled = ()
    alone: bool = False


class EndQuery(RequestShape):
    """From which day on the coach works again; without it, all of the leave ends."""

    day: Day | None = None


class LeaveDay(RequestShape):
    """off: whether that day is off, as the rule says, or worked after all."""

    off: bool


def stretch_of(start: str, end: str, status: int = fields.BODY) -> model.LeaveStretch:
    """The times in a request. Raises BadInput, and Unacceptable."""
    starts, ends = fields.wall(start, "start", status), fields.wall(end, "end", status)
    if ends <= starts:
        raise BadInput("end")
    return model.LeaveStretch(starts, ends)


def pattern_of(body: RepeatedTimes, status: int = fields.BODY) -> LeavePattern:
    """The pattern in a request. Raises BadInput, and Unacceptable."""
    first = fields.day(body.first, "first", status)
    until = first + timedelta(days=leave_rules.USUAL_DAYS)
    if body.until is not None:
        until = fields.day(body.until, "until", status)
    start, end = instants.minute(body.start), instants.minute(body.end)
    pattern = LeavePattern(
        tuple(sorted(set(body.weekdays))),
        start,
        end + MIDNIGHT if end <= start else end,
        first,
        until,
        body.every,
    )
    if not pattern.possible:
        raise BadInput("until")
    return pattern


def new_note_of(text: str | UnsetType | None) -> str | None:
    """The reason in a change, as in `reason_after`."""
    return text or "" if isinstance(text, str | None) else None


def of(coach: Coach, now: datetime) -> LeaveList:
    """A coach's leave as an answer shows it. now: UTC."""
    wall = now.astimezone(coach.tz).replace(tzinfo=None)
    ahead = sorted((one.starts, one.id, one) for one in coach.single_leaves if one.ends > wall)
    return LeaveList(
        coach_id=coach.id,
        zone=coach.zone,
        items=tuple(
            Leave(
                id=one.id,
                start=fields.wall_of(one.starts),
                end=fields.wall_of(one.ends),
                block=one.block,
                note=one.note,
            )
            for *_, one in ahead
        ),
        repeating=tuple(_repeating(one) for one in coach.repeats if next(one.ahead(wall), None)),
    )


def _repeating(one: leave_rules.LeaveRule) -> RepeatingLeave:
    pattern = one.pattern
    return RepeatingLeave(
        id=one.id,
        weekdays=pattern.weekdays,
        start=fields.clock(pattern.starts),
        end=fields.clock(pattern.ends),
        first=pattern.first.isoformat(),
        until=pattern.until.isoformat(),
        every=pattern.every,
        skipped=tuple(day.isoformat() for day in sorted(one.skipped)),
        note=one.note,
    )
