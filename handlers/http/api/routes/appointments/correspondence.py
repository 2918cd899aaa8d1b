"""What the two people of an appointment write to each other, and the appointment's history."""

from datetime import datetime
from typing import Annotated, Any, Final

from msgspec import Meta

from domain.appointments.correspondence import FILES, LATEST, LONGEST_TEXT, Content, ContentKind
from domain.appointments.handover_refusals import HandedOver
from domain.appointments.message_refusals import (
    CannotBeLate,
    CannotPassOn,
    CannotReach,
    MessagesStopped,
    MessagesUnwanted,
    NobodyToWriteTo,
    TooManyMessages,
    WritingForbidden,
    WritingOver,
)
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotFound
from handlers.actions.appointments import complaints, writing
from handlers.http.api import cursors
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.request_faults import FieldFault, of_fields
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.booking_refusals import RIGHTS
from handlers.http.api.shapes import AnswerShape, Cursor, Id, Limit, Page, RequestShape
from handlers.queries.appointments import bookings
from handlers.queries.appointments import correspondence as queries
from storage.appointments.correspondence import Message
from storage.audit_pages import NEWEST, AuditLine

READ, WRITE = Scope.BOOKINGS_READ, Scope.BOOKINGS_WRITE
OF_WRITING: Final = (
    NotFound,
    BadInput,
    CannotPassOn,
    TooManyMessages,
    WritingOver,
    CannotBeLate,
    WritingForbidden,
    MessagesStopped,
    MessagesUnwanted,
    CannotReach,
    *RIGHTS,
)


class PageQuery(RequestShape):
    """Which page."""

    cursor: Cursor | None = None
    limit: Limit = 20


class WrittenMessage(AnswerShape):
    """What one side wrote. minutes: how late they are. has_file: a picture or a voice message,
    which has a route of its own."""

    id: int
    by_coach: bool
    to_all: bool
    at: datetime
    kind: ContentKind
    text: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    minutes: int | None = None
    has_file: bool = False


class WrittenMessages(Page, kw_only=True):
    """A page, latest first."""

    items: tuple[WrittenMessage, ...]


class NewMessage(RequestShape):
    """A text, a place, or how many minutes late the sender is: exactly one of them."""

    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT)] | None = None
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None
    late: Annotated[int, Meta(ge=1, le=LATEST)] | None = None


class Listening(RequestShape):
    """Whether messages from the other side are wanted."""

    wanted: bool


class SentToAll(AnswerShape):
    """How many it went to; the names of those nothing reaches; how many want no messages."""

    sent: int
    unheard: tuple[str, ...]
    unwilling: int


class Step(AnswerShape):
    """Something that was done. by: who did it, left out for the bot itself. before, after: the
    changed values."""

    id: int
    at: datetime
    action: str
    door: str | None = None
    by_id: int | None = None
    by: str | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class Steps(Page, kw_only=True):
    """A page, latest step first."""

    items: tuple[Step, ...]


@route("GET", "/appointments/{appointment_id}/messages", READ, refuses=(NotFound, *RIGHTS))
async def messages(call: Call, appointment_id: Id, query: PageQuery) -> WrittenMessages:
    """List what the client and the coach have written to each other, for these two."""
    thread, more = await queries.messages_before(
        call.database,
        appointment_id,
        _before(query.cursor),
        actor=call.actor,
        limit=query.limit,
    )
    return WrittenMessages(
        items=tuple(_message(call, one) for one in thread),
        next=cursors.encode_cursor(thread[-1].id) if more else None,
    )


@route("POST", "/appointments/{appointment_id}/messages", WRITE, status=201, refuses=OF_WRITING)
async def write(call: Call, appointment_id: Id, body: NewMessage) -> Answer[None]:
    """Write to the other side of an appointment, as its client or its coach."""
    await writing.write(
        call.database,
        appointment_id,
        _content(body),
        by_coach=await _by_coach(call, appointment_id),
        **call.intent,
        available_channels=call.context.available_channels,
    )
    return Answer(None)


@route("PUT", "/appointments/{appointment_id}/messages", WRITE, refuses=(NotFound, *RIGHTS))
async def listen(call: Call, appointment_id: Id, body: Listening) -> Answer[None]:
    """Mute the other side, or unmute them.

    The business's own messages still arrive.
    """
    await complaints.set_stopped(
        call.database,
        appointment_id,
        stops=not body.wanted,
        by_coach=await _by_coach(call, appointment_id),
        **call.intent,
    )
    return Answer(None)


@route(
    "POST",
    "/appointments/{appointment_id}/messages/report",
    WRITE,
    refuses=(NotFound, *RIGHTS),
)
async def report(call: Call, appointment_id: Id) -> Answer[None]:
    """Complain about what the other side has written; the team decides."""
    await complaints.report(
        call.database,
        appointment_id,
        by_coach=await _by_coach(call, appointment_id),
        **call.intent,
    )
    return Answer(None)


@route(
    "POST",
    "/group-sessions/{session_id}/messages",
    WRITE,
    status=201,
    refuses=(NobodyToWriteTo, *OF_WRITING),
)
async def write_to_all(call: Call, session_id: Id, body: NewMessage) -> SentToAll:
    """Write to everybody in a group's session, as its coach; each reads it privately."""
    result = await writing.write_to_all(
        call.database,
        session_id,
        _content(body),
        **call.intent,
        available_channels=call.context.available_channels,
    )
    return SentToAll(sent=result.sent, unheard=result.unheard, unwilling=result.unwilling)


@route(
    "GET",
    "/appointments/{appointment_id}/history",
    READ,
    refuses=(NotFound, HandedOver, *RIGHTS),
)
async def history(call: Call, appointment_id: Id, query: PageQuery) -> Steps:
    """List what was done to an appointment, for its coach and the team."""
    course = await bookings.course(
        call.database,
        appointment_id,
        actor=call.actor,
        before=_before(query.cursor) or NEWEST,
        most=query.limit,
    )
    return Steps(
        items=tuple(_step(call, one, course.people.get(one.actor_id or 0)) for one in course.lines),
        next=cursors.encode_cursor(course.lines[-1].id) if course.more else None,
    )


def _before(cursor: str | None) -> int | None:
    return None if cursor is None else cursors.decode_cursor(cursor, Id)


async def _by_coach(call: Call, appointment_id: int) -> bool:
    return await queries.by_coach(call.database, appointment_id, actor=call.actor)


def _content(body: NewMessage) -> Content:
    place = body.latitude is not None and body.longitude is not None
    half = (body.latitude is None) is not (body.longitude is None)
    if half or sum((body.text is not None, place, body.late is not None)) != 1:
        wrong = FieldFault(field="", code="invalid", message="Expected text, a place, or late")
        raise of_fields(422, [wrong])
    if body.text is not None:
        return Content(ContentKind.TEXT, body.text)
    if body.late is not None:
        return Content(ContentKind.LATE, minutes=body.late)
    return Content(ContentKind.PLACE, latitude=body.latitude, longitude=body.longitude)


def _message(call: Call, one: Message) -> WrittenMessage:
    content = one.content
    return WrittenMessage(
        id=one.id,
        by_coach=one.by_coach,
        to_all=one.to_all,
        at=one.sent_at.astimezone(call.zone),
        kind=content.kind,
        text=content.text,
        latitude=content.latitude,
        longitude=content.longitude,
        minutes=content.minutes,
        has_file=content.kind in FILES,
    )


def _step(call: Call, line: AuditLine, name: str | None) -> Step:
    return Step(
        id=line.id,
        at=line.at.astimezone(call.zone),
        action=line.action,
        door=line.door,
        by_id=line.actor_id,
        by=name,
        before=dict(line.before) if line.before else None,
        after=dict(line.after) if line.after else None,
    )


ROUTES = (messages, write, listen, report, write_to_all, history)
