"""Decisions about an appointment: by its coach or the team, by its client, and undone."""

from typing import Annotated, Literal

from msgspec import Meta

from domain.appointments import appointment as life
from domain.programs.scopes import Scope
from domain.refusals import BadInput
from domain.undo.undo import CannotUndo, TooLateToUndo, UndoOvertaken
from handlers.actions.appointments import asking, consent, deciding
from handlers.actions.undo import undoing
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.appointment_shapes import (
    Appointment,
    Saying,
    apply_decision,
    appointment_answer,
)
from handlers.http.api.routes.appointments.booking_refusals import OF_A_CHANGE
from handlers.http.api.shapes import AnswerShape, Id, RequestShape

WRITE = Scope.BOOKINGS_WRITE


class Request(RequestShape):
    """What a client asks the coach to do because they cannot do it themselves."""

    wish: Literal["cancel", "move"]


class Requested(AnswerShape):
    """Whether the coach was asked just now; false if they had been asked before."""

    asked: bool


class Undoing(RequestShape):
    """version: made by the step to undo; without it, the last one."""

    version: Annotated[int, Meta(ge=0, le=2**53)] | None = None


@route("POST", "/appointments/{appointment_id}/approve", WRITE, refuses=OF_A_CHANGE)
async def approve(call: Call, appointment_id: Id) -> Answer[Appointment]:
    """Confirm a request, as its coach or for the team."""
    one = await deciding.approve(
        call.database,
        appointment_id,
        **call.intent,
        seen_version=call.if_match,
    )
    return appointment_answer(one, call)


@route("POST", "/appointments/{appointment_id}/decline", WRITE, refuses=(*OF_A_CHANGE, BadInput))
async def decline(call: Call, appointment_id: Id, body: Saying) -> Answer[Appointment]:
    """Decline a request, as its coach or for the team."""
    one = await deciding.decline(
        call.database,
        appointment_id,
        body.reason,
        **call.intent,
        seen_version=call.if_match,
    )
    return appointment_answer(one, call)


@route("POST", "/appointments/{appointment_id}/accept", WRITE, refuses=OF_A_CHANGE)
async def accept(call: Call, appointment_id: Id) -> Answer[Appointment]:
    """Accept what staff has booked for you.

    It was held, and is now confirmed.
    """

    async def decide(before: life.Appointment) -> life.Appointment:
        return await consent.take(
            call.database,
            appointment_id,
            before.version,
            **call.intent,
        )

    return await apply_decision(call, appointment_id, decide)


@route("POST", "/appointments/{appointment_id}/refuse", WRITE, refuses=OF_A_CHANGE)
async def refuse(call: Call, appointment_id: Id) -> Answer[Appointment]:
    """Decline what staff has booked for you.

    Its time is free again, and its coach is told.
    """

    async def decide(before: life.Appointment) -> life.Appointment:
        return await consent.decline(
            call.database,
            appointment_id,
            before.version,
            **call.intent,
        )

    return await apply_decision(call, appointment_id, decide)


@route("POST", "/appointments/{appointment_id}/requests", WRITE, refuses=OF_A_CHANGE)
async def ask(call: Call, appointment_id: Id, body: Request) -> Requested:
    """Ask the coach to cancel or move it, if it is too late to do so yourself.

    The appointment stays as it is until its coach decides.
    """
    fresh = await asking.ask_coach(
        call.database,
        call.catalogue,
        appointment_id,
        body.wish,
        **call.intent,
    )
    return Requested(asked=fresh)


@route(
    "POST",
    "/appointments/{appointment_id}/undo",
    WRITE,
    refuses=(*OF_A_CHANGE, TooLateToUndo, UndoOvertaken, CannotUndo),
)
async def undo(call: Call, appointment_id: Id, body: Undoing) -> Answer[Appointment]:
    """Undo your last decision about it, within a minute."""

    async def decide(before: life.Appointment) -> life.Appointment:
        return await undoing.undo(
            call.database,
            call.catalogue,
            before.id,
            before.version if body.version is None else body.version,
            **call.intent,
        )

    return await apply_decision(call, appointment_id, decide)


ROUTES = (approve, decline, accept, refuse, ask, undo)
