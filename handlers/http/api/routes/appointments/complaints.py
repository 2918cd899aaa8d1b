"""Complaints about what people write to each other, for the team."""

from datetime import datetime

from domain.appointments.message_refusals import ReportDecided
from domain.programs.scopes import Scope
from domain.refusals import NotAllowed, NotFound
from handlers.actions.appointments import complaints as actions
from handlers.http.api.call import Call
from handlers.http.api.pages import Paging, page
from handlers.http.api.route import route
from handlers.http.api.shapes import AnswerShape, Id, Page, RequestShape
from handlers.queries.appointments import correspondence

MOST = 200


class ComplaintMessage(AnswerShape, kw_only=True):
    """What one side wrote. text: for pictures and voice messages, the caption."""

    id: int
    by_coach: bool
    at: datetime
    text: str | None = None


class MessageComplaint(AnswerShape, kw_only=True):
    """A complaint: who complains about whom. banned: the person it is about may no longer write.
    messages: the latest between the two, if a single complaint is read."""

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
    """Complaints, undecided ones first."""

    items: tuple[MessageComplaint, ...]


class Verdict(RequestShape):
    """banned: the person it is about may no longer write. again: it was decided before, and the
    caller knows."""

    banned: bool
    again: bool = False


@route("GET", "/complaints", Scope.PEOPLE_READ, refuses=(NotAllowed,))
async def list_all(call: Call, query: Paging) -> ComplaintPage:
    """List the latest complaints."""
    cases = await correspondence.complaints(call.database, actor=call.actor, limit=MOST)
    items, more = page(
        cases, lambda one: ("1" if one.complaint.decided_at else "0", -one.complaint.id), query
    )
    return ComplaintPage(items=tuple(_of(call, one) for one in items), next=more)


@route("GET", "/complaints/{complaint_id}", Scope.PEOPLE_READ, refuses=(NotFound, NotAllowed))
async def read(call: Call, complaint_id: Id) -> MessageComplaint:
    """Read a complaint, and what it is about."""
    return await _one(call, complaint_id)


@route(
    "POST",
    "/complaints/{complaint_id}/decide",
    Scope.PEOPLE_WRITE,
    refuses=(NotFound, NotAllowed, ReportDecided),
)
async def decide(call: Call, complaint_id: Id, body: Verdict) -> MessageComplaint:
    """Decide whether somebody may still write."""
    await actions.decide(
        call.database,
        complaint_id,
        banned=body.banned,
        again=body.again,
        **call.intent,
    )
    return await _one(call, complaint_id)


async def _one(call: Call, complaint_id: int) -> MessageComplaint:
    case = await correspondence.complaint(call.database, complaint_id, 0, actor=call.actor)
    complaint = _of(call, case)
    complaint.messages = tuple(
        ComplaintMessage(
            id=one.id,
            by_coach=one.by_coach,
            at=one.sent_at.astimezone(call.zone),
            text=one.content.text,
        )
        for one in case.messages
    )
    return complaint


def _of(call: Call, one: correspondence.ComplaintCase) -> MessageComplaint:
    complains, about = one.parties
    decided = one.complaint.decided_at
    return MessageComplaint(
        id=one.complaint.id,
        at=one.complaint.at.astimezone(call.zone),
        appointment_id=one.complaint.appointment_id,
        complains=complains,
        about=about,
        about_id=one.about,
        banned=one.banned,
        decided_at=decided and decided.astimezone(call.zone),
    )


ROUTES = (list_all, read, decide)
