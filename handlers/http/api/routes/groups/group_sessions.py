"""Group sessions, for their coach and the team. Clients join one by booking its start."""

from collections.abc import Awaitable
from datetime import date, datetime, timedelta

from domain.appointments.offer_refusals import OfferOpen
from domain.groups import group
from domain.groups.group import GroupState
from domain.groups.group_refusals import GroupChanged, GroupOver
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NoLongerOffered, NotFound, SameTime
from domain.starts.room_refusals import RoomTaken
from domain.time.spans import moment
from domain.working_hours.hours import day_span
from handlers.actions.groups import group_room, group_times
from handlers.actions.groups import group_sessions as actions
from handlers.http.api import fields
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.request_faults import FieldFault, Unacceptable, of_fields
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.appointment_shapes import (
    Appointment,
    Saying,
    appointment_of,
)
from handlers.http.api.routes.appointments.booking_refusals import OF_A_SLOT, RIGHTS
from handlers.http.api.routes.appointments.session_rooms import RoomChange
from handlers.http.api.shapes import AnswerShape, Day, Id, Instant, RequestShape
from handlers.queries.groups import group_sessions as queries

READ, WRITE = Scope.BOOKINGS_READ, Scope.BOOKINGS_WRITE
MOST_DAYS = 31
OF_A_GROUP = (NotFound, GroupOver, GroupChanged, *RIGHTS)


class GroupSession(AnswerShape):
    """A group session. by_hand: it was set up by staff, and stands even with nobody in it. reason:
    why it was cancelled."""

    id: int
    version: int
    state: GroupState
    coach_id: int
    service_id: int
    start: datetime
    end: datetime
    capacity: int
    taken: int
    by_hand: bool
    reason: str | None = None
    room_ids: tuple[int, ...] = ()


class GroupSessions(AnswerShape):
    """Those that stand or took place, in order."""

    items: tuple[GroupSession, ...]


class GroupWithSeats(GroupSession, kw_only=True):
    """With everyone in it, in order of joining."""

    seats: tuple[Appointment, ...]


class GroupDays(RequestShape, rename={"from_": "from"}):
    """Whose, the caller's without a coach; on which days, both included, two weeks without any."""

    coach_id: Id | None = None
    from_: Day | None = None
    to: Day | None = None


class NewGroupSession(RequestShape):
    """What to offer, by whom and when. coach_id: the caller without it."""

    service_id: Id
    start: Instant
    coach_id: Id | None = None


class GroupMove(RequestShape):
    """Where to move the whole session."""

    start: Instant


@route("GET", "/group-sessions", READ, refuses=(NotFound, *RIGHTS))
async def of_days(call: Call, query: GroupDays) -> GroupSessions:
    """List a coach's group sessions, for that coach and the team."""
    first, last = _days(call, query)
    start, end = map(moment, day_span(first, last, call.zone))
    coach_id = query.coach_id or call.coach_id
    sessions = await queries.of_days(call.database, coach_id, start, end, actor=call.actor)
    return GroupSessions(items=tuple(_group_session(call, one) for one in sessions))


@route("GET", "/group-sessions/{session_id}", READ, refuses=(NotFound, *RIGHTS))
async def read(call: Call, session_id: Id) -> Answer[GroupWithSeats]:
    """Read a group session, with everyone in it."""
    group_ = await queries.by_id(call.database, session_id, actor=call.actor)
    plain = _group_session(call, group_.session)
    facts = {name: getattr(plain, name) for name in plain.__struct_fields__}
    seats = tuple(appointment_of(one, call) for one in group_.seats)
    return Answer(GroupWithSeats(**facts, seats=seats), version=plain.version)


@route("POST", "/group-sessions", WRITE, status=201, refuses=(NotFound, *OF_A_SLOT, *RIGHTS))
async def open_(call: Call, body: NewGroupSession) -> Answer[GroupSession]:
    """Offer a group session at a time when its coach is free, with or without bookings."""
    return await _apply_change(
        call,
        group_times.open_by_hand(
            call.database,
            call.catalogue,
            body.service_id,
            body.coach_id or call.coach_id,
            body.start,
            **call.intent,
        ),
    )


@route("PUT", "/group-sessions/{session_id}", WRITE, refuses=(*OF_A_GROUP, *OF_A_SLOT, SameTime))
async def move(call: Call, session_id: Id, body: GroupMove) -> Answer[GroupSession]:
    """Move the whole session; everybody in it is told."""
    return await _apply_change(
        call,
        group_times.move(
            call.database,
            call.catalogue,
            session_id,
            await _version(call, session_id),
            body.start,
            **call.intent,
        ),
    )


@route("POST", "/group-sessions/{session_id}/close", WRITE, refuses=OF_A_GROUP)
async def close(call: Call, session_id: Id) -> Answer[GroupSession]:
    """Close a group session: nobody else can join, and it still takes place."""
    return await _set_closed(call, session_id, closed=True)


@route("POST", "/group-sessions/{session_id}/reopen", WRITE, refuses=OF_A_GROUP)
async def reopen(call: Call, session_id: Id) -> Answer[GroupSession]:
    """Reopen a group session for others to join."""
    return await _set_closed(call, session_id, closed=False)


@route("POST", "/group-sessions/{session_id}/approve", WRITE, refuses=OF_A_GROUP)
async def approve(call: Call, session_id: Id) -> Answer[GroupSession]:
    """Confirm everybody who waits for an answer.

    Clients who are offered other times, because the coach is away, keep waiting.
    """
    return await _apply_change(
        call,
        actions.approve_all(
            call.database,
            call.catalogue,
            session_id,
            await _version(call, session_id),
            **call.intent,
        ),
    )


@route("POST", "/group-sessions/{session_id}/cancel", WRITE, refuses=(*OF_A_GROUP, BadInput))
async def call_off(call: Call, session_id: Id, body: Saying) -> Answer[GroupSession]:
    """Cancel the whole session; everybody in it reads why."""
    return await _apply_change(
        call,
        actions.call_off(
            call.database,
            call.catalogue,
            session_id,
            await _version(call, session_id),
            body.reason,
            **call.intent,
        ),
    )


@route(
    "PUT",
    "/group-sessions/{session_id}/rooms",
    WRITE,
    refuses=(*OF_A_GROUP, OfferOpen, RoomTaken, NoLongerOffered),
)
async def change_room(call: Call, session_id: Id, body: RoomChange) -> Answer[GroupSession]:
    """Swap a room or device of the session, for everybody in it."""
    return await _apply_change(
        call,
        group_room.give_room(
            call.database,
            session_id,
            await _version(call, session_id),
            body.old_id,
            body.new_id,
            **call.intent,
            anyway=body.anyway,
        ),
    )


async def _set_closed(call: Call, session_id: int, *, closed: bool) -> Answer[GroupSession]:
    return await _apply_change(
        call,
        actions.close(
            call.database,
            call.catalogue,
            session_id,
            await _version(call, session_id),
            closed=closed,
            **call.intent,
        ),
    )


async def _version(call: Call, session_id: int) -> int:
    """The version meant: the one the caller has seen, or else the current one."""
    group_ = await queries.by_id(call.database, session_id, actor=call.actor)
    return group_.session.version if call.if_match is None else call.if_match


async def _apply_change(call: Call, change: Awaitable[group.GroupSession]) -> Answer[GroupSession]:
    """The session after a change. Raises Unacceptable: 412 if it has changed since it was seen."""
    try:
        session = await change
    except GroupChanged:
        if call.if_match is None:
            raise
        raise Unacceptable(412, "changed_meanwhile") from None
    return Answer(_group_session(call, session), version=session.version)


def _days(call: Call, query: GroupDays) -> tuple[date, date]:
    today = call.now.astimezone(call.zone).date()
    first = today if query.from_ is None else fields.day(query.from_, "from", fields.QUERY)
    last = first + timedelta(days=13)
    if query.to is not None:
        last = fields.day(query.to, "to", fields.QUERY)
    if not 0 <= (last - first).days < MOST_DAYS:
        message = f"Expected a day at most {MOST_DAYS} days from the first on"
        raise of_fields(400, [FieldFault(field="to", code="invalid", message=message)])
    return first, last


def _group_session(call: Call, one: group.GroupSession) -> GroupSession:
    return GroupSession(
        id=one.id,
        version=one.version,
        state=one.state,
        coach_id=one.coach_id,
        service_id=one.service_id,
        start=one.starts_at.astimezone(call.zone),
        end=one.ends_at.astimezone(call.zone),
        capacity=one.capacity,
        taken=one.taken,
        by_hand=one.by_hand,
        reason=one.reason,
        room_ids=one.resource_ids,
    )


ROUTES = (of_days, read, open_, move, close, reopen, approve, call_off, change_room)
