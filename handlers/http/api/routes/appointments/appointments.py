"""Appointments: read, booked, moved and cancelled."""

from domain.appointments import appointment as life
from domain.appointments.accountability import Bearer
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NoLongerOffered, NotFound, TooSoon
from domain.services.catalogue import Catalogue
from domain.services.service_choice import Choice
from handlers.actions.appointments import booking, booking_anyone, booking_for, deciding
from handlers.actions.appointments.booking import BookingOrder
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.request_faults import FieldFault, of_fields
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.appointment_shapes import (
    Appointment,
    Cancelling,
    Change,
    NewAppointment,
    apply_decision,
    appointment_answer,
    clients_cancel_without,
    seen_price,
)
from handlers.http.api.routes.appointments.booking_refusals import (
    OF_A_CHANGE,
    OF_A_MOVE,
    OF_A_START,
    RIGHTS,
)
from handlers.http.api.shapes import Id
from handlers.queries.appointments import sessions
from handlers.queries.starts.availability import StandaloneSearchContext


@route(
    "GET",
    "/appointments/{appointment_id}",
    Scope.BOOKINGS_READ,
    refuses=(NotFound, *RIGHTS),
    aliases=("GET /bookings/{appointment_id}",),
)
async def read(call: Call, appointment_id: Id) -> Answer[Appointment]:
    """Read an appointment.

    For its client, its coach and the team. The ETag is its version.
    """
    return appointment_answer(
        await sessions.either(call.database, appointment_id, actor=call.actor), call
    )


@route(
    "POST",
    "/appointments",
    Scope.BOOKINGS_WRITE,
    status=201,
    refuses=(NotFound, *OF_A_START),
    aliases=("POST /bookings",),
)
async def book(call: Call, body: NewAppointment) -> Answer[Appointment]:
    """Book an appointment.

    It is confirmed at once or waits for its coach, depending on the service; booked for a client by
    staff, it is confirmed, or held until the client accepts. If the start is taken, the answer has
    up to three free ones nearby. Booking again what you already have there returns that
    appointment; without a note or answers, it does not matter which it has. Anything else at that
    start is refused with the id of the appointment you have.
    """
    if body.client_id in (None, call.actor.person_id):
        _for_clients_alone(body)
        return appointment_answer(await _own(call, body), call)
    coach_id = body.coach_id or call.actor.coach_id
    if coach_id is None:
        missing = FieldFault(field="coach_id", code="missing", message="With whom?")
        raise of_fields(422, [missing])
    order = order_of(call.catalogue, body, coach_id)
    one = await booking_for.book_for(
        call.database,
        call.catalogue,
        order,
        body.client_id or 0,
        available_channels=call.context.available_channels,
        **call.intent,
    )
    return appointment_answer(one, call)


@route(
    "PUT",
    "/appointments/{appointment_id}",
    Scope.BOOKINGS_WRITE,
    refuses=OF_A_MOVE,
    aliases=("PUT /bookings/{appointment_id}",),
)
async def move(call: Call, appointment_id: Id, body: Change) -> Answer[Appointment]:
    """Move an appointment to another start.

    For its client and its coach; the other one is told. With `If-Match` it is only moved if it has
    not changed since it was read.
    """
    one = await deciding.move(
        call.database,
        call.catalogue,
        appointment_id,
        body.start,
        **call.intent,
        anyway=body.anyway,
        seen_version=call.if_match,
    )
    return appointment_answer(one, call)


@route(
    "POST",
    "/appointments/{appointment_id}/cancel",
    Scope.BOOKINGS_WRITE,
    refuses=(*OF_A_CHANGE, BadInput, TooSoon),
)
async def call_off(call: Call, appointment_id: Id, body: Cancelling) -> Answer[Appointment]:
    """Cancel an appointment, with a reason.

    Like DELETE; its coach and the team may say why, which the client reads, and on whose account it
    goes.
    """
    return await _cancel(call, appointment_id, body)


@route(
    "DELETE",
    "/appointments/{appointment_id}",
    Scope.BOOKINGS_WRITE,
    refuses=(*OF_A_CHANGE, TooSoon),
    aliases=("DELETE /bookings/{appointment_id}",),
)
async def cancel(call: Call, appointment_id: Id) -> Answer[Appointment]:
    """Cancel an appointment.

    Its client can as long as the notice period allows; its coach and the team can until it begins.
    """
    return await _cancel(call, appointment_id, Cancelling())


def order_of(catalogue: Catalogue, body: NewAppointment, coach_id: int) -> BookingOrder:
    """A body's order for a coach, at the price it names, if any. Raises NoLongerOffered."""
    coach, choice = catalogue.coaches.get(coach_id), _choice(body)
    if coach is None:
        raise NoLongerOffered
    price = catalogue.service_for(body.service_id, coach, choice).price
    answers = body.answers
    return BookingOrder(
        body.service_id,
        coach_id,
        body.start,
        seen_price(body.price, body.currency, price),
        note=body.note,
        choice=choice,
        anyway=body.anyway,
        asks=body.ask_first,
        answers=None if answers is None else tuple((a.question_id, a.answer) for a in answers),
    )


async def _own(call: Call, body: NewAppointment) -> life.Appointment:
    """Book for the caller: with the coach they name, or with any free one."""

    def order(coach_id: int) -> BookingOrder:
        return order_of(call.catalogue, body, coach_id)

    if body.coach_id is None:
        context = StandaloneSearchContext(
            call.database, call.catalogue, call.shop, call.actor, call.now
        )
        choice = body.service_id, _choice(body)
        return await booking_anyone.book(
            context, *choice, body.start, order, actor=call.actor, key=call.key
        )
    return await booking.book(
        call.database,
        call.catalogue,
        order(body.coach_id),
        **call.intent,
    )


def _choice(body: NewAppointment) -> Choice:
    return Choice(body.minutes or 0, body.places, body.also)


def _for_clients_alone(body: NewAppointment) -> None:
    """Raise Unacceptable, 422, for fields that only make sense when staff books for a client."""
    staff_fields = {"ask_first": body.ask_first is not None, "anyway": body.anyway}
    wrong = [
        FieldFault(field=name, code="invalid", message="Only where staff books for a client")
        for name, there in staff_fields.items()
        if there
    ]
    if wrong:
        raise of_fields(422, wrong)


async def _cancel(call: Call, appointment_id: int, body: Cancelling) -> Answer[Appointment]:
    async def decide(before: life.Appointment) -> life.Appointment:
        here = call.database, call.catalogue
        if before.customer_id == call.actor.person_id:
            clients_cancel_without(body.reason, body.borne_by)
            return await deciding.cancel_by_customer(
                *here,
                appointment_id,
                **call.intent,
                seen_version=call.if_match,
            )
        return await deciding.cancel_by_coach(
            call.database,
            appointment_id,
            body.reason,
            **call.intent,
            catalogue=call.catalogue,
            borne_by=body.borne_by or Bearer.BUSINESS,
            seen_version=call.if_match,
        )

    return await apply_decision(call, appointment_id, decide)


ROUTES = (book, read, move, call_off, cancel)
