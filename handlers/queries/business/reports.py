"""The figures of the business, for the team."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.appointments.appointment import Status
from domain.appointments.outcome import ASKED_FOR
from domain.business.report import (
    STANDING,
    CoachFigures,
    DateRange,
    DayFigures,
    Lead,
    Report,
    TooManyBookings,
    check_period,
    day_of,
)
from domain.business.report_times import ReportSchedule
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue, Coach
from domain.time.spans import Span, moment, subtract, union
from domain.working_hours.availability import openings_and_leave, spans_of
from domain.working_hours.closures import Closure, closed_spans
from domain.working_hours.hours import day_span
from storage.appointments import outcomes
from storage.business import report_subscriptions, reports
from storage.business.reports import BookingRow, CoachSum, ReportSums
from storage.faults import TooSlow
from storage.transactions import Database, Reader

_MINUTE = 60


async def report(
    database: Database, catalogue: Catalogue, period: DateRange, *, actor: Actor
) -> Report:
    """The figures for the days of a period, on the business's clock.

    Raises NotAllowed, BadInput, TooManyBookings.
    """
    actor.require(Permission.REPORTS)
    check_period(period)
    window = _window(catalogue, period)
    start, end = map(moment, window)

    async def sums(reader: Reader) -> ReportSums:
        return await reports.sums(reader, start, end, catalogue.business.zone)

    try:
        summed = await database.read_as_one(sums)
    except TooSlow as slow:
        raise TooManyBookings from slow
    # A year of many coaches takes long enough to keep others waiting.
    return await asyncio.to_thread(_report, catalogue, period, window, summed)


async def unsaid(
    database: Database, catalogue: Catalogue, day: date, *, actor: Actor, now: datetime
) -> Mapping[Status, int]:
    """How many sessions of a day are over and have no word about them yet, by their state. A report
    counts these by that state, too. Raises NotAllowed."""
    actor.require(Permission.REPORTS)
    window = _window(catalogue, day_of(day))
    async with database.read() as reader:
        return await outcomes.unsaid_counts(reader, window, now - ASKED_FOR, now)


async def schedule(database: Database, *, actor: Actor) -> ReportSchedule:
    """When they get scheduled reports. Raises NotAllowed."""
    actor.require(Permission.REPORTS)
    async with database.read() as reader:
        return await report_subscriptions.schedule(reader, actor.person)


async def bookings(
    database: Database, catalogue: Catalogue, period: DateRange, *, actor: Actor
) -> Sequence[BookingRow]:
    """The bookings of those days, in order; at most one more than
    `storage.business.reports.MOST_ROWS`. Raises NotAllowed, BadInput."""
    actor.require(Permission.REPORTS)
    check_period(period)
    start, end = _window(catalogue, period)
    async with database.read() as reader:
        return await reports.bookings(reader, moment(start), moment(end), reports.MOST_ROWS + 1)


def _window(catalogue: Catalogue, period: DateRange) -> Span:
    return day_span(period.first, period.last, ZoneInfo(catalogue.business.zone))


def _report(catalogue: Catalogue, period: DateRange, window: Span, sums: ReportSums) -> Report:
    by_status: Counter[Status] = Counter()
    earned: Counter[str] = Counter()
    to_come: Counter[str] = Counter()
    lead: Counter[Lead] = Counter()
    ahead = 0.0
    for one in sums.coaches:
        by_status[one.status] += one.n
        if one.status in STANDING:
            lead.update(one.lead)
            ahead += one.ahead
        if one.status is Status.COMPLETED:
            earned[one.currency] += one.minor
        elif one.status is Status.CONFIRMED:
            to_come[one.currency] += one.minor
    standing = lead.total()
    hours: Counter[tuple[int, int]] = Counter()
    daily: dict[date, DayFigures] = {}
    for time in sums.times:
        figures = time.figures
        hours[time.weekday, time.hour] += figures.standing + figures.missed
        day = daily.get(time.day, DayFigures())
        daily[time.day] = DayFigures(
            day.standing + figures.standing, day.missed + figures.missed, day.off + figures.off
        )
    return Report(
        period,
        by_status,
        earned,
        to_come,
        tuple(_coaches(catalogue, window, sums)),
        sums.new,
        sums.returning,
        lead,
        ahead / standing if standing else None,
        +hours,
        daily,
    )


def _coaches(catalogue: Catalogue, window: Span, sums: ReportSums) -> list[CoachFigures]:
    of_coach: dict[int, list[CoachSum]] = {}
    for one in sums.coaches:
        of_coach.setdefault(one.coach_id, []).append(one)
    groups = dict(sums.groups)
    figures = [
        _coach(coach, of_coach.get(coach.id, ()), groups.get(coach.id, 0), catalogue, window)
        for coach in catalogue.coaches.values()
        if coach.active or coach.id in of_coach
    ]
    rows = [one for one in figures if one.sessions or one.missed or one.open]
    return sorted(rows, key=lambda one: (-one.sessions, one.coach_id))


def _coach(
    coach: Coach, sums: Iterable[CoachSum], groups: int, catalogue: Catalogue, window: Span
) -> CoachFigures:
    sessions = missed = 0
    booked, earned = groups, Counter[str]()
    for one in sums:
        if one.status in STANDING:
            sessions, booked = sessions + one.n, booked + one.booked
        missed += one.n if one.status is Status.NO_SHOW else 0
        if one.status is Status.COMPLETED:
            earned[one.currency] += one.minor
    open_ = _open_minutes(coach, catalogue.closures, window)
    return CoachFigures(coach.id, sessions, missed, booked, open_, earned)


def _open_minutes(coach: Coach, closures: Iterable[Closure], window: Span) -> int:
    """A coach's working minutes, less leave and closed days."""
    openings, leave = openings_and_leave(coach, *window)
    off = union([*leave, *closed_spans(closures, coach.opened_days, coach.tz, window)])
    hours = spans_of(openings)
    # For a thousand coaches over a year, each pass over their days counts.
    open_spans = subtract(hours, off) if off else hours
    first, last = window
    spans = (min(end, last) - max(start, first) for start, end in open_spans)
    return sum(span for span in spans if span > 0) // _MINUTE
