"""Appointments: booked, read, answered, moved and cancelled, by customers, coaches and the team."""

from domain import appointment as life
from domain.catalogue import Catalogue
from domain.choice import USUAL, Choice
from domain.form_refusals import Unanswered
from domain.group_refusals import PlacesGone, TooManyPlaces
from domain.handover_refusals import HandedOver
from domain.limits import DayFull, WeekFull
from domain.refusals import (
    AlreadyDecided,
    BadInput,
    NoLongerOffered,
    NotAllowed,
    NotFound,
    NotOffered,
    OfferChanged,
    SameTime,
    SlotTaken,
    TooFar,
    TooManyOpen,
    TooSoon,
)
from domain.room_refusals import RoomTaken
from domain.scopes import Scope
from handlers.actions import booking, deciding
from handlers.actions.booking import Wish
from handlers.http.api import preconditions
from handlers.http.api.answers import Answer
from handlers.http.api.asked import Asked
from handlers.http.api.route import route
from handlers.http.api.routes.appointment_shapes import (
    Appointment,
    Change,
    NewAppointment,
    Reason,
    versioned,
)
from handlers.http.api.shapes import Id
from handlers.queries import sessions

OF_A_START = (
    SlotTaken,
    PlacesGone,
    RoomTaken,
    TooManyPlaces,
    NotOffered,
    TooSoon,
    TooFar,
    DayFull,
    WeekFull,
    NoLongerOffered,
    OfferChanged,
    TooManyOpen,
    Unanswered,
    BadInput,
)
OF_A_CHANGE = (NotFound, NotAllowed, AlreadyDecided, HandedOver)
MOVES = (*OF_A_START, *OF_A_CHANGE, SameTime)


def wish_of(catalogue: Catalogue, body: NewAppointment) -> Wish:
    """What a body asks for, at the price that holds now. Raises NoLongerOffered."""
    coach = catalogue.coaches.get(body.coach_id)
    if coach is None:
        raise NoLongerOffered
    choice = USUAL if body.places == 1 else Choice(places=body.places)
    price = catalogue.chosen(body.service_id, coach, choice).price
    return Wish(body.service_id, coach.id, body.start, price, note=body.note, choice=choice)


@route("GET", "/appointments/{appointment_id}", Scope.BOOKINGS_READ, refuses=(NotFound,))
async def read(asked: Asked, appointment_id: Id) -> Answer[Appointment]:
    """Read an appointment.

    One's own as its client or its coach; any for the team. The ETag is its version.
    """
    return versioned(
        await sessions.either(asked.database, appointment_id, actor=asked.actor), asked
    )


@route("POST", "/appointments", Scope.BOOKINGS_WRITE, status=201, refuses=OF_A_START)
async def book(asked: Asked, body: NewAppointment) -> Answer[Appointment]:
    """Book an appointment.

    It is confirmed at once, or waits for its coach, as the service has it. A start that is taken
    is answered with up to three others near by that can be booked.
    """
    wish = wish_of(asked.catalogue, body)
    one = await booking.book(
        asked.database, asked.catalogue, wish, actor=asked.actor, key=asked.key, now=asked.now
    )
    return versioned(one, asked)


@route(
    "PUT",
    "/appointments/{appointment_id}",
    Scope.BOOKINGS_WRITE,
    refuses=(*OF_A_START, *OF_A_CHANGE, SameTime),
)
async def move(asked: Asked, appointment_id: Id, body: Change) -> Answer[Appointment]:
    """Move an appointment to another start.

    Its client or its coach may, and the other one is told. `If-Match` keeps it from being moved
    where it has changed since it was read.
    """
    await _seen(asked, appointment_id)
    one = await deciding.move(
        asked.database,
        asked.catalogue,
        appointment_id,
        body.start,
        actor=asked.actor,
        key=asked.key,
        now=asked.now,
        anyway=body.anyway,
    )
    return versioned(one, asked)


@route("POST", "/appointments/{appointment_id}/approve", Scope.BOOKINGS_WRITE, refuses=OF_A_CHANGE)
async def approve(asked: Asked, appointment_id: Id) -> Answer[Appointment]:
    """Confirm a request, as its coach or for the team."""
    await _seen(asked, appointment_id)
    one = await deciding.approve(
        asked.database,
        appointment_id,
        actor=asked.actor,
        key=asked.key,
        now=asked.now,
        version=asked.if_match,
    )
    return versioned(one, asked)


@route("POST", "/appointments/{appointment_id}/decline", Scope.BOOKINGS_WRITE, refuses=OF_A_CHANGE)
async def decline(asked: Asked, appointment_id: Id, body: Reason) -> Answer[Appointment]:
    """Turn a request down, as its coach or for the team."""
    await _seen(asked, appointment_id)
    one = await deciding.decline(
        asked.database,
        appointment_id,
        body.reason,
        actor=asked.actor,
        key=asked.key,
        now=asked.now,
        version=asked.if_match,
    )
    return versioned(one, asked)


@route(
    "DELETE",
    "/appointments/{appointment_id}",
    Scope.BOOKINGS_WRITE,
    refuses=(*OF_A_CHANGE, TooSoon),
)
async def cancel(asked: Asked, appointment_id: Id) -> Answer[Appointment]:
    """Cancel an appointment.

    Its client may as long as the notice allows; its coach and the team may until it is over.
    """
    seen = await _seen(asked, appointment_id)
    if seen.customer_id == asked.actor.person_id:
        one = await deciding.cancel_by_customer(
            asked.database,
            asked.catalogue,
            appointment_id,
            actor=asked.actor,
            key=asked.key,
            now=asked.now,
        )
    else:
        one = await deciding.cancel_by_coach(
            asked.database,
            appointment_id,
            None,
            actor=asked.actor,
            key=asked.key,
            now=asked.now,
            version=asked.if_match,
            catalogue=asked.catalogue,
        )
    return versioned(one, asked)


async def _seen(asked: Asked, appointment_id: int) -> life.Appointment:
    """The appointment, as the caller has seen it. Raises NotFound, and Unacceptable: 412."""
    one = await sessions.either(asked.database, appointment_id, actor=asked.actor)
    preconditions.require(asked.if_match, one.version)
    return one


ROUTES = (read, book, move, approve, decline, cancel)
