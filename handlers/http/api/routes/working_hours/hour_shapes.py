"""What a coach's hours look like in requests and answers."""

from typing import Annotated

from msgspec import Meta

from domain.refusals import BadInput
from domain.services import catalogue as model
from domain.time.periods import Period
from domain.working_hours import seasons
from domain.working_hours.hours import Window
from handlers.actions.working_hours.hours import LONGEST_ROW
from handlers.http.api import fields
from handlers.http.api.fields import DayHours, Hours
from handlers.http.api.shapes import AnswerShape, Day, RequestShape

Agreed = Annotated[
    str,
    Meta(max_length=16, description="`agreed` from the refusal that named the sessions."),
]
WeekPlan = list[tuple[tuple[int], tuple[Window, ...]]]


class DateHours(AnswerShape):
    """The hours of a date, in place of its weekday's; none: a day off."""

    day: str
    hours: tuple[Hours, ...]


class NamedDay(AnswerShape):
    """A weekday, 0 for Monday, and its hours; none: closed."""

    weekday: int
    hours: tuple[Hours, ...]


class SeasonHours(AnswerShape, kw_only=True):
    """Other hours for part of the year, on the listed weekdays. last: left out if it has no end.
    yearly: it repeats each year."""

    id: int
    first: str
    last: str | None = None
    yearly: bool
    weekly: tuple[NamedDay, ...]


class ServiceTimes(AnswerShape):
    """A service that is only given during some of the hours."""

    service_id: int
    weekly: tuple[NamedDay, ...]


class CoachHours(AnswerShape):
    """When a coach works, on the clock of `zone`. weekly: seven days, Monday first. outside: how
    many upcoming sessions a change has left outside."""

    coach_id: int
    zone: str
    weekly: tuple[tuple[Hours, ...], ...]
    dates: tuple[DateHours, ...] = ()
    seasons: tuple[SeasonHours, ...] = ()
    services: tuple[ServiceTimes, ...] = ()
    outside: int = 0


class NewWeek(RequestShape):
    """A whole week: seven days, Monday first."""

    weekly: Annotated[tuple[DayHours, ...], Meta(min_length=7, max_length=7)]
    agreed: Agreed = ""


class NewDates(RequestShape):
    """Hours of single dates: an empty list is a day off, null returns to the week's hours."""

    days: Annotated[tuple[Day, ...], Meta(min_length=1, max_length=LONGEST_ROW)]
    hours: DayHours | None
    agreed: Agreed = ""


class NewNamedDay(RequestShape):
    """A weekday, 0 for Monday, and its hours; none: closed."""

    weekday: Annotated[int, Meta(ge=0, le=6)]
    hours: DayHours


NamedDays = Annotated[tuple[NewNamedDay, ...], Meta(min_length=1, max_length=7)]


class NewSeason(RequestShape):
    """Other hours for part of the year; weekdays that are not listed keep theirs."""

    first: Day
    weekly: NamedDays
    last: Day | None = None
    yearly: bool = False
    agreed: Agreed = ""


class SeasonRepeat(RequestShape):
    """Whether a season repeats each year."""

    yearly: bool
    agreed: Agreed = ""


class AgreedQuery(RequestShape):
    """agreed: from the refusal that listed the sessions."""

    agreed: Agreed = ""


class NewServiceTimes(RequestShape):
    """During which of the hours a service is given; null: whenever the coach works."""

    weekly: NamedDays | None
    agreed: Agreed = ""


def of(coach: model.Coach) -> CoachHours:
    """A coach's hours as an answer shows them."""
    hours = coach.hours
    return CoachHours(
        coach_id=coach.id,
        zone=coach.zone,
        weekly=tuple(map(fields.hours_of, hours.weekly)),
        dates=tuple(
            DateHours(day=day.isoformat(), hours=fields.hours_of(windows))
            for day, windows in sorted(hours.overrides.items())
        ),
        seasons=tuple(_season(one) for one in hours.seasons),
        services=tuple(
            ServiceTimes(service_id=id_, weekly=_named_days(its.weekly))
            for id_, its in sorted(hours.within.items())
        ),
    )


def plan_of(weekly: tuple[NewNamedDay, ...]) -> WeekPlan:
    """Weekdays with their hours. Raises BadInput for a weekday listed twice."""
    if len({one.weekday for one in weekly}) < len(weekly):
        raise BadInput("weekly")
    return [((one.weekday,), fields.windows(one.hours)) for one in weekly]


def period_of(first: str, last: str | None, *, yearly: bool) -> Period:
    """The days in a body. Raises BadInput, and Unacceptable: 422."""
    begins = fields.day(first, "first")
    ends = None if last is None else fields.day(last, "last")
    try:
        return Period(begins, ends, yearly)
    except ValueError:
        raise BadInput("last") from None


def _season(one: seasons.Season) -> SeasonHours:
    last = one.period.last
    return SeasonHours(
        id=one.id,
        first=one.period.first.isoformat(),
        last=None if last is None else last.isoformat(),
        yearly=one.period.yearly,
        weekly=_named_days(one.weekly),
    )


def _named_days(weekly: seasons.Week) -> tuple[NamedDay, ...]:
    return tuple(
        NamedDay(weekday=weekday, hours=fields.hours_of(windows))
        for weekday, windows in enumerate(weekly)
        if windows is not None
    )
