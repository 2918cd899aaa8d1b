"""Messages to many at once, written by admins."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from domain.messages import broadcasts as model
from domain.messages.broadcasts import (
    LONGEST,
    SINCE,
    Audience,
    AudienceGroup,
    BroadcastAction,
    NobodyToReach,
)
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound
from handlers.actions.messages import broadcasting
from handlers.http.api.call import Call
from handlers.http.api.pages import Paging, page
from handlers.http.api.route import route
from handlers.http.api.shapes import AnswerShape, Id, Page, RequestShape
from handlers.queries.messages import broadcasts
from storage.messages.broadcasts import Broadcast as Stored

WhoName = Literal["customers", "coaches", "everybody"]
Days = Annotated[int, Meta(ge=-SINCE[-1], le=SINCE[-1])]
MOST = 200


class BroadcastReach(AnswerShape):
    """How many get it, and how many do not: they opted out, are blocked, or cannot be reached."""

    reached: int
    unwanted: int
    blocked: int
    away: int


class Broadcast(AnswerShape, kw_only=True):
    """A message to many. people: its recipients; sent, failed, missed: its progress. reach: for a
    draft, whom it would reach."""

    id: int
    state: Literal["draft", "running", "paused", "stopped", "done"]
    text: str
    who: WhoName
    coach_id: int | None = None
    service_id: int | None = None
    days: int | None = None
    created_at: datetime
    people: int
    sent: int
    failed: int
    missed: int
    ended: bool
    reach: BroadcastReach | None = None


class BroadcastPage(Page, kw_only=True):
    """Messages to many that were started, latest first."""

    items: tuple[Broadcast, ...]


class AudienceQuery(RequestShape):
    """To whom. coach_id, service_id: only customers who booked with this coach, or this service.
    days: only those who came within this many days; negative: only those who came before, and not
    since."""

    who: WhoName
    coach_id: Id | None = None
    service_id: Id | None = None
    days: Days = 0


class NewBroadcast(AudienceQuery, kw_only=True):
    """To whom, and what. It is a draft until it is sent."""

    text: Annotated[str, Meta(min_length=1, max_length=LONGEST)]


@route("GET", "/broadcasts/reach", Scope.NOTIFICATIONS_READ, refuses=(NotAllowed, BadInput))
async def reach(call: Call, query: AudienceQuery) -> BroadcastReach:
    """Count whom a message would reach, and whom not."""
    figures = await broadcasts.reach(
        call.database, _audience(query), actor=call.actor, now=call.now
    )
    return _reach(figures)


@route("GET", "/broadcasts", Scope.NOTIFICATIONS_READ, refuses=(NotAllowed,))
async def list_begun(call: Call, query: Paging) -> BroadcastPage:
    """List what was sent to many, latest first."""
    messages = await broadcasts.latest(call.database, MOST, actor=call.actor)
    items, more = page(messages, lambda one: ("", -one.id), query)
    return BroadcastPage(items=tuple(_of(call, one) for one in items), next=more)


@route(
    "GET", "/broadcasts/{broadcast_id}", Scope.NOTIFICATIONS_READ, refuses=(NotFound, NotAllowed)
)
async def read(call: Call, broadcast_id: Id) -> Broadcast:
    """Read the progress of a message to many; for your own draft, whom it would reach."""
    return await _read(call, broadcast_id)


@route(
    "POST",
    "/broadcasts",
    Scope.NOTIFICATIONS_WRITE,
    status=201,
    refuses=(NotFound, NotAllowed, BadInput),
)
async def draft(call: Call, body: NewBroadcast) -> Broadcast:
    """Write a message to many, to check before it goes."""
    broadcast_id = await broadcasting.draft(
        call.database,
        _audience(body),
        body.text,
        **call.intent,
    )
    return await _read(call, broadcast_id)


@route(
    "POST",
    "/broadcasts/{broadcast_id}/send",
    Scope.NOTIFICATIONS_WRITE,
    refuses=(NotFound, NotAllowed, NobodyToReach),
)
async def send(call: Call, broadcast_id: Id) -> Broadcast:
    """Send your draft."""
    await broadcasting.begin(call.database, broadcast_id, None, **call.intent)
    return await _read(call, broadcast_id)


@route(
    "POST",
    "/broadcasts/{broadcast_id}/{action}",
    Scope.NOTIFICATIONS_WRITE,
    refuses=(NotFound, NotAllowed),
)
async def change(
    call: Call, broadcast_id: Id, action: Literal["pause", "go_on", "stop"]
) -> Broadcast:
    """Pause, resume or stop a message that is being sent."""
    await broadcasting.change(
        call.database,
        broadcast_id,
        BroadcastAction(action),
        **call.intent,
    )
    return await _read(call, broadcast_id)


async def _read(call: Call, broadcast_id: int) -> Broadcast:
    try:
        broadcast = await broadcasts.find_started(call.database, broadcast_id, actor=call.actor)
    except NotFound:
        one = await broadcasts.draft(call.database, broadcast_id, actor=call.actor, now=call.now)
        answer = _of(call, one.broadcast)
        answer.reach = _reach(one.reach)
        return answer
    return _of(call, broadcast)


def _audience(query: AudienceQuery) -> Audience:
    try:
        return Audience(
            AudienceGroup(query.who), query.coach_id or 0, query.service_id or 0, query.days
        )
    except ValueError:
        raise BadInput("who") from None


def _reach(figures: model.AudienceSize) -> BroadcastReach:
    return BroadcastReach(
        reached=figures.reached,
        unwanted=figures.unwanted,
        blocked=figures.blocked,
        away=figures.away,
    )


def _of(call: Call, one: Stored) -> Broadcast:
    audience, progress = one.audience, one.progress
    return Broadcast(
        id=one.id,
        state=one.state.value,
        text=one.text,
        who=audience.who.value,
        coach_id=audience.coach_id or None,
        service_id=audience.service_id or None,
        days=audience.days or None,
        created_at=one.created_at.astimezone(call.zone),
        people=progress.people,
        sent=progress.sent,
        failed=progress.failed,
        missed=progress.missed,
        ended=one.ended,
    )


ROUTES = (reach, list_begun, read, draft, send, change)
