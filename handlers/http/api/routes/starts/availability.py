"""What is free: on days, in a month, each coach's first start; and why something is not.

Strangers may look, as may anyone who writes to the bot. For a signed-in caller their own limits and
bookings count, and what is held for them shows as free.
"""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from domain.programs.scopes import Scope
from domain.refusals import AlreadyDecided, NoLongerOffered, NotFound, TooSoon
from domain.services.service_choice import Choice
from domain.time.spans import epoch, moment
from domain.working_hours.hours import day_span
from handlers.http.api import instants
from handlers.http.api.call import Call
from handlers.http.api.request_faults import FieldFault, of_fields
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.booking_refusals import RIGHTS
from handlers.http.api.routes.starts.availability_shapes import (
    AtStart,
    Availability,
    AvailableMonth,
    CountedDay,
    FirstFree,
    FirstFrees,
    FreeDay,
    FreeStart,
    InMonth,
    Looking,
    OfferedBy,
    OnDays,
    StartLook,
    WhyNot,
)
from handlers.http.api.shapes import Money
from handlers.http.api.viewers import viewer
from handlers.queries.appointments import lookups
from handlers.queries.starts import availability, soonest
from handlers.queries.starts.availability import (
    DayFound,
    NothingFree,
    SlotQuery,
    StandaloneSearchContext,
)

MOST_DAYS: Final = 31
OF_A_LOOK: Final = (NoLongerOffered, NotFound, AlreadyDecided, TooSoon, *RIGHTS)


@route("GET", "/availability", None, refuses=OF_A_LOOK)
async def days(call: Call, query: OnDays) -> Availability:
    """List what is free on one or more days.

    For one coach, or for all who do it. A day with nothing free says why.
    """
    context, slot_query = await _search(call, query)
    dates = _dates(call, query)
    free_days = await availability.by_day(context, slot_query, dates, call.zone)
    window = day_span(dates[0], dates[-1], call.zone)
    places_left = await slot_query.places_left(context, window)
    return Availability(
        service_id=slot_query.service.id,
        zone=call.zone.key,
        offers=tuple(
            OfferedBy(
                coach_id=coach.id,
                coach=coach.name,
                minutes=service.minutes,
                price=Money(minor=service.price.minor, currency=service.price.currency),
            )
            for service, coach in slot_query.offers
        ),
        days=tuple(_day(call, slot_query, one, places_left) for one in free_days),
    )


@route("GET", "/availability/month", None, refuses=OF_A_LOOK)
async def month(call: Call, query: InMonth) -> AvailableMonth:
    """Count what is free on each day of a month."""
    context, slot_query = await _search(call, query)
    first = _first_of_month(call, query.month)
    dates = _stretch(first, first.replace(day=calendar.monthrange(first.year, first.month)[1]))
    free_days = await availability.by_day(context, slot_query, dates, call.zone)
    last = moment(slot_query.ends(call.now) - 1).astimezone(call.zone).date()
    return AvailableMonth(
        service_id=slot_query.service.id,
        zone=call.zone.key,
        days=tuple(CountedDay(day=one.day, free=len(one.starts)) for one in free_days),
        last_day=last,
    )


@route("GET", "/availability/first", None, refuses=OF_A_LOOK)
async def first(call: Call, query: Looking) -> FirstFrees:
    """Find each coach's first free start, soonest first."""
    context, slot_query = await _search(call, query)
    starts = await soonest.soonest(
        call.shop, call.catalogue, slot_query.offers, actor=context.actor, now=call.now
    )
    each = [(starts[c.id], s, c) for s, c in slot_query.offers if c.id in starts]
    return FirstFrees(
        items=tuple(
            FirstFree(
                coach_id=coach.id,
                coach=coach.name,
                start=moment(start).astimezone(call.zone),
                end=moment(start + service.minutes * 60).astimezone(call.zone),
            )
            for start, service, coach in sorted(each, key=lambda one: (one[0], one[2].name))
        )
    )


@route("GET", "/availability/start", None, refuses=OF_A_LOOK)
async def at_start(call: Call, query: AtStart) -> StartLook:
    """Check one start: whether it can be booked, or why not, and the nearest ones that can."""
    context, slot_query = await _search(call, query)
    at = epoch(query.start)
    reading = await slot_query.read(context, (at, at + 1))
    coach_ids = reading.by_coach((at, at + 1)).get(at, ())
    near = await availability.near(context, slot_query, at, 3)
    return StartLook(
        start=query.start.astimezone(call.zone),
        free=bool(coach_ids),
        coach_ids=coach_ids,
        nearest=tuple(moment(one).astimezone(call.zone) for one in near),
        why=() if coach_ids else _why(reading.whys(at)),
    )


async def _search(call: Call, query: Looking) -> tuple[StandaloneSearchContext, SlotQuery]:
    actor = viewer(call, Scope.CATALOGUE_READ)
    context = StandaloneSearchContext(call.database, call.catalogue, call.shop, actor, call.now)
    if query.moving is not None:
        return context, await lookups.of_move(context, query.moving)
    choice = Choice(query.minutes or 0, query.places, query.also)
    service_id = query.service_id or _only_service(call, query.coach_id)
    if query.client_id is None:
        return context, await lookups.of_service(context, service_id, query.coach_id or 0, choice)
    if query.coach_id is None:
        raise _field_error("coach_id", "missing", "With whom?")
    for_client = await lookups.of_client(
        context, service_id, query.coach_id, query.client_id, choice
    )
    return context, for_client.query


def _only_service(call: Call, coach_id: int | None) -> int:
    """The coach's only service. Raises Unacceptable, 400, if they have several."""
    services = call.catalogue.offered_services
    theirs = [
        one.id
        for one in services
        if coach_id in {coach.id for coach in call.catalogue.coaches_for(one.id)}
    ]
    if len(theirs) != 1:
        raise _field_error("service_id", "missing", "Which service?")
    return theirs[0]


def _dates(call: Call, query: OnDays) -> Sequence[date]:
    today = call.now.astimezone(call.zone).date()
    first = _read(query.from_, "from") or _read(query.to, "to") or today
    last = _read(query.to, "to") or first
    if last < first:
        raise _field_error("to", "invalid", "Lies before the first day")
    if (last - first).days >= MOST_DAYS:
        raise _field_error("to", "invalid", f"Expected at most {MOST_DAYS} days")
    return _stretch(first, last)


def _first_of_month(call: Call, month: str | None) -> date:
    if month is None:
        return call.now.astimezone(call.zone).date().replace(day=1)
    return _read(f"{month}-01", "month") or call.now.date()


def _stretch(first: date, last: date) -> Sequence[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _read(text: str | None, field: str) -> date | None:
    try:
        return None if text is None else instants.day(text)
    except ValueError as wrong:
        raise _field_error(field, "invalid", str(wrong)) from None


def _field_error(field: str, code: str, message: str) -> Exception:
    return of_fields(400, [FieldFault(field=field, code=code, message=message)])


def _day(call: Call, query: SlotQuery, day: DayFound, places_left: Mapping[int, int]) -> FreeDay:
    minutes = {coach.id: service.minutes for service, coach in query.offers}
    return FreeDay(
        day=day.day,
        starts=tuple(
            FreeStart(
                start=moment(start).astimezone(call.zone),
                end=moment(start + minutes[coach_ids[0]] * 60).astimezone(call.zone),
                coach_ids=coach_ids,
                places_left=places_left.get(start),
            )
            for start, coach_ids in day.starts.items()
        ),
        why=_why(day.emptied),
    )


def _why(empty_coaches: Sequence[NothingFree]) -> tuple[WhyNot, ...]:
    return tuple(WhyNot(coach_id=one.coach.id, reasons=one.reasons) for one in empty_coaches)


ROUTES = (days, month, first, at_start)
