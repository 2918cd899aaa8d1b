"""Who did what: the audit log, for admins."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta

from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed
from handlers.http.api import cursors, fields
from handlers.http.api.call import Call
from handlers.http.api.pages import Paging
from handlers.http.api.route import route
from handlers.http.api.shapes import AnswerShape, Day, Id, Page
from handlers.queries.business import audit
from handlers.queries.business.audit import AuditFilter


class AuditLine(AnswerShape, kw_only=True):
    """One thing that was done. actor_id: by whom, left out for the bot itself. door: how it came
    in. before and after: the changed values."""

    id: int
    at: datetime
    actor_id: int | None = None
    actor: str | None = None
    door: str | None = None
    action: str
    entity: str
    entity_id: int
    coach_id: int | None = None
    request_id: str | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class AuditPage(Page, kw_only=True):
    """Lines, newest first."""

    items: tuple[AuditLine, ...]


class AuditQuery(Paging):
    """Which lines, by at most one of: a person, a booking, a day of the business, a kind of thing,
    a request's id. Without any, all of them."""

    user_id: Id | None = None
    appointment_id: Id | None = None
    day: Day | None = None
    kind: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    request_id: Annotated[str, Meta(min_length=1, max_length=64)] | None = None


@route("GET", "/audit", Scope.REPORTS_READ, refuses=(NotAllowed, BadInput))
async def list_lines(call: Call, query: AuditQuery) -> AuditPage:
    """Read the audit log, for admins."""
    which = await _which(call, query)
    if which is None:
        return AuditPage(items=())
    before = 0 if query.cursor is None else cursors.decode_cursor(query.cursor, int)
    page = await audit.page(call.database, which, actor=call.actor, before=before, most=query.limit)
    items = tuple(
        AuditLine(
            id=one.id,
            at=one.at.astimezone(call.zone),
            actor_id=one.actor_id,
            actor=page.people.get(one.actor_id) if one.actor_id else None,
            door=one.door,
            action=one.action,
            entity=one.entity,
            entity_id=one.entity_id,
            coach_id=one.coach_id,
            request_id=one.request_id,
            before=dict(one.before) if one.before is not None else None,
            after=dict(one.after) if one.after is not None else None,
        )
        for one in page.lines
    )
    return AuditPage(items=items, next=cursors.encode_cursor(items[-1].id) if page.more else None)


async def _which(call: Call, query: AuditQuery) -> AuditFilter | None:
    """The lines of a query; None for a request that left none. Raises BadInput."""
    filters = (query.user_id, query.appointment_id, query.day, query.kind, query.request_id)
    if sum(one is not None for one in filters) > 1:
        raise BadInput("kind")
    if query.kind is not None and query.kind not in audit.KINDS:
        raise BadInput("kind")
    request = 0
    if query.request_id is not None:
        line = await audit.request(call.database, query.request_id, actor=call.actor)
        if line is None:
            return None
        request = line
    return AuditFilter(
        person=query.user_id or 0,
        booking=query.appointment_id or 0,
        day=None if query.day is None else fields.day(query.day, "day", fields.QUERY),
        kind=query.kind or "",
        request=request,
        zone=call.catalogue.business.zone,
    )


ROUTES = (list_lines,)
