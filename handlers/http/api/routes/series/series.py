"""Series: all dates of one, and decisions about several of them at once."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from msgspec import Meta

from domain.appointments import appointment as life
from domain.appointments.accountability import Bearer
from domain.programs.scopes import Scope
from domain.refusals import AlreadyDecided, BadInput, NotFound, TooSoon
from domain.series.series import Unit, mark
from domain.series.series_refusals import SeriesChanged
from handlers.actions import once
from handlers.actions.series import series_changes
from handlers.http.api.call import Call
from handlers.http.api.route import route
from handlers.http.api.routes.appointments.appointment_shapes import (
    Appointment,
    ReasonText,
    appointment_of,
    clients_cancel_without,
)
from handlers.http.api.routes.appointments.booking_refusals import RIGHTS
from handlers.http.api.shapes import AnswerShape, Id, RequestShape
from handlers.queries.series import series
from handlers.queries.series.series import SeriesView

WRITE = Scope.BOOKINGS_WRITE
DECISIONS = (NotFound, AlreadyDecided, SeriesChanged, *RIGHTS)
Mark = Annotated[int, Meta(ge=0, le=2**32, description="From the series.")]


class Series(AnswerShape):
    """A series as its client, its coach or the team sees it. every, unit: its interval, in weeks or
    months. dates: all past and present ones, by time. waiting: how many await their coach; ahead:
    how many remain from this date on. waiting_seen, ahead_seen: marks of these; send them along to
    decide about exactly those dates."""

    series_id: int
    unit: Unit
    every: int
    dates: tuple[Appointment, ...]
    waiting: int
    waiting_seen: int
    ahead: int
    ahead_seen: int


class SeriesDecision(RequestShape):
    """seen: which dates are meant; without it, the current ones."""

    seen: Mark | None = None


class SeriesReason(SeriesDecision):
    """With a text for the client; for staff."""

    reason: ReasonText | None = None


class SeriesCancelling(SeriesReason):
    """Why they are cancelled, and on whose account; both for staff. borne_by: `customer` if the
    client asked for it."""

    borne_by: Bearer | None = None


def series_given(series_: SeriesView, call: Call) -> Series:
    """A series as an answer shows it."""
    waiting, ending = series_.waiting(call.now), series_.ending(call.now)
    return Series(
        series_id=series_.appointment.series_id or 0,
        unit=series_.rhythm.unit,
        every=series_.rhythm.every,
        dates=tuple(appointment_of(one, call) for one in series_.dates),
        waiting=len(waiting),
        waiting_seen=mark(waiting),
        ahead=len(ending),
        ahead_seen=mark(ending),
    )


@route(
    "GET", "/appointments/{appointment_id}/series", Scope.BOOKINGS_READ, refuses=(NotFound, *RIGHTS)
)
async def read(call: Call, appointment_id: Id) -> Series:
    """Read the series that an appointment belongs to."""
    return series_given(await series.of(call.database, appointment_id, actor=call.actor), call)


@route("POST", "/appointments/{appointment_id}/series/approve", WRITE, refuses=DECISIONS)
async def approve(call: Call, appointment_id: Id, body: SeriesDecision) -> Series:
    """Confirm all waiting dates, as its coach or for the team.

    Dates for which the client is offered others, because the coach is away, keep waiting.
    """

    async def decide(series_: SeriesView) -> life.Appointment:
        return await series_changes.approve_series(
            call.database,
            appointment_id,
            mark(series_.waiting(call.now)) if body.seen is None else body.seen,
            **call.intent,
        )

    return await _apply_decision(call, appointment_id, decide)


@route(
    "POST", "/appointments/{appointment_id}/series/decline", WRITE, refuses=(*DECISIONS, BadInput)
)
async def decline(call: Call, appointment_id: Id, body: SeriesReason) -> Series:
    """Decline all waiting dates, as its coach or for the team."""

    async def decide(series_: SeriesView) -> life.Appointment:
        return await series_changes.decline_series(
            call.database,
            appointment_id,
            mark(series_.waiting(call.now)) if body.seen is None else body.seen,
            **call.intent,
            reason=body.reason,
        )

    return await _apply_decision(call, appointment_id, decide)


@route(
    "POST",
    "/appointments/{appointment_id}/series/cancel",
    WRITE,
    refuses=(*DECISIONS, BadInput, TooSoon),
)
async def cancel(call: Call, appointment_id: Id, body: SeriesCancelling) -> Series:
    """Cancel this date and all later ones.

    As its client, those whose notice period allows it; the others stay. Its coach and the team may
    say why, which the client reads, and on whose account it goes.
    """

    async def decide(series_: SeriesView) -> life.Appointment:
        seen_mark = mark(series_.ending(call.now)) if body.seen is None else body.seen
        if not series_.theirs:
            clients_cancel_without(body.reason, body.borne_by)
            return await series_changes.cancel_series(
                call.database,
                call.catalogue,
                appointment_id,
                seen_mark,
                **call.intent,
            )
        return await series_changes.call_off_series(
            call.database,
            call.catalogue,
            appointment_id,
            seen_mark,
            **call.intent,
            reason=body.reason,
            borne_by=body.borne_by or Bearer.BUSINESS,
        )

    return await _apply_decision(call, appointment_id, decide)


async def _apply_decision(
    call: Call, appointment_id: int, decide: Callable[[SeriesView], Awaitable[life.Appointment]]
) -> Series:
    """The series after a change that depends on its current state; for a repeat under the same key,
    as it is then."""
    if await once.earlier_outcome(call.database, call.key) is None:
        await decide(await series.of(call.database, appointment_id, actor=call.actor))
    return series_given(await series.of(call.database, appointment_id, actor=call.actor), call)


ROUTES = (read, approve, decline, cancel)
