"""Who else could have a session: every coach who does what was booked, and what stops them.

For those responsible for the session, and inside the transaction that hands it over.
"""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.appointments.handover import (
    Colleague,
    HandoverCase,
    as_agreed,
    asked_coach_id,
    coach_may_hand_over,
    colleagues,
    why_not,
)
from domain.appointments.handover_refusals import NotAsked
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue, Coach
from domain.starts.constraints import NONE, Reason
from domain.time.spans import Span, epoch, moment
from handlers.queries.appointments import sessions
from handlers.queries.people.person_limits import of as bounds_of
from handlers.queries.starts import limits
from handlers.queries.starts.approval import knows
from handlers.queries.starts.constraints import gather
from handlers.queries.starts.constraints_query import ConstraintsQuery
from storage.appointments import appointments, calendar, offers
from storage.transactions import Database, Reader


@dataclass(frozen=True, slots=True)
class StandIn:
    """A colleague with whom a customer could book their session's time at once. counts: what counts
    towards limits, None if none apply."""

    session: Appointment
    case: HandoverCase
    counts: limits.CountedSessions | None

    @property
    def coach(self) -> Coach:
        return self.case.coach

    @property
    def span(self) -> Span:
        """What the session would block, epoch seconds."""
        return offers.blocked_span(self.case.service, self.session.starts_at)

    def free_beside(self, others: Iterable["StandIn"], now: datetime) -> bool:
        """Whether they still could if they also stood in for these sessions of other customers."""
        service, coach, busy, constraints = self.case
        counts = self.counts
        for other in others:
            busy = (*busy, other.span)
            if counts is not None:
                counts = counts.beside_with(coach.id, other.session)
        if counts is not None:
            constraints = constraints._replace(full=tuple(counts.full(service, coach)))
        case = HandoverCase(service, coach, busy, constraints)
        return why_not(case, epoch(self.session.starts_at), epoch(now), asked=False) is None


async def of_session(
    database: Database, catalogue: Catalogue, appointment_id: int, *, actor: Actor, now: datetime
) -> tuple[Appointment, list[Colleague]]:
    """The session and its coach's colleagues, those free then first.

    Raises NotFound, and as `coach_may_hand_over`.
    """
    session = await sessions.for_staff(database, appointment_id, actor=actor)
    coach_may_hand_over(session, actor.answering(session.coach_id), now)
    others = colleagues(catalogue, session)
    async with database.read() as reader:
        cases = await cases_of(reader, catalogue, session, others, now)
    start, at = epoch(session.starts_at), epoch(now)
    candidates = [Colleague(case.coach, why_not(case, start, at)) for case in cases]
    return session, sorted(candidates, key=lambda one: one.why is not None)


async def cases_of(
    reader: Reader,
    catalogue: Catalogue,
    session: Appointment,
    coaches: Sequence[Coach],
    now: datetime,
) -> list[HandoverCase]:
    """What decides whether each of these could have the session, at one moment."""
    if not coaches:
        return []
    query = _query(reader, catalogue, session, coaches, now)
    start = epoch(session.starts_at)
    reach = max(service.reach for service, _ in query.offers)
    around = moment(start - reach), moment(start + reach)
    ids = [coach.id for coach in coaches]
    busy = await calendar.busy(reader, ids, *around, now=now, without=session.id)
    constraints = await gather(query)
    return [
        HandoverCase(service, coach, busy.get(coach.id, ()), constraints.get(coach.id, NONE))
        for service, coach in query.offers
    ]


async def why_not_by(
    reader: Reader, catalogue: Catalogue, session: Appointment, coach: Coach, now: datetime
) -> Reason | None:
    """What keeps one coach from the session, or None."""
    [case] = await cases_of(reader, catalogue, session, [coach], now)
    return why_not(case, epoch(session.starts_at), epoch(now))


async def free_at_once(
    reader: Reader, catalogue: Catalogue, session: Appointment, now: datetime
) -> list[StandIn]:
    """The colleagues with whom the customer could book the session's time at once, by name."""
    others = colleagues(catalogue, session)
    if session.session_id is not None or not others:
        return []
    start, at, free = epoch(session.starts_at), epoch(now), list[HandoverCase]()
    bounds = await bounds_of(reader, catalogue.business, session.customer_id, now)
    for case in await cases_of(reader, catalogue, session, others, now):
        if why_not(case, start, at, asked=False) is not None:
            continue
        known = await knows(reader, (case.service, case.coach), session.customer_id)
        if case.service.at_once(case.coach, known=known, by_hand=bounds.by_hand):
            free.append(case)
    able = [case.coach for case in free]
    counts = await limits.counted_sessions(_query(reader, catalogue, session, able, now))
    return [StandIn(session, case, counts) for case in free]


def _query(
    reader: Reader,
    catalogue: Catalogue,
    session: Appointment,
    coaches: Sequence[Coach],
    now: datetime,
) -> ConstraintsQuery:
    """What limits the session's start with each of these."""
    start = epoch(session.starts_at)
    return ConstraintsQuery(
        catalogue,
        [(as_agreed(catalogue, session, coach), coach) for coach in coaches],
        (start, start + 1),
        session.customer_id,
        now,
        session.id,
        lambda: nullcontext(reader),
    )


async def questions(database: Database, *, actor: Actor, now: datetime) -> list[Appointment]:
    """The sessions this coach is asked to take over, soonest first. Raises NotAllowed."""
    actor.require(Permission.WORK)
    if actor.coach_id is None:
        return []
    async with database.read() as reader:
        return await offers.questions(reader, actor.coach_id, now)


async def session_asked_of(
    database: Database, appointment_id: int, *, actor: Actor, now: datetime
) -> Appointment:
    """The session this coach is asked to take over. Raises NotAsked, NotAllowed."""
    actor.require(Permission.WORK)
    async with database.read() as reader:
        session = await appointments.by_id(reader, appointment_id)
    if session is None or actor.coach_id is None or asked_coach_id(session, now) != actor.coach_id:
        raise NotAsked(appointment_id)
    return session
