"""Complaints of what people write to each other, for the team."""

from datetime import datetime

from domain.message_refusals import ReportDecided
from domain.refusals import NotAllowed, NotFound
from domain.scopes import Scope
from handlers.actions import complaints as actions
from handlers.http.api.asked import Asked
from handlers.http.api.pages import Paging, page
from handlers.http.api.route import route
from handlers.http.api.shapes import Given, Id, Page, Taken
from handlers.queries import correspondence

MOST = 200


class ComplaintMessage(Given, kw_only=True):
    """What one side has written. text: of pictures and voices what stands beside them."""

    id: int
    by_coach: bool
    at: datetime
    text: str | None = None


class MessageComplaint(Given, kw_only=True):
    """A complaint: who complains of whom. banned: whoever it is about may write no more. messages:
    the latest between the two, where it is read by itself."""

    id: int
    at: datetime
    appointment_id: int
    complains: str
    about: str
    about_id: int
    banned: bool
    decided_at: datetime | None = None
    messages: tuple[ComplaintMessage, ...] = ()


class ComplaintPage(Page, kw_only=True):
    """Complaints, those first that nobody has looked at."""

    items: tuple[MessageComplaint, ...]


class Verdict(Taken):
    """banned: whoever it is about may write no more. again: it was decided before, as one knows."""

    banned: bool
    again: bool = False


@route("GET", "/complaints", Scope.PEOPLE_READ, refuses=(NotAllowed,))
async def list_all(asked: Asked, query: Paging) -> ComplaintPage:
    """List the latest complaints."""
    found = await correspondence.complaints(asked.database, actor=asked.actor, limit=MOST)
    shown, more = page(
        found, lambda one: ("1" if one.report.decided_at else "0", -one.report.id), query
    )
    return ComplaintPage(items=tuple(_of(asked, one) for one in shown), next=more)


@route("GET", "/complaints/{complaint_id}", Scope.PEOPLE_READ, refuses=(NotFound, NotAllowed))
async def read(asked: Asked, complaint_id: Id) -> MessageComplaint:
    """Read a complaint, and what it is about."""
    return await _one(asked, complaint_id)


@route(
    "POST",
    "/complaints/{complaint_id}/decide",
    Scope.PEOPLE_WRITE,
    refuses=(NotFound, NotAllowed, ReportDecided),
)
async def decide(asked: Asked, complaint_id: Id, body: Verdict) -> MessageComplaint:
    """Say whether somebody may still write."""
    await actions.decide(
        asked.database,
        complaint_id,
        banned=body.banned,
        again=body.again,
        **asked.intent,
    )
    return await _one(asked, complaint_id)


async def _one(asked: Asked, complaint_id: int) -> MessageComplaint:
    found = await correspondence.complaint(asked.database, complaint_id, 0, actor=asked.actor)
    shown = _of(asked, found)
    shown.messages = tuple(
        ComplaintMessage(
            id=one.id,
            by_coach=one.by_coach,
            at=one.sent_at.astimezone(asked.zone),
            text=one.content.text,
        )
        for one in found.messages
    )
    return shown


def _of(asked: Asked, one: correspondence.Complaint) -> MessageComplaint:
    complains, about = one.named
    decided = one.report.decided_at
    return MessageComplaint(
        id=one.report.id,
        at=one.report.at.astimezone(asked.zone),
        appointment_id=one.report.appointment_id,
        complains=complains,
        about=about,
        about_id=one.about,
        banned=one.banned,
        decided_at=decided and decided.astimezone(asked.zone),
    )


ROUTES = (list_all, read, decide)
