"""Paged lists of appointments for programs: one's own, and those one is responsible for.

A page says where it ends, and the next begins there: whatever is booked meanwhile, nothing comes
twice, and nothing that was there all along is left out.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.appointments.appointment import Appointment
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.time.spans import moment
from domain.working_hours.hours import day_span
from handlers.queries.appointments import bookings
from handlers.queries.appointments.bookings import BookingFilters, which_of
from storage.appointments import booking_pages, own_pages
from storage.appointments.booking_pages import BookingCursor
from storage.transactions import Database


class When(StrEnum):
    """For one's own: upcoming, soonest first; or past and cancelled, latest first. For those one is
    responsible for: from today on, or before."""

    COMING = "coming"
    PAST = "past"


class BookingPage(NamedTuple):
    """A page. next: where it ends, None if nothing follows."""

    appointments: Sequence[Appointment]
    next: BookingCursor | None


async def own(
    database: Database,
    filters: BookingFilters,
    when: When,
    place: BookingCursor | None,
    *,
    actor: Actor,
    zone: ZoneInfo,
    now: datetime,
    most: int,
) -> BookingPage:
    """The actor's own, as a customer. zone: whose days the filters name. Raises NotAllowed."""
    actor.require(Permission.BOOK)
    which = which_of(replace(filters, customer=actor.person), zone)
    past = when is When.PAST
    async with database.read() as reader:
        appointments = await own_pages.page(reader, which, now, place, most + 1, past=past)
    return _page(appointments, most)


async def for_staff(
    database: Database,
    filters: BookingFilters,
    when: When | None,
    place: BookingCursor | None,
    *,
    actor: Actor,
    zone: ZoneInfo,
    now: datetime,
    most: int,
) -> BookingPage:
    """Those the actor is responsible for: a coach's own, or all for the team.

    when: None for all, in order. zone: whose days they are. Raises NotAllowed, and NotFound for a
    customer whose bookings the actor may not see.
    """
    filters = bookings.visible_to(filters, actor)
    if filters.customer:
        person = await bookings.customer(database, filters.customer, actor=actor)
        if person is None:
            raise NotFound
        filters = replace(filters, customer=person.id)
    which = which_of(filters, zone)
    today = moment(day_span(now.astimezone(zone).date(), now.astimezone(zone).date(), zone)[0])
    async with database.read() as reader:
        if when is When.PAST:
            which = replace(which, end=max(which.start, min(which.end, today)))
            last = place or BookingCursor(which.end, 0)
            ids = (await booking_pages.before(reader, which, last, most + 1))[::-1]
        else:
            if when is When.COMING:
                which = replace(which, start=max(which.start, today))
            ids = await booking_pages.after(reader, which, place, most + 1)
        appointments = {one.id: one for one in await booking_pages.rows(reader, ids)}
    return _page([appointments[one] for one in ids if one in appointments], most)


def _page(appointments: Sequence[Appointment], most: int) -> BookingPage:
    page = appointments[:most]
    more = len(appointments) > most
    return BookingPage(page, BookingCursor(page[-1].starts_at, page[-1].id) if more else None)
