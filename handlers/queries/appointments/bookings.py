"""The business's bookings, filtered and paged: all for the team, their own for coaches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.appointments.appointment import OUTCOMES, Appointment, Status
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.time.spans import moment
from domain.working_hours.hours import day_span
from handlers.queries.appointments.sessions import answers_for, for_staff
from handlers.queries.business.audit import AuditLines
from handlers.queries.people import customers
from handlers.queries.people import people as search
from storage import audit_pages
from storage.appointments import appointments, booking_pages
from storage.appointments.booking_pages import BEGIN, END, BookingCursor, BookingFilter
from storage.people import customers as stored_customers
from storage.people import merging
from storage.people.customers import CustomerRef
from storage.transactions import Database, Reader

MOST_LINES = 12  # of a booking's history


@dataclass(frozen=True, slots=True)
class BookingFilters:
    """Which bookings to find: of a coach, of a customer (0 for any), in a status, on days, both
    included (None for any)."""

    coach: int = 0
    customer: int = 0
    status: Status | None = None
    days: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class FilteredBookings:
    """Some of them, in order of start. earlier, later: there are more on that side."""

    sessions: Sequence[Appointment]
    earlier: bool
    later: bool


async def page(
    database: Database,
    filters: BookingFilters,
    place: BookingCursor | None,
    *,
    back: bool,
    actor: Actor,
    zone: ZoneInfo,
    now: datetime,
    most: int,
) -> FilteredBookings:
    """The bookings after or before a position. Without one, those from today on, or the last
    earlier ones if there are none; on given days, all. zone: whose days they are. Raises
    NotAllowed."""
    which = _which(visible_to(filters, actor), zone, now)
    today = moment(day_span(now.astimezone(zone).date(), now.astimezone(zone).date(), zone)[0])
    start = place or BookingCursor(today if filters.days is None else which.start, 0)
    async with database.read() as reader:
        if back:
            ids = await booking_pages.before(reader, which, start, most + 1)
            return await _page(reader, which, ids[-most:], earlier=len(ids) > most)
        ids = await booking_pages.after(reader, which, start, most + 1)
        if ids or place is not None:
            return await _page(reader, which, ids[:most], later=len(ids) > most)
        ids = await booking_pages.before(reader, which, start, most + 1)
        return await _page(reader, which, ids[-most:], earlier=len(ids) > most)


def visible_to(filters: BookingFilters, actor: Actor) -> BookingFilters:
    """The filters within what the actor may see: a coach only their own. Raises NotAllowed."""
    actor.require(Permission.SESSIONS)
    if actor.may(Permission.ANY_SESSION):
        return filters
    return replace(filters, coach=actor.coach_id or -1)


def of_coach(filters: BookingFilters, coach_id: int, actor: Actor) -> BookingFilters:
    """The filters for one coach's alone. Raises NotFound unless the actor is responsible for that
    coach."""
    if actor.answering(coach_id) != coach_id:
        raise NotFound
    return replace(filters, coach=coach_id)


async def customer(database: Database, person_id: int, *, actor: Actor) -> CustomerRef | None:
    """A customer whose bookings the actor may look for, under their current record; None for
    anybody else. Raises NotAllowed."""
    actor.require(Permission.SESSIONS)
    async with database.read() as reader:
        person = await merging.person(reader, person_id)
        if person is None:
            return None
        if not actor.may(Permission.ANY_SESSION):
            coach_id = actor.coach_id or 0
            if not await stored_customers.knows(reader, coach_id, person.id):
                return None
    return CustomerRef(person.id, person.name)


async def matching_customers(
    database: Database, text: str, *, actor: Actor, most: int
) -> Sequence[CustomerRef]:
    """The customers a name, number or address may mean: a coach's own, for a coach."""
    actor.require(Permission.SESSIONS)
    if actor.may(Permission.ANY_SESSION):
        matches = await search.search(database, text, actor=actor)
        return [CustomerRef(one.id, one.name) for one in matches.people[:most]]
    coach_id = actor.coach_id or 0
    return await customers.matching(database, coach_id, text, actor=actor, limit=most)


async def with_code(
    database: Database, code: str, *, actor: Actor, now: datetime
) -> Appointment | None:
    """The booking with this code, among those the actor is responsible for. Codes are unique per
    coach: of several, the nearest."""
    actor.require(Permission.SESSIONS)
    async with database.read() as reader:
        bookings = await appointments.by_code(reader, code)
    theirs = [one for one in bookings if answers_for(actor, one)]
    return min(theirs, key=lambda one: abs(one.starts_at - now), default=None)


async def course(
    database: Database,
    booking_id: int,
    *,
    actor: Actor,
    before: int = audit_pages.NEWEST,
    most: int = MOST_LINES,
) -> AuditLines:
    """The history of a booking, newest first. before: the id of a line, for older ones. Raises
    NotFound, HandedOver, NotAllowed."""
    session = await for_staff(database, booking_id, actor=actor)
    async with database.read() as reader:
        lines = await audit_pages.of_row(reader, "appointment", session.id, before, most + 1)
        people = sorted({one.actor_id for one in lines if one.actor_id is not None})
        return AuditLines(
            lines[:most],
            len(lines) > most,
            await audit_pages.people_named(reader, people),
            await audit_pages.sessions_named(reader, [session.id]),
        )


def which_of(filters: BookingFilters, zone: ZoneInfo) -> BookingFilter:
    """The same for storage. zone: whose days they are."""
    start, end = BEGIN, END
    if filters.days is not None:
        start, end = map(moment, day_span(*filters.days, zone))
    return BookingFilter(filters.coach, filters.customer, filters.status, start, end)


def _which(filters: BookingFilters, zone: ZoneInfo, now: datetime) -> BookingFilter:
    which = which_of(filters, zone)
    if filters.status not in OUTCOMES:
        return which
    # Nothing upcoming has an outcome: no query.
    return replace(which, end=max(which.start, min(which.end, now)))


async def _page(
    reader: Reader,
    which: BookingFilter,
    ids: Sequence[int],
    *,
    earlier: bool | None = None,
    later: bool | None = None,
) -> FilteredBookings:
    """earlier, later: None if still to be found out."""
    sessions = await booking_pages.rows(reader, ids)
    if sessions and earlier is None:
        first = BookingCursor(sessions[0].starts_at, sessions[0].id)
        earlier = bool(await booking_pages.before(reader, which, first, 1))
    if sessions and later is None:
        last = BookingCursor(sessions[-1].starts_at, sessions[-1].id)
        later = bool(await booking_pages.after(reader, which, last, 1))
    return FilteredBookings(sessions, bool(earlier), bool(later))
