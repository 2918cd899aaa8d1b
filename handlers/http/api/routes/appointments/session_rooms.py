"""The rooms and devices of an appointment, and what could replace them."""

from domain.appointments import appointment as life
from domain.appointments.offer_refusals import OfferOpen
from domain.programs.scopes import Scope
from domain.refusals import NotFound
from domain.starts.room_refusals import RoomTaken
from handlers.actions.appointments import room_change
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.appointment_shapes import (
    Appointment,
    apply_decision,
)
from handlers.http.api.routes.appointments.booking_refusals import OF_A_CHANGE, RIGHTS
from handlers.http.api.shapes import AnswerShape, Id, RequestShape
from handlers.queries.appointments import sessions
from handlers.queries.starts import rooms

WRITE = Scope.BOOKINGS_WRITE


class RoomChange(RequestShape):
    """Another room or device in place of one. anyway: even if an offer of other times ends with
    it."""

    old_id: Id
    new_id: Id
    anyway: bool = False


class FreeRoom(AnswerShape):
    """A room or device that is free."""

    id: int
    name: str


class RoomsInstead(AnswerShape):
    """What is free in place of a session's room or device."""

    id: int
    free: tuple[FreeRoom, ...]


class SessionRooms(AnswerShape):
    """Each room and device of a session, with what is free in its place."""

    items: tuple[RoomsInstead, ...]


@route(
    "GET", "/appointments/{appointment_id}/rooms", Scope.BOOKINGS_READ, refuses=(NotFound, *RIGHTS)
)
async def free_rooms(call: Call, appointment_id: Id) -> SessionRooms:
    """List an appointment's rooms and devices, each with what is free in its place."""
    session = await sessions.for_staff(call.database, appointment_id, actor=call.actor)
    alternatives = await rooms.instead(
        call.database, call.catalogue, session, actor=call.actor, now=call.now
    )
    return SessionRooms(
        items=tuple(
            RoomsInstead(id=old, free=tuple(FreeRoom(id=one.id, name=one.name) for one in free))
            for old, free in alternatives.items()
        )
    )


@route(
    "PUT",
    "/appointments/{appointment_id}/rooms",
    WRITE,
    refuses=(*OF_A_CHANGE, OfferOpen, RoomTaken),
)
async def change_room(call: Call, appointment_id: Id, body: RoomChange) -> Answer[Appointment]:
    """Swap a room or device of an appointment."""

    async def decide(before: life.Appointment) -> life.Appointment:
        return await room_change.give_room(
            call.database,
            before.id,
            body.old_id,
            body.new_id,
            **call.intent,
            anyway=body.anyway,
        )

    return await apply_decision(call, appointment_id, decide)


ROUTES = (free_rooms, change_room)
