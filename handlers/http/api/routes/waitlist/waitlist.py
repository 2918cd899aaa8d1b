"""The waitlist: wait for a service that is booked up, and take what becomes free."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from domain.programs.scopes import Scope
from domain.refusals import NoLongerOffered, NotFound
from domain.services import service_choice as choices
from domain.services.service_choice import MOST_ALSO, Choice
from domain.waitlist.waitlist import EVERY_DAY, Part, WaitState, WaitTimes
from domain.waitlist.waitlist_refusals import (
    NoPlace,
    NothingToWaitFor,
    NoWayToTell,
    TooManyWaits,
    WaitOfferOver,
)
from handlers.actions import once
from handlers.actions.appointments import booking
from handlers.actions.waitlist import waitlist as actions
from handlers.http.api import fields
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.appointment_shapes import (
    Appointment,
    appointment_answer,
    seen_price,
)
from handlers.http.api.routes.appointments.booking_refusals import OF_A_START, RIGHTS
from handlers.http.api.shapes import AnswerShape, Count, Currency, Day, Id, RequestShape
from handlers.queries.waitlist import waitlist as queries
from handlers.queries.waitlist.waitlist import WaitlistPlace
from storage.waitlist.waits import WaitKey

READ, WRITE = Scope.BOOKINGS_READ, Scope.BOOKINGS_WRITE
Weekday = Annotated[int, Meta(ge=0, le=6, description="0 is Monday.")]


class PlaceState(StrEnum):
    """The state of a place in line, as in `domain.waitlist.waitlist.WaitState`."""

    WAITING = WaitState.WAITING.value
    BOOKED = WaitState.BOOKED.value
    LEFT = WaitState.LEFT.value
    OVER = WaitState.OVER.value
    GONE = WaitState.GONE.value
    SILENT = WaitState.SILENT.value


class WaitedTimes(RequestShape):
    """Which times: days, both included, in the zone of the calendar; on which weekdays, all without
    any; in which part of the day. short_notice: also times within the service's notice period."""

    first: Day
    last: Day
    weekdays: Annotated[tuple[Weekday, ...], Meta(max_length=7)] | None = None
    part: Part = Part.ANY
    short_notice: bool = False


class NewPlace(WaitedTimes, kw_only=True):
    """What to wait for. coach_id: without it, any coach."""

    service_id: Id
    coach_id: Id | None = None
    minutes: Annotated[int, Meta(ge=1, le=1440)] | None = None
    also: Annotated[tuple[Id, ...], Meta(max_length=MOST_ALSO)] = ()
    places: Annotated[int, Meta(ge=1, le=100)] = 1


class Taking(RequestShape):
    """price: as it was shown, in the smallest unit; if it has changed since, nothing is booked.
    currency: of that price, if it may have changed, too."""

    price: Count | None = None
    currency: Currency | None = None


class WaitOffer(AnswerShape):
    """A time that has become free and is held until `until`."""

    id: int
    coach_id: int
    service_id: int
    start: datetime
    end: datetime
    until: datetime
    places: int


class WaitingPlace(AnswerShape):
    """A place in line. number: its position, from 1, among those who could take the same times.
    first, last: days of `zone`."""

    id: int
    state: PlaceState
    service_id: int
    number: int
    first: date
    last: date
    zone: str
    weekdays: tuple[int, ...]
    part: Part
    short_notice: bool
    joined_at: datetime
    coach_id: int | None = None
    offer: WaitOffer | None = None


class WaitingPlaces(AnswerShape):
    """All places of one person."""

    items: tuple[WaitingPlace, ...]


@route("GET", "/waitlist", READ, refuses=RIGHTS)
async def mine(call: Call) -> WaitingPlaces:
    """List your places in line, with the times held for you."""
    places = await queries.mine(call.database, call.catalogue, actor=call.actor, now=call.now)
    return WaitingPlaces(items=tuple(_waiting_place(call, one) for one in places))


@route("GET", "/waitlist/{place_id}", READ, refuses=(NotFound, *RIGHTS))
async def read(call: Call, place_id: Id) -> WaitingPlace:
    """Read one of your places, whatever became of it."""
    return await _place(call, place_id)


@route(
    "POST",
    "/waitlist",
    WRITE,
    status=201,
    refuses=(NoLongerOffered, TooManyWaits, NothingToWaitFor, NoWayToTell, *RIGHTS),
)
async def join(call: Call, body: NewPlace) -> WaitingPlace:
    """Join the line for a service that is booked up.

    If you are already in that line, your times are replaced by these.
    """
    coach = call.catalogue.coaches.get(body.coach_id or 0)
    if body.coach_id is not None and coach is None:
        raise NoLongerOffered
    zone = coach.zone if coach else call.catalogue.business.zone
    choice = Choice(body.minutes or 0, body.places, body.also)
    place_id = await actions.join(
        call.database,
        call.catalogue,
        WaitKey(body.service_id, body.coach_id, choice.as_text),
        _times(body, zone),
        available_channels=call.context.available_channels,
        **call.intent,
    )
    return await _place(call, place_id)


@route("PUT", "/waitlist/{place_id}", WRITE, refuses=(NotFound, NoPlace, NothingToWaitFor, *RIGHTS))
async def change(call: Call, place_id: Id, body: WaitedTimes) -> WaitingPlace:
    """Change the times you wait for.

    Asking for less keeps your place; asking for more moves you to the end.
    """
    before = await queries.place(
        call.database, call.catalogue, place_id, actor=call.actor, now=call.now
    )
    await actions.change(
        call.database,
        place_id,
        _times(body, before.wait.times.zone),
        **call.intent,
    )
    return await _place(call, place_id)


@route("DELETE", "/waitlist/{place_id}", WRITE, refuses=(NotFound, *RIGHTS))
async def leave(call: Call, place_id: Id) -> WaitingPlace:
    """Leave the line.

    A time held for you goes to the next.
    """
    await actions.leave(call.database, place_id, **call.intent)
    return await _place(call, place_id)


@route(
    "POST",
    "/waitlist/offers/{offer_id}/accept",
    WRITE,
    status=201,
    refuses=(NotFound, WaitOfferOver, *OF_A_START),
)
async def take(call: Call, offer_id: Id, query: Taking) -> Answer[Appointment]:
    """Book a time held for you.

    If you already have, that appointment is the answer. If it no longer costs the `price` that you
    name, in the smallest unit, or no longer lasts as long, nothing is booked.
    """
    one = await once.earlier_outcome(call.database, call.key)
    if one is not None:
        return appointment_answer(one, call)
    offer, appointment = await queries.to_take(
        call.database, offer_id, actor=call.actor, now=call.now
    )
    if appointment is not None:
        return appointment_answer(appointment, call)
    coach, choice = call.catalogue.coaches.get(offer.coach_id), choices.read(offer.choice)
    if coach is None:
        raise NoLongerOffered
    price = call.catalogue.service_for(offer.service_id, coach, choice).price
    order = booking.BookingOrder(
        offer.service_id,
        coach.id,
        offer.starts_at,
        seen_price(query.price, query.currency, price),
        choice=choice,
        minutes=offer.minutes,
    )
    booked = await booking.book(call.database, call.catalogue, order, **call.intent)
    return appointment_answer(booked, call)


@route(
    "POST", "/waitlist/offers/{offer_id}/decline", WRITE, refuses=(NotFound, WaitOfferOver, *RIGHTS)
)
async def pass_on(call: Call, offer_id: Id) -> WaitingPlace:
    """Pass on an offer: it goes to the next, and you keep your place in line."""
    place_id = await actions.pass_on(call.database, offer_id, **call.intent)
    return await _place(call, place_id)


async def _place(call: Call, place_id: int) -> WaitingPlace:
    place = await queries.place(
        call.database, call.catalogue, place_id, actor=call.actor, now=call.now
    )
    return _waiting_place(call, place)


def _waiting_place(call: Call, place: WaitlistPlace) -> WaitingPlace:
    wait, wait_offer = place.wait, place.offer
    times, offer = wait.times, None
    if wait_offer is not None:
        offer = WaitOffer(
            id=wait_offer.id,
            coach_id=wait_offer.coach_id,
            service_id=wait_offer.service_id,
            start=wait_offer.starts_at.astimezone(call.zone),
            end=wait_offer.ends_at.astimezone(call.zone),
            until=wait_offer.until.astimezone(call.zone),
            places=wait_offer.places,
        )
    return WaitingPlace(
        id=wait.id,
        state=PlaceState(wait.state.value),
        service_id=wait.service_id,
        coach_id=wait.coach_id,
        number=place.number,
        first=times.first,
        last=times.last,
        zone=times.zone,
        weekdays=tuple(day for day in range(7) if times.weekdays >> day & 1),
        part=times.part,
        short_notice=times.short,
        joined_at=wait.joined_at.astimezone(call.zone),
        offer=offer,
    )


def _times(body: WaitedTimes, zone: str) -> WaitTimes:
    days = range(7) if body.weekdays is None else body.weekdays
    return WaitTimes(
        fields.day(body.first, "first"),
        fields.day(body.last, "last"),
        zone,
        sum(1 << day for day in set(days)) & EVERY_DAY,
        body.part,
        body.short_notice,
    )


ROUTES = (mine, read, join, change, leave, take, pass_on)
