"""Lists of appointments: your own, a calendar's, a coach's; page by page."""

from datetime import UTC, date, datetime
from typing import Annotated, Final

from msgspec import Meta

from domain.appointments.appointment import Status
from domain.programs.scopes import Scope
from domain.refusals import NotFound
from handlers.http.api import cursors, instants
from handlers.http.api.call import Call
from handlers.http.api.request_faults import FieldFault, of_fields
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.appointment_shapes import Appointments, appointment_of
from handlers.http.api.routes.appointments.booking_refusals import RIGHTS
from handlers.http.api.shapes import Cursor, Day, Id, Limit, RequestShape
from handlers.queries.appointments import booking_lists, bookings, sessions
from handlers.queries.appointments.booking_lists import BookingPage, When
from handlers.queries.appointments.bookings import BookingFilters
from storage.appointments.booking_pages import BookingCursor

Code = Annotated[str, Meta(min_length=1, max_length=20)]
At = Annotated[int, Meta(ge=-(2**33), le=2**34)]  # epoch seconds, within the calendar
PLACE: Final = tuple[At, Id]
EARLIEST, LATEST = date(instants.FIRST_YEAR, 1, 1), date(instants.LAST_YEAR, 12, 31)


class Listing(RequestShape, rename={"from_": "from"}):
    """Which appointments. when: without it, your own list has the upcoming ones, a calendar all of
    them in order. from, to: whole days, both included, in the zone of the request. code: only the
    one with this booking code."""

    when: When | None = None
    status: Status | None = None
    coach_id: Id | None = None
    from_: Day | None = None
    to: Day | None = None
    code: Code | None = None
    cursor: Cursor | None = None
    limit: Limit = 20


class StaffListing(Listing, rename={"from_": "from"}):
    """The same, of the appointments the caller is responsible for. client_id: only this
    client's."""

    client_id: Id | None = None


class OfCoach(RequestShape, rename={"from_": "from"}):
    """The same, of one coach."""

    when: When | None = None
    status: Status | None = None
    client_id: Id | None = None
    from_: Day | None = None
    to: Day | None = None
    cursor: Cursor | None = None
    limit: Limit = 20


@route(
    "GET",
    "/appointments",
    Scope.BOOKINGS_READ,
    subject="appointments",
    refuses=RIGHTS,
    aliases=("GET /bookings",),
)
async def mine(call: Call, query: Listing) -> Appointments:
    """List your own appointments.

    Upcoming ones, soonest first; or, with `when=past`, those that are over or were cancelled,
    latest first. What you look after as a coach or for the team is under `/calendar/appointments`.
    """
    if query.code is not None:
        one = await sessions.with_code(call.database, query.code, actor=call.actor)
        own = one is not None and one.customer_id == call.actor.person_id
        return Appointments(items=(appointment_of(one, call),) if one and own else ())
    page = await booking_lists.own(
        call.database,
        _filters(query.coach_id, None, query.status, query.from_, query.to),
        query.when or When.COMING,
        place_of(query.cursor),
        actor=call.actor,
        zone=call.zone,
        now=call.now,
        most=query.limit,
    )
    return page_of(page, call)


@route(
    "GET",
    "/calendar/appointments",
    Scope.BOOKINGS_READ,
    subject="appointments",
    refuses=(NotFound, *RIGHTS),
    aliases=("GET /provider/bookings",),
)
async def tended(call: Call, query: StaffListing) -> Appointments:
    """List the appointments you are responsible for.

    As a coach your own, in order of start; for the team everybody's. With `when=coming` those from
    today on, with `when=past` earlier ones, latest first.
    """
    if query.code is not None:
        one = await bookings.with_code(call.database, query.code, actor=call.actor, now=call.now)
        return Appointments(items=(appointment_of(one, call),) if one else ())
    filters = _filters(query.coach_id, query.client_id, query.status, query.from_, query.to)
    return await _page_for_staff(call, filters, query.when, query.cursor, query.limit)


@route(
    "GET",
    "/coaches/{coach_id}/appointments",
    Scope.BOOKINGS_READ,
    subject="appointments",
    refuses=(NotFound, *RIGHTS),
    aliases=("GET /providers/{coach_id}/bookings",),
)
async def of_coach(call: Call, coach_id: Id, query: OfCoach) -> Appointments:
    """List a coach's appointments, for that coach and the team."""
    filters = _filters(None, query.client_id, query.status, query.from_, query.to)
    filters = bookings.of_coach(filters, coach_id, call.actor)
    return await _page_for_staff(call, filters, query.when, query.cursor, query.limit)


def day_of(text: str | None, field: str) -> date | None:
    """The day in a query. Raises Unacceptable: 400."""
    try:
        return None if text is None else instants.day(text)
    except ValueError as wrong:
        raise of_fields(
            400, [FieldFault(field=field, code="invalid", message=str(wrong))]
        ) from None


def page_of(page: BookingPage, call: Call) -> Appointments:
    """A page as an answer shows it."""
    last = page.next
    return Appointments(
        items=tuple(appointment_of(one, call) for one in page.appointments),
        next=cursors.encode_cursor((int(last.at.timestamp()), last.id)) if last else None,
    )


def place_of(cursor: str | None) -> BookingCursor | None:
    """Where the previous page ended. Raises Unacceptable: 400."""
    if cursor is None:
        return None
    at, last = cursors.decode_cursor(cursor, PLACE)
    return BookingCursor(datetime.fromtimestamp(at, UTC), last)


async def _page_for_staff(
    call: Call, filters: BookingFilters, when: When | None, cursor: str | None, limit: int
) -> Appointments:
    page = await booking_lists.for_staff(
        call.database,
        filters,
        when,
        place_of(cursor),
        actor=call.actor,
        zone=call.zone,
        now=call.now,
        most=limit,
    )
    return page_of(page, call)


def _filters(
    coach_id: int | None,
    client_id: int | None,
    status: Status | None,
    first: str | None,
    last: str | None,
) -> BookingFilters:
    days = None
    if first is not None or last is not None:
        begin, end = day_of(first, "from") or EARLIEST, day_of(last, "to") or LATEST
        days = begin, max(begin, end)
    return BookingFilters(coach_id or 0, client_id or 0, status, days)


ROUTES = (mine, tended, of_coach)
