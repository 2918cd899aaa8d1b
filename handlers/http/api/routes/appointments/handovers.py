"""Handing a session to another coach: who could take it, who is asked, what they answer."""

from domain.appointments.handover_refusals import CannotHandOver, CannotTakeOver, NotAsked
from domain.programs.scopes import Scope
from domain.refusals import NotFound
from domain.starts.constraints import Reason
from handlers.actions import once
from handlers.actions.appointments import handing_over, taking_over
from handlers.http.api import preconditions
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.appointment_shapes import (
    Appointment,
    Appointments,
    appointment_answer,
    appointment_in_zone,
)
from handlers.http.api.routes.appointments.booking_refusals import OF_A_CHANGE, RIGHTS
from handlers.http.api.shapes import AnswerShape, Id, RequestShape
from handlers.queries.appointments import colleagues

WRITE = Scope.BOOKINGS_WRITE
OF_A_HANDOVER = (*OF_A_CHANGE, CannotHandOver, CannotTakeOver)


class Colleague(AnswerShape):
    """Another coach who does what was booked. why: what keeps them from it, left out if nothing
    does."""

    coach_id: int
    coach: str
    why: Reason | None = None


class Colleagues(AnswerShape):
    """Those who are free at that time first."""

    items: tuple[Colleague, ...]


class Handover(RequestShape):
    """To whom. at_once: the team decides, and nobody is asked."""

    coach_id: Id
    at_once: bool = False


@route(
    "GET",
    "/appointments/{appointment_id}/colleagues",
    Scope.BOOKINGS_READ,
    refuses=OF_A_HANDOVER,
)
async def able(call: Call, appointment_id: Id) -> Colleagues:
    """List the coaches who could take a session over, for its coach and the team."""
    _, candidates = await colleagues.of_session(
        call.database, call.catalogue, appointment_id, actor=call.actor, now=call.now
    )
    return Colleagues(
        items=tuple(
            Colleague(coach_id=one.coach.id, coach=one.coach.name, why=one.why)
            for one in candidates
        )
    )


@route("POST", "/appointments/{appointment_id}/handover", WRITE, refuses=OF_A_HANDOVER)
async def ask(call: Call, appointment_id: Id, body: Handover) -> Answer[Appointment]:
    """Ask a colleague to take a session over, as its coach or for the team.

    Their time is held until they answer. With `at_once` the team gives it to them.
    """
    act = taking_over.give if body.at_once else handing_over.ask
    one = await act(
        call.database,
        call.catalogue,
        appointment_id,
        body.coach_id,
        **call.intent,
    )
    return appointment_answer(one, call)


@route("DELETE", "/appointments/{appointment_id}/handover", WRITE, refuses=OF_A_HANDOVER)
async def withdraw(call: Call, appointment_id: Id) -> Answer[Appointment]:
    """Stop asking: the session stays with its coach."""
    one = await handing_over.withdraw(call.database, appointment_id, **call.intent)
    return appointment_answer(one, call)


@route("GET", "/handovers", Scope.BOOKINGS_READ, refuses=RIGHTS)
async def questions(call: Call) -> Appointments:
    """List the sessions you are asked to take over, soonest first."""
    sessions = await colleagues.questions(call.database, actor=call.actor, now=call.now)
    return Appointments(
        items=tuple(appointment_in_zone(one, call.zone, tends=True) for one in sessions)
    )


@route(
    "POST",
    "/appointments/{appointment_id}/handover/accept",
    WRITE,
    refuses=(NotAsked, CannotTakeOver, *RIGHTS),
)
async def accept(call: Call, appointment_id: Id) -> Answer[Appointment]:
    """Take over a session you were asked to: it becomes yours, and is confirmed."""
    one = await once.earlier_outcome(call.database, call.key)
    if one is None:
        one = await taking_over.take_over(
            call.database,
            call.catalogue,
            appointment_id,
            await _asked_at(call, appointment_id),
            **call.intent,
        )
    return appointment_answer(one, call)


@route(
    "POST",
    "/appointments/{appointment_id}/handover/refuse",
    WRITE,
    status=200,
    refuses=(NotAsked, NotFound, *RIGHTS),
)
async def refuse(call: Call, appointment_id: Id) -> Answer[None]:
    """Decline to take a session over: it stays with its coach, who is told."""
    if await once.earlier_outcome(call.database, call.key) is None:
        await handing_over.refuse(
            call.database,
            appointment_id,
            await _asked_at(call, appointment_id),
            **call.intent,
        )
    return Answer(None)


async def _asked_at(call: Call, appointment_id: int) -> int:
    """The version at which they were asked. Raises NotAsked, and Unacceptable: 412."""
    one = await colleagues.session_asked_of(
        call.database, appointment_id, actor=call.actor, now=call.now
    )
    preconditions.require(call.if_match, one.version)
    return one.version


ROUTES = (able, ask, withdraw, questions, accept, refuse)
