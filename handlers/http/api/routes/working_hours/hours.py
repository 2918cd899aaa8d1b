"""When a coach works: the week, single dates, parts of the year, and the times of single services.

A change that would leave upcoming sessions outside is refused, and the refusal lists them; sent
again with its `agreed`, it is made, and they stand.
"""

from domain.programs.scopes import Scope
from domain.refusals import (
    BadHours,
    BadInput,
    HoursChanged,
    HoursClash,
    NotAllowed,
    NotFound,
    StrandsBookings,
)
from domain.services import catalogue as model
from domain.working_hours.hours import mark
from handlers.actions.working_hours import hours as actions
from handlers.actions.working_hours import seasons
from handlers.actions.working_hours.changed_hours import ChangeResult
from handlers.http.api import fields
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.working_hours.hour_shapes import (
    AgreedQuery,
    CoachHours,
    NewDates,
    NewSeason,
    NewServiceTimes,
    NewWeek,
    SeasonRepeat,
    of,
    period_of,
    plan_of,
)
from handlers.http.api.shapes import Id
from handlers.http.api.versions import unseen, version_of, versioned_answer
from handlers.queries.coaches import coaches

CHANGES = (NotFound, NotAllowed, BadInput, BadHours, HoursChanged, HoursClash, StrandsBookings)


@route("GET", "/coaches/{coach_id}/hours", Scope.CALENDAR_READ, refuses=(NotFound, NotAllowed))
async def read(call: Call, coach_id: Id) -> Answer[CoachHours]:
    """Read a coach's hours, as that coach or for the team."""
    return versioned_answer(of(coaches.by_id(call.catalogue, coach_id, actor=call.actor)))


@route("PUT", "/coaches/{coach_id}/hours", Scope.CALENDAR_WRITE, refuses=CHANGES)
async def change_week(call: Call, coach_id: Id, body: NewWeek) -> Answer[CoachHours]:
    """Set a coach's week."""
    before = _coach_as_seen(call, coach_id)
    return _hours_answer(
        await actions.set_week(
            call.database,
            coach_id,
            [((day,), fields.windows(hours)) for day, hours in enumerate(body.weekly)],
            **call.intent,
            seen_mark=mark(before.hours.weekly) if call.if_match else "",
            agreed=body.agreed,
        )
    )


@route("PUT", "/coaches/{coach_id}/dates", Scope.CALENDAR_WRITE, refuses=CHANGES)
async def change_dates(call: Call, coach_id: Id, body: NewDates) -> Answer[CoachHours]:
    """Give a coach other hours on single dates."""
    before = _coach_as_seen(call, coach_id)
    days = fields.days(body.days, "days")
    own = before.hours.overrides
    return _hours_answer(
        await actions.set_dates(
            call.database,
            coach_id,
            days,
            None if body.hours is None else fields.windows(body.hours),
            **call.intent,
            seen_mark=mark(own.get(day) for day in days) if call.if_match else "",
            agreed=body.agreed,
        )
    )


@route("POST", "/coaches/{coach_id}/seasons", Scope.CALENDAR_WRITE, refuses=CHANGES)
async def set_season(call: Call, coach_id: Id, body: NewSeason) -> Answer[CoachHours]:
    """Give a coach other hours for part of the year.

    A season with exactly these days is replaced.
    """
    _coach_as_seen(call, coach_id)
    return _hours_answer(
        await seasons.set_season(
            call.database,
            coach_id,
            period_of(body.first, body.last, yearly=body.yearly),
            plan_of(body.weekly),
            **call.intent,
            agreed=body.agreed,
        )
    )


@route("PUT", "/coaches/{coach_id}/seasons/{season_id}", Scope.CALENDAR_WRITE, refuses=CHANGES)
async def repeat_season(
    call: Call, coach_id: Id, season_id: Id, body: SeasonRepeat
) -> Answer[CoachHours]:
    """Set whether a coach's season repeats each year."""
    _coach_as_seen(call, coach_id)
    return _hours_answer(
        await seasons.repeat_season(
            call.database,
            coach_id,
            season_id,
            body.yearly,
            **call.intent,
            agreed=body.agreed,
        )
    )


@route("DELETE", "/coaches/{coach_id}/seasons/{season_id}", Scope.CALENDAR_WRITE, refuses=CHANGES)
async def delete_season(
    call: Call, coach_id: Id, season_id: Id, query: AgreedQuery
) -> Answer[CoachHours]:
    """Delete a coach's season; already gone is fine."""
    _coach_as_seen(call, coach_id)
    return _hours_answer(
        await seasons.delete_season(
            call.database,
            coach_id,
            season_id,
            **call.intent,
            agreed=query.agreed,
        )
    )


@route(
    "PUT",
    "/coaches/{coach_id}/services/{service_id}/times",
    Scope.CALENDAR_WRITE,
    refuses=CHANGES,
)
async def set_service_times(
    call: Call, coach_id: Id, service_id: Id, body: NewServiceTimes
) -> Answer[CoachHours]:
    """Limit a service of a coach to some of their hours."""
    _coach_as_seen(call, coach_id)
    return _hours_answer(
        await seasons.set_service_times(
            call.database,
            coach_id,
            service_id,
            None if body.weekly is None else plan_of(body.weekly),
            **call.intent,
            agreed=body.agreed,
        )
    )


def _coach_as_seen(call: Call, coach_id: int) -> model.Coach:
    """The coach, as the caller has seen them."""
    coach = coaches.by_id(call.catalogue, coach_id, actor=call.actor)
    unseen(call, of(coach))
    return coach


def _hours_answer(result: ChangeResult) -> Answer[CoachHours]:
    hours = of(result.coach)
    version = version_of(hours)
    hours.outside = result.outside
    return Answer(hours, version=version)


ROUTES = (
    read,
    change_week,
    change_dates,
    set_season,
    repeat_season,
    delete_season,
    set_service_times,
)
