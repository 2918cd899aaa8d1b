"""When a coach is away, once or repeatedly, and an answer for everybody booked then.

Leave that overlaps booked sessions is refused, and the refusal lists them. The plan says what each
customer would be told; sent with its `agreed`, the leave is taken, and they are told.
"""

from domain.programs.scopes import Scope
from domain.refusals import (
    BadInput,
    LeaveHitsBookings,
    LeaveInPast,
    LeaveNever,
    LeaveOverlaps,
    LeaveTooOften,
    NotAllowed,
    NotFound,
)
from domain.rescues.rescue_refusals import RescueChanged, RescueTooLarge
from domain.services.catalogue import Coach
from domain.working_hours.leave_rules import LeaveRuleChange
from handlers.actions.rescues import rescuing
from handlers.actions.working_hours import leave as actions
from handlers.actions.working_hours import leave_rules as repeated
from handlers.http.api import fields
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.rescues.rescue_plans import AnswerPlan, plan_of
from handlers.http.api.routes.working_hours.leave_shapes import (
    EndQuery,
    LeaveChange,
    LeaveDay,
    LeaveList,
    LeaveQuery,
    LeaveTaken,
    NewLeave,
    NewRepeatingLeave,
    RepeatingLeaveChange,
    RepeatingLeaveQuery,
    new_note_of,
    of,
    pattern_of,
    stretch_of,
)
from handlers.http.api.shapes import Day, Id
from handlers.queries.coaches import coaches
from handlers.queries.working_hours import leave as queries

TAKES = (NotFound, NotAllowed, BadInput, LeaveInPast, LeaveOverlaps, LeaveHitsBookings)
ANSWERS = (RescueChanged, RescueTooLarge)
REPEATS = (LeaveNever, LeaveTooOften)


@route("GET", "/coaches/{coach_id}/leave", Scope.CALENDAR_READ, refuses=(NotFound, NotAllowed))
async def list_all(call: Call, coach_id: Id) -> LeaveList:
    """List a coach's current and future leave, as that coach or for the team."""
    coach = coaches.by_id(call.catalogue, coach_id, actor=call.actor)
    return await _leave_list(call, coach)


@route(
    "GET",
    "/coaches/{coach_id}/leave/plan",
    Scope.CALENDAR_READ,
    refuses=(*TAKES, RescueTooLarge),
)
async def plan(call: Call, coach_id: Id, query: LeaveQuery) -> AnswerPlan:
    """Preview leave: what the customer of each affected session would be told."""
    stretch = stretch_of(query.start, query.end, fields.QUERY)
    plans = await rescuing.look(
        call.database,
        call.catalogue,
        coach_id,
        stretch,
        cancelled=query.cancelled,
        leave_id=query.leave_id or 0,
        alone=query.alone,
        actor=call.actor,
        now=call.now,
    )
    return plan_of(call, plans)


@route(
    "POST",
    "/coaches/{coach_id}/leave",
    Scope.CALENDAR_WRITE,
    status=201,
    refuses=(*TAKES, *ANSWERS),
)
async def take(call: Call, coach_id: Id, body: NewLeave) -> LeaveTaken:
    """Take a coach off the calendar for a while; a repeat is the same leave."""
    stretch, note = stretch_of(body.start, body.end), body.note
    if body.agreed is not None:
        return await _save(call, coach_id, stretch, body, note=note)
    await actions.take_leave(
        call.database,
        coach_id,
        stretch.starts,
        stretch.ends,
        note=note,
        block=body.block,
        **call.intent,
    )
    return await _leave_answer(call, coach_id)


@route(
    "PUT",
    "/coaches/{coach_id}/leave/{leave_id}",
    Scope.CALENDAR_WRITE,
    refuses=(*TAKES, *ANSWERS),
)
async def change(call: Call, coach_id: Id, leave_id: Id, body: LeaveChange) -> LeaveTaken:
    """Lengthen, shorten or move leave."""
    stretch = stretch_of(body.start, body.end)
    note = new_note_of(body.note)
    if body.agreed is not None:
        return await _save(call, coach_id, stretch, body, leave_id=leave_id, note=note)
    await actions.change_leave(
        call.database,
        coach_id,
        leave_id,
        stretch.starts,
        stretch.ends,
        note=note,
        **call.intent,
    )
    return await _leave_answer(call, coach_id)


@route(
    "DELETE",
    "/coaches/{coach_id}/leave/{leave_id}",
    Scope.CALENDAR_WRITE,
    refuses=(NotFound, NotAllowed),
)
async def give_back(call: Call, coach_id: Id, leave_id: Id) -> LeaveTaken:
    """Cancel leave: the coach works after all; already gone is fine."""
    await actions.give_back_leave(call.database, coach_id, leave_id, actor=call.actor, now=call.now)
    return await _leave_answer(call, coach_id)


@route(
    "GET",
    "/coaches/{coach_id}/repeating-leave/plan",
    Scope.CALENDAR_READ,
    refuses=(*TAKES, *REPEATS, RescueTooLarge),
)
async def plan_repeating(call: Call, coach_id: Id, query: RepeatingLeaveQuery) -> AnswerPlan:
    """Preview repeating leave: what the customer of each affected session would be told."""
    plans = await rescuing.look(
        call.database,
        call.catalogue,
        coach_id,
        LeaveRuleChange(pattern_of(query, fields.QUERY), query.rule_id or 0),
        cancelled=query.cancelled,
        alone=query.alone,
        actor=call.actor,
        now=call.now,
    )
    return plan_of(call, plans)


@route(
    "POST",
    "/coaches/{coach_id}/repeating-leave",
    Scope.CALENDAR_WRITE,
    status=201,
    refuses=(*TAKES, *REPEATS, *ANSWERS),
)
async def take_repeating(call: Call, coach_id: Id, body: NewRepeatingLeave) -> LeaveTaken:
    """Take a coach off the calendar repeatedly; the same pattern twice is the same leave."""
    pattern, note = pattern_of(body), body.note
    if body.agreed is not None:
        return await _save(call, coach_id, LeaveRuleChange(pattern), body, note=note)
    await repeated.take_repeating(call.database, coach_id, pattern, note=note, **call.intent)
    return await _leave_answer(call, coach_id)


@route(
    "PUT",
    "/coaches/{coach_id}/repeating-leave/{rule_id}",
    Scope.CALENDAR_WRITE,
    refuses=(*TAKES, *REPEATS, *ANSWERS),
)
async def change_repeating(
    call: Call, coach_id: Id, rule_id: Id, body: RepeatingLeaveChange
) -> LeaveTaken:
    """Change a pattern from its first day on; earlier days stay as they were."""
    pattern, note = pattern_of(body), new_note_of(body.note)
    if body.agreed is not None:
        return await _save(call, coach_id, LeaveRuleChange(pattern, rule_id), body, note=note)
    await repeated.change_repeating(
        call.database, coach_id, rule_id, pattern, note=note, **call.intent
    )
    return await _leave_answer(call, coach_id)


@route(
    "DELETE",
    "/coaches/{coach_id}/repeating-leave/{rule_id}",
    Scope.CALENDAR_WRITE,
    refuses=(NotFound, NotAllowed),
)
async def end_repeating(call: Call, coach_id: Id, rule_id: Id, query: EndQuery) -> LeaveTaken:
    """End repeating leave from a day on; already gone is fine."""
    coach = coaches.by_id(call.catalogue, coach_id, actor=call.actor)
    first = next((one.pattern.first for one in coach.repeats if one.id == rule_id), None)
    day = first if query.day is None else fields.day(query.day, "day", fields.QUERY)
    if day is not None:
        await repeated.end_repeating(
            call.database, coach_id, rule_id, day, actor=call.actor, now=call.now
        )
    return await _leave_answer(call, coach_id)


@route(
    "PUT",
    "/coaches/{coach_id}/repeating-leave/{rule_id}/days/{day}",
    Scope.CALENDAR_WRITE,
    refuses=(NotFound, NotAllowed, LeaveInPast, LeaveHitsBookings),
)
async def set_day(call: Call, coach_id: Id, rule_id: Id, day: Day, body: LeaveDay) -> LeaveTaken:
    """Set whether the coach works on one of the days of repeating leave."""
    on = fields.day(day, "day", fields.QUERY)
    await repeated.work_on(call.database, coach_id, rule_id, on, off=body.off, **call.intent)
    return await _leave_answer(call, coach_id)


async def _save(
    call: Call,
    coach_id: int,
    off: rescuing.Off,
    body: NewLeave | LeaveChange | NewRepeatingLeave | RepeatingLeaveChange,
    *,
    leave_id: int = 0,
    note: str | None = None,
) -> LeaveTaken:
    """The leave, with what the customer of each affected session is told."""
    rescue_id = await rescuing.save(
        call.database,
        coach_id,
        off,
        body.agreed or "",
        cancelled=body.cancelled,
        leave_id=leave_id,
        alone=body.alone,
        note=note,
        **call.intent,
    )
    return await _leave_answer(call, coach_id, rescue_id)


async def _leave_answer(call: Call, coach_id: int, rescue_id: int = 0) -> LeaveTaken:
    coach = coaches.by_id(await call.shop.catalogue(), coach_id, actor=call.actor)
    return LeaveTaken(leave=await _leave_list(call, coach), rescue_id=rescue_id or None)


async def _leave_list(call: Call, coach: Coach) -> LeaveList:
    """The reasons are for the coach alone."""
    if call.actor.coach_id == coach.id:
        coach = await queries.with_notes(call.database, coach, actor=call.actor)
    return of(coach, call.now)


ROUTES = (
    list_all,
    plan,
    take,
    change,
    give_back,
    plan_repeating,
    take_repeating,
    change_repeating,
    end_repeating,
    set_day,
)
