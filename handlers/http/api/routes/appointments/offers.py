"""Other times: proposed by a coach, or suggested by a client; and another coach at the same
time."""

from typing import Annotated

from msgspec import Meta

from domain.appointments import appointment as life
from domain.appointments.appointment import MOST_PROPOSED
from domain.programs.scopes import Scope
from handlers.actions.appointments import proposing, rescue_consequences, suggesting
from handlers.http.api.answers import Answer
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.appointment_shapes import Appointment, apply_decision
from handlers.http.api.routes.appointments.booking_refusals import OF_AN_ANSWER, OF_AN_OFFER
from handlers.http.api.shapes import Id, Instant, RequestShape

WRITE = Scope.BOOKINGS_WRITE
Starts = Annotated[tuple[Instant, ...], Meta(min_length=1, max_length=MOST_PROPOSED)]


class Proposal(RequestShape):
    """Times that a coach offers instead. anyway: ignore what only protects the coach."""

    starts: Starts
    anyway: bool = False


class Suggestion(RequestShape):
    """Times that a client would like instead."""

    starts: Starts


class Chosen(RequestShape):
    """One of the offered times."""

    start: Instant


class Cover(RequestShape):
    """The coach who is offered for the original time: `cover_id` of the appointment."""

    coach_id: Id


@route("POST", "/appointments/{appointment_id}/proposal", WRITE, refuses=OF_AN_OFFER)
async def propose(call: Call, appointment_id: Id, body: Proposal) -> Answer[Appointment]:
    """Propose other times, as its coach or for the team.

    They are held until the client chooses one, or `offer_until`; until then the appointment keeps
    its time.
    """

    async def decide(before: life.Appointment) -> life.Appointment:
        return await proposing.propose(
            call.database,
            call.catalogue,
            before.id,
            body.starts,
            **call.intent,
            anyway=body.anyway,
        )

    return await apply_decision(call, appointment_id, decide)


@route("POST", "/appointments/{appointment_id}/proposal/accept", WRITE, refuses=OF_AN_ANSWER)
async def choose(call: Call, appointment_id: Id, body: Chosen) -> Answer[Appointment]:
    """Choose one of the proposed times, as its client: it moves there, and is confirmed."""

    async def decide(before: life.Appointment) -> life.Appointment:
        return await proposing.choose(
            call.database,
            call.catalogue,
            before.id,
            body.start,
            **call.intent,
        )

    return await apply_decision(call, appointment_id, decide)


@route("POST", "/appointments/{appointment_id}/proposal/decline", WRITE, refuses=OF_AN_ANSWER)
async def turn_down(call: Call, appointment_id: Id) -> Answer[Appointment]:
    """Decline all proposed times, as its client: it stays as it was."""

    async def decide(before: life.Appointment) -> life.Appointment:
        return await proposing.turn_down(
            call.database,
            before.id,
            before.version,
            **call.intent,
        )

    return await apply_decision(call, appointment_id, decide)


@route("POST", "/appointments/{appointment_id}/suggestion", WRITE, refuses=OF_AN_OFFER)
async def suggest(call: Call, appointment_id: Id, body: Suggestion) -> Answer[Appointment]:
    """Suggest other times, as its client.

    You keep your time until the coach accepts one of them.
    """

    async def decide(before: life.Appointment) -> life.Appointment:
        return await suggesting.suggest(
            call.database,
            call.catalogue,
            before.id,
            before.version,
            body.starts,
            **call.intent,
        )

    return await apply_decision(call, appointment_id, decide)


@route("POST", "/appointments/{appointment_id}/suggestion/accept", WRITE, refuses=OF_AN_ANSWER)
async def take(call: Call, appointment_id: Id, body: Chosen) -> Answer[Appointment]:
    """Accept a suggested time, as its coach or for the team: it is confirmed there."""

    async def decide(before: life.Appointment) -> life.Appointment:
        return await suggesting.accept(
            call.database,
            call.catalogue,
            before.id,
            body.start,
            **call.intent,
        )

    return await apply_decision(call, appointment_id, decide)


@route("POST", "/appointments/{appointment_id}/suggestion/decline", WRITE, refuses=OF_AN_ANSWER)
async def refuse(call: Call, appointment_id: Id) -> Answer[Appointment]:
    """Decline all suggested times, as its coach or for the team: it stays as it was."""

    async def decide(before: life.Appointment) -> life.Appointment:
        return await suggesting.refuse(
            call.database,
            before.id,
            before.version,
            **call.intent,
        )

    return await apply_decision(call, appointment_id, decide)


@route("POST", "/appointments/{appointment_id}/cover", WRITE, refuses=OF_AN_ANSWER)
async def take_cover(call: Call, appointment_id: Id, body: Cover) -> Answer[Appointment]:
    """Keep the original time with the other coach on offer, as its client."""

    async def decide(before: life.Appointment) -> life.Appointment:
        return await rescue_consequences.take_cover(
            call.database,
            call.catalogue,
            before.id,
            body.coach_id,
            **call.intent,
        )

    return await apply_decision(call, appointment_id, decide)


ROUTES = (propose, choose, turn_down, suggest, take, refuse, take_cover)
