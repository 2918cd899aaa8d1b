"""What a coach and the team know about an appointment: whether its client has been told, what the
two have had together, and who is waiting."""

from datetime import date, datetime
from typing import Annotated, Final, Literal

from msgspec import Meta

from domain.appointments.appointment import Status
from domain.messages.channels import Receipt
from domain.programs.scopes import Scope
from domain.refusals import NotAllowed, NotFound
from handlers.http.api import fields
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.booking_refusals import RIGHTS
from handlers.http.api.shapes import AnswerShape, Count, Day, Id, RequestShape
from handlers.queries.appointments import history, sessions
from handlers.queries.coaches import coaches
from handlers.queries.messages import awareness
from handlers.queries.waitlist import waitlist

READ: Final = Scope.BOOKINGS_READ


class Heard(AnswerShape, kw_only=True):
    """What a client was told about an appointment as it is now. by_chat: the chat reaches them;
    by_mail, by_phone: their other known contacts. outcome, at: of the last notice, left out if none
    was sent; receipt: what is known of it since. reminded: a reminder has reached them."""

    by_chat: bool
    by_mail: str | None = None
    by_phone: str | None = None
    outcome: Literal["sent", "mailed", "texted", "shown", "lost"] | None = None
    at: datetime | None = None
    receipt: Receipt | None = None
    reminded: bool


class PastVisit(AnswerShape):
    """A past or cancelled appointment, and how it ended."""

    appointment_id: int
    start: datetime
    service: str
    status: Status


class ClientVisits(AnswerShape):
    """What client and coach have had together. visit: which one this is, or would be. missed: how
    many the client has missed. note: the coach's, for them alone. items: a page, latest first;
    more: there is another page."""

    visit: int
    missed: int
    items: tuple[PastVisit, ...]
    more: bool
    note: str | None = None


class VisitsQuery(RequestShape):
    """page: from 0, which is the latest."""

    page: Annotated[int, Meta(ge=0, le=10_000)] = 0


class WaitingNumber(AnswerShape):
    """How many are waiting."""

    waiting: Count


class WaitingQuery(RequestShape):
    """For which day; today without one."""

    day: Day | None = None


@route(
    "GET",
    "/appointments/{appointment_id}/heard",
    READ,
    refuses=(NotFound, *RIGHTS),
    subject="appointments",
)
async def heard(call: Call, appointment_id: Id) -> Heard:
    """Read whether the client was told about an appointment, as its coach or for the team."""
    session = await sessions.for_staff(call.database, appointment_id, actor=call.actor)
    record = await awareness.of_session(call.database, session, actor=call.actor, now=call.now)
    if record is None:
        raise NotFound
    return Heard(
        by_chat=record.contact.away_since is None,
        by_mail=record.contact.email,
        by_phone=record.contact.phone,
        outcome=None if record.outcome is None else record.outcome.value,
        at=record.at and record.at.astimezone(call.zone),
        receipt=record.receipt,
        reminded=record.reminded,
    )


@route(
    "GET",
    "/appointments/{appointment_id}/visits",
    READ,
    refuses=(NotFound, *RIGHTS),
    subject="appointments",
)
async def visits(call: Call, appointment_id: Id, query: VisitsQuery) -> ClientVisits:
    """Read what the client and the coach have had together, for the coach and the team."""
    session = await sessions.for_staff(call.database, appointment_id, actor=call.actor)
    shared_history = await history.of_customer(
        call.database, session, query.page, actor=call.actor, now=call.now
    )
    return ClientVisits(
        visit=shared_history.summary.visits.visit,
        missed=shared_history.summary.visits.missed,
        note=shared_history.summary.note,
        items=tuple(
            PastVisit(
                appointment_id=one.id,
                start=one.starts_at.astimezone(call.zone),
                service=one.service_title,
                status=one.status,
            )
            for one in shared_history.past
        ),
        more=shared_history.more,
    )


@route(
    "GET",
    "/services/{service_id}/waiting",
    Scope.CATALOGUE_READ,
    refuses=(NotFound, NotAllowed),
    subject="waitlist",
)
async def waiting_for(call: Call, service_id: Id) -> WaitingNumber:
    """Read how many wait for a service, for the team."""
    number = await waitlist.waiting_for(call.database, service_id, actor=call.actor)
    return WaitingNumber(waiting=number)


@route(
    "GET",
    "/coaches/{coach_id}/waiting",
    Scope.CALENDAR_READ,
    refuses=(NotFound, NotAllowed),
    subject="waitlist",
)
async def waiting_on(call: Call, coach_id: Id, query: WaitingQuery) -> WaitingNumber:
    """Read how many wait for a coach's time on a day, as that coach or for the team."""
    coach = coaches.by_id(call.catalogue, coach_id, actor=call.actor)
    number = await waitlist.waiting_on(
        call.database,
        call.catalogue,
        coach.id,
        _day(query.day) or call.now.astimezone(coach.tz).date(),
        actor=call.actor,
    )
    return WaitingNumber(waiting=number)


def _day(text: str | None) -> date | None:
    return None if text is None else fields.day(text, "day", fields.QUERY)


ROUTES = (heard, visits, waiting_for, waiting_on)
