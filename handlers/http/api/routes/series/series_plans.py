"""Plans of series: what is in the way of each date, before all are booked, or moved, at once.

A person has one plan at a time, and it holds no times.
"""

from datetime import datetime

from domain.programs.scopes import Scope
from domain.refusals import (
    AlreadyDecided,
    BadInput,
    NoLongerOffered,
    NotFound,
    OfferChanged,
    SameTime,
)
from domain.series.series import Rhythm
from domain.series.series_plan import LEAST_DATES, Plan, Purpose
from domain.series.series_refusals import PlanDone, PlanGone, SeriesChanged, SeriesClash
from domain.services.form_refusals import Unanswered
from domain.services.service_choice import Choice
from domain.time.spans import epoch, moment
from handlers.actions.appointments import notes
from handlers.actions.series import series_booking, series_moving, series_plans
from handlers.actions.series.series_booking import SeriesPreview
from handlers.actions.services import forms
from handlers.http.api.call import Call
from handlers.http.api.request_faults import FieldFault, of_fields
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.booking_refusals import RIGHTS
from handlers.http.api.routes.series.series import Series, series_given
from handlers.http.api.routes.series.series_shapes import (
    CarryingOut,
    DateChange,
    NewSeries,
    Number,
    OtherStarts,
    PlannedDate,
    Repeating,
    SeriesMove,
    SeriesPlan,
)
from handlers.http.api.shapes import Id, Money
from handlers.queries.series import planning, series
from handlers.queries.series.series import Planning
from storage.appointments.notes import NoteSubject

WRITE = Scope.BOOKINGS_WRITE
INSTEAD = 6  # other times in a date's week
OF_A_PLAN = (PlanGone, PlanDone, NotFound, NoLongerOffered, *RIGHTS)


@route("POST", "/series/plans", WRITE, status=201, refuses=OF_A_PLAN)
async def begin(call: Call, body: NewSeries) -> SeriesPlan:
    """Plan a series for yourself, from its first date on."""
    choice = Choice(body.minutes or 0, body.places, body.also).as_text
    plan = planning.of_start(
        call.catalogue, body.service_id, body.coach_id, body.start, choice, call.actor.person
    )
    return await _begin(call, _repeating_plan(call, plan, body.repeating))


@route(
    "POST",
    "/appointments/{appointment_id}/series",
    WRITE,
    status=201,
    refuses=(*OF_A_PLAN, AlreadyDecided),
)
async def repeat(call: Call, appointment_id: Id, body: Repeating) -> SeriesPlan:
    """Plan to repeat a confirmed appointment, as its client or for its coach."""
    plan = await planning.of_session(
        call.database, call.catalogue, appointment_id, actor=call.actor, now=call.now
    )
    return await _begin(call, _repeating_plan(call, plan, body))


@route(
    "POST",
    "/appointments/{appointment_id}/series/continue",
    WRITE,
    status=201,
    refuses=(*OF_A_PLAN, SeriesChanged),
)
async def go_on(call: Call, appointment_id: Id) -> SeriesPlan:
    """Plan to continue a series that is ending with as many dates again."""
    plan = await planning.of_continuing(
        call.database, call.catalogue, appointment_id, actor=call.actor, now=call.now
    )
    return await _begin(call, plan)


@route(
    "POST",
    "/appointments/{appointment_id}/series/move",
    WRITE,
    status=201,
    refuses=(*OF_A_PLAN, AlreadyDecided),
)
async def move(call: Call, appointment_id: Id, body: SeriesMove) -> SeriesPlan:
    """Plan to move a date and all later ones alike, each within its own week."""
    plan = await planning.of_moving(
        call.database,
        call.catalogue,
        appointment_id,
        body.start,
        actor=call.actor,
        now=call.now,
    )
    return await _begin(call, plan)


@route("GET", "/series/plans/{plan_id}", Scope.BOOKINGS_READ, refuses=OF_A_PLAN)
async def read(call: Call, plan_id: Id) -> SeriesPlan:
    """Read your plan, as of now."""
    plan = await series_plans.find(call.database, plan_id, actor=call.actor)
    return await _series_plan(call, plan_id, plan)


@route("GET", "/series/plans/{plan_id}/dates/{number}", Scope.BOOKINGS_READ, refuses=OF_A_PLAN)
async def other_starts(call: Call, plan_id: Id, number: Number) -> OtherStarts:
    """Find free starts in the week of a date: at its own time on other days, and nearby."""
    plan = await series_plans.find(call.database, plan_id, actor=call.actor)
    if number >= len(plan.dates) or plan.stands(number):
        raise NotFound
    starts = await (await _planning(call, plan)).instead(number, INSTEAD)
    return OtherStarts(starts=tuple(moment(one).astimezone(call.zone) for one in starts))


@route("PUT", "/series/plans/{plan_id}/dates/{number}", WRITE, refuses=OF_A_PLAN)
async def change(call: Call, plan_id: Id, number: Number, body: DateChange) -> SeriesPlan:
    """Leave a date out, take it as planned, or move it to another start.

    A start that is not free is marked in the plan like any other.
    """
    if (body.start is None) is (body.skipped is None):
        wrong = FieldFault(field="", code="invalid", message="Expected either skipped or start")
        raise of_fields(422, [wrong])
    at = None if body.start is None else epoch(body.start)

    def edit(plan: Plan) -> Plan:
        if at is not None:
            return plan.shifting(number, at)
        return plan.skipping((number,), bool(body.skipped))

    plan = await series_plans.change(call.database, plan_id, edit, actor=call.actor, now=call.now)
    return await _series_plan(call, plan_id, plan)


@route("POST", "/series/plans/{plan_id}/skip-clashes", WRITE, refuses=OF_A_PLAN)
async def skip_clashes(call: Call, plan_id: Id) -> SeriesPlan:
    """Leave out all dates that are currently not available."""
    plan = await series_plans.find(call.database, plan_id, actor=call.actor)
    verdicts = await (await _planning(call, plan)).verdicts()
    clashes = [number for number, why in enumerate(verdicts) if why is not None]
    plan = await series_plans.change(
        call.database,
        plan_id,
        lambda one: one.skipping(clashes),
        actor=call.actor,
        now=call.now,
    )
    return await _series_plan(call, plan_id, plan)


@route(
    "POST",
    "/series/plans/{plan_id}/carry-out",
    WRITE,
    refuses=(
        PlanGone,
        NotFound,
        NoLongerOffered,
        SeriesClash,
        AlreadyDecided,
        OfferChanged,
        SameTime,
        Unanswered,
        BadInput,
        *RIGHTS,
    ),
)
async def carry_out(call: Call, plan_id: Id, body: CarryingOut) -> Series:
    """Book, or move, all dates of a plan: all or none.

    A repeat changes nothing.
    """
    try:
        plan = await series_plans.find(call.database, plan_id, actor=call.actor)
    except PlanDone as refusal:
        return await _series(call, refusal.appointment_id)
    if plan.purpose is Purpose.MOVE:
        appointment = await series_moving.move_series(
            call.database,
            call.catalogue,
            plan_id,
            body.count,
            **call.intent,
            anyway=body.anyway,
        )
        return await _series(call, appointment.id)
    _, service = planning.coach_and_service(call.catalogue, plan)
    if body.note is not None and not plan.origin:
        coach = call.catalogue.coaches[plan.coach_id]
        first = plan.wall.replace(tzinfo=coach.tz).astimezone(call.now.tzinfo)
        subject = NoteSubject(plan.customer_id, plan.service_id, plan.coach_id, first)
        await notes.keep(call.database, subject, note=body.note, actor=call.actor, now=call.now)
    ids = plan.service_id, *service.also
    for one in body.answers:
        await forms.answer(
            call.database,
            call.catalogue,
            ids,
            one.question_id,
            one.answer,
            actor=call.actor,
            now=call.now,
        )
    price = service.price.minor if body.price is None else body.price
    booked = await series_booking.book_series(
        call.database,
        call.catalogue,
        plan_id,
        SeriesPreview(body.count, price, None, body.anyway, body.currency),
        **call.intent,
    )
    return await _series(call, booked.id)


def _repeating_plan(call: Call, plan: Plan, repeating: Repeating) -> Plan:
    plan = plan.at(Rhythm(repeating.unit, repeating.every))
    most = max(planning.fitting(call.catalogue, plan, call.now), LEAST_DATES)
    return plan.counting(most if repeating.count is None else repeating.count)


async def _begin(call: Call, plan: Plan) -> SeriesPlan:
    plan_id = await series_plans.begin(call.database, plan, actor=call.actor, now=call.now)
    return await _series_plan(call, plan_id, plan)


async def _planning(call: Call, plan: Plan) -> Planning:
    return await Planning.of(call.shop, call.database, call.catalogue, plan, call.actor, call.now)


async def _series_plan(call: Call, plan_id: int, plan: Plan) -> SeriesPlan:
    thought = await _planning(call, plan)
    verdicts = await thought.verdicts()
    price = thought.service.price

    def at(start: int | None) -> datetime | None:
        return None if start is None else moment(start).astimezone(call.zone)

    return SeriesPlan(
        id=plan_id,
        purpose=plan.purpose,
        service_id=plan.service_id,
        coach_id=plan.coach_id,
        client_id=plan.customer_id,
        zone=plan.zone,
        count=sum(1 for _ in plan.ahead()),
        price=Money(minor=price.minor, currency=price.currency),
        free=not any(verdicts),
        can_be_set_aside=await thought.can_be_set_aside(verdicts),
        dates=tuple(
            PlannedDate(
                number=number,
                day=one.day,
                start=at(one.start),
                skipped=one.skipped,
                instead=one.instead is not None,
                why=why,
                appointment_id=one.appointment or None,
            )
            for number, (one, why) in enumerate(zip(plan.dates, verdicts, strict=True))
        ),
    )


async def _series(call: Call, appointment_id: int) -> Series:
    series_ = await series.of(call.database, appointment_id, actor=call.actor)
    return series_given(series_, call)


ROUTES = (begin, repeat, go_on, move, read, other_starts, change, skip_clashes, carry_out)
