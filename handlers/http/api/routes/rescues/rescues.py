"""What became of the sessions whose coach is away."""

from datetime import datetime

from domain.programs.scopes import Scope
from domain.refusals import NotAllowed, NotFound
from domain.rescues.rescue import Fate
from handlers.http.api import fields
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.shapes import AnswerShape, Id
from handlers.queries.rescues import rescues


class RescuedSession(AnswerShape):
    """A session, when it would have started, and what became of it."""

    appointment_id: int
    was: datetime
    fate: Fate


class Rescue(AnswerShape):
    """The answers of customers whose coach is away. start, end: on the clock of the coach."""

    id: int
    coach_id: int
    start: str
    end: str
    items: tuple[RescuedSession, ...]


@route("GET", "/rescues/{rescue_id}", Scope.BOOKINGS_READ, refuses=(NotFound, NotAllowed))
async def read(call: Call, rescue_id: Id) -> Rescue:
    """Read the progress of a rescue: for the coach who is away, and the team."""
    return await _rescue(call, rescue_id)


@route(
    "GET",
    "/coaches/{coach_id}/leave/{leave_id}/rescue",
    Scope.BOOKINGS_READ,
    refuses=(NotFound, NotAllowed),
    subject="leave",
)
async def of_leave(call: Call, coach_id: Id, leave_id: Id) -> Rescue:
    """Read what became of the sessions affected by leave, if there are any."""
    rescue_id = await rescues.of_leave(call.database, coach_id, leave_id, actor=call.actor)
    return await _rescue(call, rescue_id)


@route(
    "GET",
    "/coaches/{coach_id}/repeating-leave/{rule_id}/rescue",
    Scope.BOOKINGS_READ,
    refuses=(NotFound, NotAllowed),
    subject="leave",
)
async def of_repeating(call: Call, coach_id: Id, rule_id: Id) -> Rescue:
    """Read the same for repeating leave."""
    rescue_id = await rescues.of_rule(call.database, coach_id, rule_id, actor=call.actor)
    return await _rescue(call, rescue_id)


async def _rescue(call: Call, rescue_id: int | None) -> Rescue:
    if rescue_id is None:
        raise NotFound
    one = await rescues.by_id(
        call.database,
        rescue_id,
        actor=call.actor,
        available_channels=call.context.available_channels,
    )
    return Rescue(
        id=one.id,
        coach_id=one.coach_id,
        start=fields.wall_of(one.starts),
        end=fields.wall_of(one.ends),
        items=tuple(
            RescuedSession(
                appointment_id=each.session.id, was=each.was.astimezone(call.zone), fate=each.fate
            )
            for each in one.sessions
        ),
    )


ROUTES = (read, of_leave, of_repeating)
