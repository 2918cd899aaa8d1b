"""A coach who takes no new bookings for a time, and an answer for everybody booked then."""

from datetime import date

from domain.coaches.suspension import NotSuspended, SuspendsOneself
from domain.programs.scopes import Scope
from domain.refusals import BadInput, NotAllowed, NotFound
from domain.rescues.rescue_refusals import RescueChanged
from handlers.actions.coaches import suspending
from handlers.http.api import fields
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.coaches.coach_shapes import (
    Coach,
    NewSuspension,
    SuspensionDone,
    SuspensionQuery,
    of,
)
from handlers.http.api.routes.rescues.rescue_plans import AnswerPlan, plan_of
from handlers.http.api.shapes import Id

SUSPENDS = (NotFound, NotAllowed, BadInput, SuspendsOneself)


@route("GET", "/coaches/{coach_id}/suspension", Scope.CALENDAR_READ, refuses=SUSPENDS)
async def plan(call: Call, coach_id: Id, query: SuspensionQuery) -> AnswerPlan:
    """Preview a suspension: what the customer of each affected session would be told."""
    plans = await suspending.look(
        call.database,
        call.catalogue,
        coach_id,
        _day(query.until, fields.QUERY),
        cancelled=query.cancelled,
        alone=query.alone,
        actor=call.actor,
        now=call.now,
    )
    return plan_of(call, plans)


@route(
    "POST",
    "/coaches/{coach_id}/suspension",
    Scope.CALENDAR_WRITE,
    refuses=(*SUSPENDS, RescueChanged),
)
async def suspend(call: Call, coach_id: Id, body: NewSuspension) -> SuspensionDone:
    """Suspend a coach, or change until when and why.

    Each customer is told what the plan said; if that has changed, nothing is done.
    """
    rescue_id = await suspending.suspend(
        call.database,
        coach_id,
        _day(body.until, fields.BODY),
        body.reason,
        body.agreed,
        cancelled=body.cancelled,
        alone=body.alone,
        **call.intent,
    )
    return SuspensionDone(coach=await _coach(call, coach_id), rescue_id=rescue_id or None)


@route(
    "DELETE",
    "/coaches/{coach_id}/suspension",
    Scope.CALENDAR_WRITE,
    refuses=(NotFound, NotAllowed, SuspendsOneself, NotSuspended),
)
async def lift(call: Call, coach_id: Id) -> Coach:
    """Lift a suspension: the coach can be booked again."""
    await suspending.lift(call.database, coach_id, **call.intent)
    return await _coach(call, coach_id)


async def _coach(call: Call, coach_id: int) -> Coach:
    catalogue = await call.shop.catalogue()
    if coach_id not in catalogue.coaches:
        raise NotFound
    return of(catalogue.coaches[coach_id], catalogue, call.actor, call.zone)


def _day(text: str | None, status: int) -> date | None:
    return None if text is None else fields.day(text, "until", status)


ROUTES = (plan, suspend, lift)
