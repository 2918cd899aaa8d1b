"""Who is coming to an appointment, who is there, and how it ended."""

from enum import StrEnum
from typing import Literal

from domain.appointments import appointment as life
from domain.appointments.appointment import Status
from domain.appointments.check_in import CheckInClosed
from domain.appointments.message_refusals import CannotBeLate
from domain.programs.scopes import Scope
from domain.refusals import NotFound
from handlers.actions.appointments import answering, checking_in, outcome
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.appointment_shapes import (
    Appointment,
    Appointments,
    apply_decision,
    appointment_of,
)
from handlers.http.api.routes.appointments.booking_refusals import OF_A_CHANGE, RIGHTS
from handlers.http.api.shapes import AnswerShape, Id, Instant, RequestShape
from handlers.queries.appointments import outcomes

WRITE = Scope.BOOKINGS_WRITE


class Coming(StrEnum):
    """Whether a client is coming."""

    IN_TIME = "in_time"
    LATE = "late"


class Attendance(RequestShape):
    """The client is coming, on time or late. minutes: how late, if they are."""

    answer: Coming
    minutes: Literal[10, 20, 30] = 10  # as `domain.appointments.attendance.LATENESS`


class Ended(StrEnum):
    """How a session can end: it took place, or its client did not come."""

    COMPLETED = Status.COMPLETED.value
    NO_SHOW = Status.NO_SHOW.value


class Outcome(RequestShape):
    """How a session ended."""

    outcome: Ended


class Until(RequestShape):
    """until: covers sessions that were over by then."""

    until: Instant


class Noted(AnswerShape):
    """How many sessions were noted as having taken place."""

    sessions: int


@route(
    "POST",
    "/appointments/{appointment_id}/attendance",
    WRITE,
    refuses=(*OF_A_CHANGE, CannotBeLate),
)
async def attend(call: Call, appointment_id: Id, body: Attendance) -> Answer[Appointment]:
    """Say that you are coming, on time or late, as the client.

    The coach is told at once about a delay, which can be reported from the first reminder on. If
    you cannot come, cancel.
    """

    async def decide(before: life.Appointment) -> life.Appointment:
        if body.answer is Coming.LATE:
            return await answering.late(
                call.database,
                before.id,
                body.minutes,
                **call.intent,
            )
        return await answering.attend(call.database, before.id, **call.intent)

    return await apply_decision(call, appointment_id, decide)


@route(
    "POST",
    "/appointments/{appointment_id}/check-in",
    WRITE,
    refuses=(*OF_A_CHANGE, CheckInClosed),
)
async def check_in(call: Call, appointment_id: Id) -> Answer[Appointment]:
    """Note that the client has arrived, as the coach or for the team.

    From an hour before it begins until it ends.
    """

    async def decide(before: life.Appointment) -> life.Appointment:
        return await checking_in.check_in(call.database, before.id, **call.intent)

    return await apply_decision(call, appointment_id, decide)


@route("POST", "/appointments/{appointment_id}/begin", WRITE, refuses=OF_A_CHANGE)
async def begin(call: Call, appointment_id: Id) -> Answer[Appointment]:
    """Note that it is in progress, as the coach or for the team."""

    async def decide(before: life.Appointment) -> life.Appointment:
        return await outcome.begin(call.database, before.id, **call.intent)

    return await apply_decision(call, appointment_id, decide)


@route("POST", "/appointments/{appointment_id}/outcome", WRITE, refuses=OF_A_CHANGE)
async def record(call: Call, appointment_id: Id, body: Outcome) -> Answer[Appointment]:
    """Note how it ended: it took place, or its client did not come."""

    async def decide(before: life.Appointment) -> life.Appointment:
        return await outcome.record(
            call.database,
            before.id,
            Status(body.outcome),
            **call.intent,
        )

    return await apply_decision(call, appointment_id, decide)


@route("GET", "/coaches/{coach_id}/unrecorded", Scope.BOOKINGS_READ, refuses=(NotFound, *RIGHTS))
async def unrecorded(call: Call, coach_id: Id) -> Appointments:
    """List recent sessions for which nobody has noted how they ended."""
    sessions = await outcomes.unsaid(call.database, coach_id, actor=call.actor, now=call.now)
    return Appointments(items=tuple(appointment_of(one, call) for one in sessions))


@route("POST", "/coaches/{coach_id}/unrecorded", WRITE, refuses=(NotFound, *RIGHTS))
async def all_took_place(call: Call, coach_id: Id, body: Until) -> Noted:
    """Record for all of them that they took place."""
    noted = await outcome.all_took_place(
        call.database,
        coach_id,
        min(body.until, call.now),
        **call.intent,
    )
    return Noted(sessions=noted)


ROUTES = (attend, check_in, begin, record, unrecorded, all_took_place)
