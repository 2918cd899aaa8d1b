"""Holding a time while somebody decides, for as long as the business allows."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from domain.groups.group_refusals import TooManyPlaces
from domain.programs.scopes import Scope
from domain.refusals import TooManyOpen
from domain.services.service_choice import MOST_ALSO, Choice
from handlers.actions.appointments import holding
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.booking_refusals import OF_A_SLOT, RIGHTS
from handlers.http.api.shapes import AnswerShape, Id, Instant, RequestShape


class NewHold(RequestShape):
    """The time to hold, and what would be booked."""

    service_id: Id
    coach_id: Id
    start: Instant
    minutes: Annotated[int, Meta(ge=1, le=1440)] | None = None
    also: Annotated[tuple[Id, ...], Meta(max_length=MOST_ALSO)] = ()
    places: Annotated[int, Meta(ge=1, le=100)] = 1


class Held(AnswerShape):
    """Until when it is held; left out if the business holds nothing."""

    until: datetime | None = None


@route(
    "PUT",
    "/hold",
    Scope.BOOKINGS_WRITE,
    refuses=(*OF_A_SLOT, TooManyOpen, TooManyPlaces, *RIGHTS),
)
async def keep(call: Call, body: NewHold) -> Held:
    """Hold a time for yourself, in place of any earlier hold.

    Asking again does not extend it; booking turns it into your appointment.
    """
    until = await holding.keep(
        call.database,
        call.catalogue,
        body.service_id,
        body.coach_id,
        body.start,
        Choice(body.minutes or 0, body.places, body.also),
        actor=call.actor,
        now=call.now,
    )
    return Held(until=until and until.astimezone(call.zone))


@route("DELETE", "/hold", Scope.BOOKINGS_WRITE, refuses=RIGHTS)
async def let_go(call: Call) -> Answer[None]:
    """Release the time that is held for you."""
    await holding.let_go(call.database, call.catalogue, actor=call.actor)
    return Answer(None)


ROUTES = (keep, let_go)
