"""When a room or a device is open, closed and in use."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from domain.programs.scopes import Scope
from domain.refusals import BadHours, BadInput, NotAllowed, NotFound
from domain.services import resources
from domain.starts.room_refusals import RoomInUse
from domain.time.spans import moment
from domain.working_hours.hours import WorkingHours, normalise
from domain.working_hours.leave import Leave
from domain.working_hours.leave import LeaveStretch as Closed
from handlers.actions.services import rooms as actions
from handlers.actions.working_hours.hours import LONGEST_ROW
from handlers.http.api import fields
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.fields import DayHours, Hours, WallStart
from handlers.http.api.route import route
from handlers.http.api.routes.working_hours.hour_shapes import DateHours
from handlers.http.api.shapes import AnswerShape, Day, Id, RequestShape
from handlers.http.api.versions import unseen, versioned_answer
from handlers.queries.starts import rooms

CHANGES = (NotFound, NotAllowed, BadInput, BadHours, RoomInUse)


class ResourceHours(AnswerShape):
    """When it is available. weekly: seven days, Monday first; left out if it is always open."""

    zone: str
    always: bool
    weekly: tuple[tuple[Hours, ...], ...] | None = None
    dates: tuple[DateHours, ...] = ()


class NewResourceWeek(RequestShape):
    """Its week: seven days, Monday first; without it, it is always open."""

    weekly: Annotated[tuple[DayHours, ...], Meta(min_length=7, max_length=7)] | None = None
    anyway: bool = False


class NewResourceDates(RequestShape):
    """Hours of single dates: an empty list is closed, null returns to the week's hours."""

    days: Annotated[tuple[Day, ...], Meta(min_length=1, max_length=LONGEST_ROW)]
    hours: DayHours | None
    anyway: bool = False


class ResourceClosure(AnswerShape):
    """A time when it is closed, on the clock of `zone`."""

    id: int
    start: str
    end: str


class ResourceClosures(AnswerShape):
    """All current and future closures, in order."""

    zone: str
    items: tuple[ResourceClosure, ...]


class NewResourceClosure(RequestShape):
    """A closure to add."""

    start: WallStart
    end: WallStart
    anyway: bool = False


class ResourceUse(AnswerShape):
    """What uses it. appointment_id: left out for a group session. units: their numbers."""

    start: datetime
    end: datetime
    service: str
    coach: str
    client: str
    units: tuple[int, ...]
    appointment_id: int | None = None


class Closing(AnswerShape):
    """A time when it is closed."""

    start: datetime
    end: datetime


class ResourceDay(AnswerShape):
    """What is in it on a day, in order, and when it is closed."""

    uses: tuple[ResourceUse, ...]
    closed: tuple[Closing, ...]


class DayQuery(RequestShape):
    """Which day, on its clock."""

    day: Day


@route(
    "GET", "/resources/{resource_id}/hours", Scope.CATALOGUE_READ, refuses=(NotFound, NotAllowed)
)
async def read(call: Call, resource_id: Id) -> Answer[ResourceHours]:
    """Read when a room or a device is available."""
    return versioned_answer(_hours(rooms.one(call.catalogue, resource_id, actor=call.actor)))


@route("PUT", "/resources/{resource_id}/hours", Scope.CATALOGUE_WRITE, refuses=CHANGES)
async def change(call: Call, resource_id: Id, body: NewResourceWeek) -> Answer[ResourceHours]:
    """Set the weekly hours of a room or a device."""
    weekly = resources.ALWAYS.weekly
    if body.weekly is not None:
        weekly = tuple(normalise(fields.windows(day)) for day in body.weekly)

    def apply_changes(room: resources.Resource) -> resources.Resource:
        unseen(call, _hours(room))
        return replace(room, hours=WorkingHours(weekly, room.hours.overrides))

    return versioned_answer(
        _hours(await _change_room(call, resource_id, apply_changes, anyway=body.anyway))
    )


@route("PUT", "/resources/{resource_id}/dates", Scope.CATALOGUE_WRITE, refuses=CHANGES)
async def change_dates(
    call: Call, resource_id: Id, body: NewResourceDates
) -> Answer[ResourceHours]:
    """Set the hours of a room or a device on single dates."""
    days = fields.days(body.days, "days")
    windows = None if body.hours is None else normalise(fields.windows(body.hours))

    def apply_changes(room: resources.Resource) -> resources.Resource:
        unseen(call, _hours(room))
        today = call.now.astimezone(room.tz).date()
        return actions.on_dates(room, days, windows, today)

    return versioned_answer(
        _hours(await _change_room(call, resource_id, apply_changes, anyway=body.anyway))
    )


@route(
    "GET",
    "/resources/{resource_id}/closures",
    Scope.CATALOGUE_READ,
    refuses=(NotFound, NotAllowed),
)
async def list_closures(call: Call, resource_id: Id) -> ResourceClosures:
    """List when a room or a device is closed, apart from its hours."""
    room = rooms.one(call.catalogue, resource_id, actor=call.actor)
    return _closures(call, room)


@route(
    "POST",
    "/resources/{resource_id}/closures",
    Scope.CATALOGUE_WRITE,
    status=201,
    refuses=CHANGES,
)
async def close(call: Call, resource_id: Id, body: NewResourceClosure) -> ResourceClosures:
    """Close a room or a device for a while."""
    starts, ends = fields.wall(body.start, "start"), fields.wall(body.end, "end")

    def add_closure(room: resources.Resource) -> resources.Resource:
        if ends <= starts:
            raise BadInput("end")
        today = call.now.astimezone(room.tz).date()
        return actions.with_closure(room, Closed(starts, ends), today)

    return _closures(call, await _change_room(call, resource_id, add_closure, anyway=body.anyway))


@route(
    "DELETE",
    "/resources/{resource_id}/closures/{closure_id}",
    Scope.CATALOGUE_WRITE,
    refuses=CHANGES,
)
async def reopen(call: Call, resource_id: Id, closure_id: Id) -> ResourceClosures:
    """Reopen a room or a device; already gone is fine."""

    def remove_closure(room: resources.Resource) -> resources.Resource:
        return actions.without_closure(room, closure_id)

    return _closures(call, await _change_room(call, resource_id, remove_closure, anyway=True))


@route("GET", "/resources/{resource_id}/day", Scope.BOOKINGS_READ, refuses=(NotFound, NotAllowed))
async def day(call: Call, resource_id: Id, query: DayQuery) -> ResourceDay:
    """Read what is in a room or a device on a day."""
    on = fields.day(query.day, "day", fields.QUERY)
    room = rooms.one(call.catalogue, resource_id, actor=call.actor)
    its = await rooms.day(call.database, room, on, actor=call.actor)
    return ResourceDay(
        uses=tuple(
            ResourceUse(
                start=moment(one.starts).astimezone(call.zone),
                end=moment(one.ends).astimezone(call.zone),
                service=one.service_title,
                coach=one.coach_name,
                client=one.who,
                units=one.units,
                appointment_id=one.appointment_id,
            )
            for one in its.uses
        ),
        closed=tuple(
            Closing(
                start=moment(start).astimezone(call.zone), end=moment(end).astimezone(call.zone)
            )
            for start, end in its.closed
        ),
    )


async def _change_room(
    call: Call, resource_id: int, change: actions.HowRoom, *, anyway: bool
) -> resources.Resource:
    return await actions.change_room(
        call.database,
        resource_id,
        change,
        anyway=anyway,
        **call.intent,
    )


def _hours(room: resources.Resource) -> ResourceHours:
    weekly = tuple(map(fields.hours_of, room.hours.weekly))
    return ResourceHours(
        zone=room.zone,
        always=room.always,
        weekly=None if room.always else weekly,
        dates=tuple(
            DateHours(day=on.isoformat(), hours=fields.hours_of(windows))
            for on, windows in sorted(room.hours.overrides.items())
        ),
    )


def _closures(call: Call, room: resources.Resource) -> ResourceClosures:
    now = call.now.astimezone(room.tz).replace(tzinfo=None)

    def order(one: Leave) -> tuple[datetime, datetime]:
        return one.starts, one.ends

    ahead = sorted((one for one in room.closures if one.ends > now), key=order)
    return ResourceClosures(
        zone=room.zone,
        items=tuple(
            ResourceClosure(
                id=one.id, start=fields.wall_of(one.starts), end=fields.wall_of(one.ends)
            )
            for one in ahead
        ),
    )


ROUTES = (read, change, change_dates, list_closures, close, reopen, day)
