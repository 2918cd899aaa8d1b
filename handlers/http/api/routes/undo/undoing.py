"""Undoing steps within a minute: a block, changes to a group session, leave."""

from typing import Annotated, Final

from msgspec import Meta

from domain.people.blocking import BlockChanged
from domain.programs.scopes import Scope
from domain.refusals import NotAllowed, NotFound
from domain.undo.undo import CannotUndo, TooLateToUndo, UndoOvertaken
from handlers.actions.undo import undoing, undoing_groups, undoing_leave, undoing_leave_rules
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.shapes import Id, RequestShape

REFUSES: Final = (NotFound, NotAllowed, TooLateToUndo, UndoOvertaken, CannotUndo)


class UndoingGroup(RequestShape):
    """version: made by the step to undo."""

    version: Annotated[int, Meta(ge=1, le=2**31 - 1)]


@route(
    "POST",
    "/users/{user_id}/block/undo",
    Scope.PEOPLE_WRITE,
    refuses=(*REFUSES, BlockChanged),
    subject="users",
)
async def undo_block(call: Call, user_id: Id) -> Answer[None]:
    """Undo your block of somebody, with all the cancellations it made."""
    await undoing.undo_block(call.database, call.catalogue, user_id, **call.intent)
    return Answer(None)


@route(
    "POST",
    "/group-sessions/{session_id}/undo",
    Scope.BOOKINGS_WRITE,
    refuses=REFUSES,
    subject="group_sessions",
)
async def undo_group(call: Call, session_id: Id, body: UndoingGroup) -> Answer[None]:
    """Undo what you did to a group session, for everyone in it."""
    await undoing_groups.undo_group(call.database, session_id, body.version, **call.intent)
    return Answer(None)


@route(
    "POST",
    "/coaches/{coach_id}/leave/{leave_id}/undo",
    Scope.CALENDAR_WRITE,
    refuses=REFUSES,
    subject="leave",
)
async def undo_leave(call: Call, coach_id: Id, leave_id: Id) -> Answer[None]:
    """Undo your last change to a coach's leave."""
    await undoing_leave.undo_leave(call.database, coach_id, leave_id, **call.intent)
    return Answer(None)


@route(
    "POST",
    "/coaches/{coach_id}/repeating-leave/{rule_id}/undo",
    Scope.CALENDAR_WRITE,
    refuses=REFUSES,
    subject="leave",
)
async def undo_repeating(call: Call, coach_id: Id, rule_id: Id) -> Answer[None]:
    """Undo your last change to repeating leave."""
    await undoing_leave_rules.undo_repeating(call.database, coach_id, rule_id, **call.intent)
    return Answer(None)


ROUTES = (undo_block, undo_group, undo_leave, undo_repeating)
