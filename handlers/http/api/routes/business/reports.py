"""What the business has booked and earned, and when reports on it are sent."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from msgspec import UNSET, UnsetType

from domain.business import report as model
from domain.business.report import DateRange, TooManyBookings, month_of
from domain.business.report_times import ReportFrequency
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed
from handlers.actions.business import report_subscriptions
from handlers.http.api import fields, instants
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.shapes import AnswerShape, DailyTime, Day, Money, RequestShape
from handlers.queries.business import reports


class CoachFigures(AnswerShape):
    """One coach. sessions: those not cancelled. booked_minutes of open_minutes."""

    coach_id: int
    sessions: int
    missed: int
    booked_minutes: int
    open_minutes: int
    earned: tuple[Money, ...]


class DayFigures(AnswerShape):
    """One day: sessions booked, missed, and cancelled."""

    day: str
    standing: int
    missed: int
    off: int


class Report(AnswerShape, kw_only=True):
    """The figures of a period, on the clock of the business, both days included. bookings: by
    status; completed also counts what is over without a word of its coach. earned: from that;
    to_come: from what is confirmed. new, returning: customers. lead: sessions by how far ahead they
    were booked: day, days, week, weeks, month. ahead_days: on average."""

    first: str
    last: str
    zone: str
    bookings: dict[str, int]
    earned: tuple[Money, ...]
    to_come: tuple[Money, ...]
    new: int
    returning: int
    lead: dict[str, int]
    ahead_days: float | None = None
    coaches: tuple[CoachFigures, ...]
    days: tuple[DayFigures, ...]


class ReportQuery(RequestShape):
    """Which days: without any, this month's; with only the first, that single day."""

    first: Day | None = None
    last: Day | None = None


class ReportTimes(AnswerShape):
    """At what time of the reader's day reports are sent: daily, and weekly on Monday. Left out if
    none is sent."""

    daily: str | None = None
    weekly: str | None = None


class NewReportTimes(RequestShape):
    """The new times; null: none is sent."""

    daily: DailyTime | UnsetType | None = UNSET
    weekly: DailyTime | UnsetType | None = UNSET


@route(
    "GET",
    "/reports",
    Scope.REPORTS_READ,
    refuses=(NotAllowed, TooManyBookings, BadInput),
    aliases=("GET /admin/reports",),
)
async def read(call: Call, query: ReportQuery) -> Report:
    """Read the figures of a period, for the team."""
    period = period_of(call, query)
    figures = await reports.report(call.database, call.catalogue, period, actor=call.actor)
    return of(figures, call.catalogue.business.zone)


@route("GET", "/me/reports", Scope.REPORTS_READ, refuses=(NotAllowed,))
async def read_times(call: Call) -> ReportTimes:
    """Read when you are sent reports."""
    return await _times(call)


@route("PUT", "/me/reports", Scope.REPORTS_READ, refuses=(NotAllowed, BadInput))
async def change_times(call: Call, body: NewReportTimes) -> ReportTimes:
    """Set when you are sent reports, on your own clock."""
    for every, at in ((ReportFrequency.DAY, body.daily), (ReportFrequency.WEEK, body.weekly)):
        if not isinstance(at, UnsetType):
            await report_subscriptions.set_minute(
                call.database,
                every,
                None if at is None else instants.minute(at),
                zone=call.person.zone,
                **call.part(every),
            )
    return await _times(call)


async def _times(call: Call) -> ReportTimes:
    schedule = await reports.schedule(call.database, actor=call.actor)
    return ReportTimes(
        daily=None if schedule.day is None else fields.clock(schedule.day),
        weekly=None if schedule.week is None else fields.clock(schedule.week),
    )


def period_of(call: Call, query: ReportQuery) -> DateRange:
    """The days in a query. Raises BadInput."""
    if query.first is not None:
        first = fields.day(query.first, "first", fields.QUERY)
        last = fields.day(query.last or query.first, "last", fields.QUERY)
        return model.period_between(first, last)
    if query.last is not None:
        raise BadInput("first")
    return month_of(call.now.astimezone(ZoneInfo(call.catalogue.business.zone)).date())


def of(one: model.Report, zone: str) -> Report:
    """The figures as an answer shows them. zone: of their days."""
    return Report(
        first=one.period.first.isoformat(),
        last=one.period.last.isoformat(),
        zone=zone,
        bookings={status.value: n for status, n in one.bookings.items()},
        earned=_money(one.earned),
        to_come=_money(one.to_come),
        new=one.new,
        returning=one.returning,
        lead={lead.name.lower(): n for lead, n in sorted(one.lead.items())},
        ahead_days=None if one.ahead is None else round(one.ahead, 2),
        coaches=tuple(
            CoachFigures(
                coach_id=each.coach_id,
                sessions=each.sessions,
                missed=each.missed,
                booked_minutes=each.booked,
                open_minutes=each.open,
                earned=_money(each.earned),
            )
            for each in one.coaches
        ),
        days=tuple(
            DayFigures(day=day.isoformat(), standing=its.standing, missed=its.missed, off=its.off)
            for day, its in sorted(one.daily.items())
        ),
    )


def _money(sums: Mapping[str, int]) -> tuple[Money, ...]:
    return tuple(Money(minor=minor, currency=currency) for currency, minor in sorted(sums.items()))


ROUTES = (read, read_times, change_times)
