"""Which days and weeks are full, for a coach and for a customer.

Whoever decides takes turns with all others who might use up what is left (`wait`): what is counted
after that is true until the commit. If no limit is set, nobody waits and nothing is counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.appointments.appointment import Appointment
from domain.services.catalogue import Business, Coach
from domain.services.limits import CountedSession, FullPeriod, Whose, all_full, around, full
from domain.services.service import Service
from domain.starts.constraints import Constraints
from domain.starts.slots import Offered
from domain.time.spans import Span, epoch, moment
from handlers.queries.starts.constraints_query import ConstraintsQuery
from storage.appointments import limits as stored
from storage.transactions import Writer


@dataclass(frozen=True, slots=True)
class CountedSessions:
    """The sessions that count around a window. theirs: by coach id. own: the customer's."""

    business: Business
    theirs: Mapping[int, Sequence[CountedSession]]
    own: Sequence[CountedSession]

    def full(
        self, service: Service, coach: Coach, planned_starts: Sequence[int] = ()
    ) -> Sequence[FullPeriod]:
        """What is full for a coach's service, once the customer is booked at these additional
        starts of it, epoch seconds."""
        theirs, own = self.theirs.get(coach.id, ()), self.own
        if planned_starts:
            shared = {one.start: one.session for one in theirs if one.service_id == service.id}
            more = [
                CountedSession(start, service.id, shared.get(start, -number), service.also)
                for number, start in enumerate(planned_starts, 1)
            ]
            theirs, own = (*theirs, *more), (*own, *more)
        return _full_periods(self.business, service, coach, theirs, own)

    def without(self, one: Appointment) -> "CountedSessions":
        """The same as if this were cancelled; for a group, that is one seat."""
        session = CountedSession(
            epoch(one.starts_at), one.service_id, one.session_id or one.id, one.also
        )
        theirs = {coach: _less(sessions, session) for coach, sessions in self.theirs.items()}
        return replace(self, theirs=theirs, own=_less(self.own, session))

    def beside(self, one: Appointment) -> "CountedSessions":
        """The same as if this also existed; in a group it joins those already there."""
        counts = self.beside_with(one.coach_id, one)
        return replace(counts, own=[*self.own, counts.theirs[one.coach_id][-1]])

    def beside_with(self, coach_id: int, one: Appointment) -> "CountedSessions":
        """The same as if this coach also had this, for another customer."""
        at, theirs = epoch(one.starts_at), self.theirs.get(coach_id, ())
        there = (c.session for c in theirs if (c.start, c.service_id) == (at, one.service_id))
        more = CountedSession(at, one.service_id, next(there, one.session_id or one.id), one.also)
        return replace(self, theirs={**self.theirs, coach_id: [*theirs, more]})


async def constraints_of(query: ConstraintsQuery) -> Mapping[int, Constraints]:
    """The days and weeks that are full, by coach id."""
    standing = await counted_sessions(query)
    if standing is None:
        return {}
    constraints: dict[int, Constraints] = {}
    for service, coach in query.offers:
        filled = standing.full(service, coach)
        if filled:
            constraints[coach.id] = Constraints(full=tuple(filled))
    return constraints


async def counted_sessions(query: ConstraintsQuery) -> CountedSessions | None:
    """What counts if a limit applies; None if none does, and nothing is read then."""
    if query.anyway:
        return None
    business, customer = query.catalogue.business, query.customer
    capped = [coach.id for service, coach in query.offers if _caps(service, coach)]
    limited = customer is not None and any(_limits(business, s) for s, _ in query.offers)
    if not capped and not limited:
        return None
    begin, end = map(moment, _counted_in(query.window, query.offers))
    theirs: Mapping[int, Sequence[CountedSession]] = {}
    own: Sequence[CountedSession] = ()
    async with query.reading() as reader:
        if capped:
            theirs = await stored.of_coaches(reader, capped, begin, end, without=query.moving)
        if limited and customer is not None:
            own = await stored.of_customer(reader, customer, begin, end, without=query.moving)
    return CountedSessions(business, theirs, own)


async def wait(
    writer: Writer, business: Business, service: Service, coach: Coach, customer: int | None
) -> bool:
    """Take turns with everyone bound by the same limits, until the commit.

    Whether there are any: two simultaneous bookings could exceed what each of them may.
    """
    coach_id = coach.id if service.gap or _caps(service, coach) else None
    customer_id = customer if _limits(business, service) else None
    await stored.take_turns(writer, coach_id=coach_id, customer_id=customer_id)
    return coach_id is not None or customer_id is not None


def _less(sessions: Sequence[CountedSession], session: CountedSession) -> Sequence[CountedSession]:
    if session not in sessions:
        return sessions
    at = sessions.index(session)
    return [*sessions[:at], *sessions[at + 1 :]]


def _counted_in(window: Span, offers: Sequence[Offered]) -> Span:
    """The weeks of the window, on all coaches' clocks."""
    spans = [around(window, coach.tz) for _, coach in offers]
    return min(begin for begin, _ in spans), max(end for _, end in spans)


def _full_periods(
    business: Business,
    service: Service,
    coach: Coach,
    theirs: Sequence[CountedSession],
    own: Sequence[CountedSession],
) -> Sequence[FullPeriod]:
    zone, parts = coach.tz, list[Iterable[FullPeriod]]()
    for one, caps, customer_caps in service.limits:
        parts.append(full(theirs, caps, Whose.SERVICE, zone, service_id=one))
        parts.append(full(own, customer_caps, Whose.CUSTOMER_SERVICE, zone, service_id=one))
    return all_full(
        full(theirs, coach.caps, Whose.COACH, zone),
        full(own, business.customer_caps, Whose.CUSTOMER, zone),
        *parts,
    )


def _caps(service: Service, coach: Coach) -> bool:
    return service.capped or any(coach.caps)


def _limits(business: Business, service: Service) -> bool:
    return service.customer_capped or any(business.customer_caps)
