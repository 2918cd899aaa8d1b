"""The other times offered for sessions that leave touches: read before it, and saved with it.

Each customer is considered individually: their habit with this coach, or else the session's own
time, says which times would do. Seats in one group session are offered the same.
"""

from collections.abc import Collection, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.appointments.habit import habit_of
from domain.rescues.rescue import SOONEST, AcceptableStarts, rank_starts, share_out, window
from domain.services.catalogue import Catalogue, Coach
from domain.starts.constraints import NONE
from domain.starts.slots import free_slots
from domain.time.spans import epoch, moment, overlaps
from domain.working_hours.hours import mark_of
from domain.working_hours.leave import Leave, span_of
from handlers.actions.appointments.start_attempts import StartAttempt
from handlers.queries.appointments.colleagues import StandIn, free_at_once
from handlers.queries.starts.constraints import gather
from handlers.queries.starts.constraints_query import ConstraintsQuery
from storage.appointments import calendar, habits
from storage.transactions import Reader


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A session, and the starts (UTC) to offer for it; cover: the coach to offer at its own time.
    With neither, it is cancelled.

    attempt: at a start on those days; None if no other time is offered.
    """

    session: Appointment
    starts: tuple[datetime, ...]
    attempt: StartAttempt | None
    cover: Coach | None = None

    @property
    def offered(self) -> bool:
        return bool(self.starts) or self.cover is not None


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a session could be offered, best first."""

    session: Appointment
    attempt: StartAttempt
    starts: Sequence[int]
    covers: Sequence[StandIn]


async def plan(
    reader: Reader,
    catalogue: Catalogue,
    coach: Coach,
    leaves: Sequence[Leave],
    sessions: Sequence[Appointment],
    cancelled: Collection[int],
    *,
    now: datetime,
    alone: bool = False,
) -> list[SessionPlan]:
    """What each of these sessions will be offered, in their order. coach: without the leave.

    leaves: replaces leave with the same ids, if it does not repeat. cancelled: the ids of those
    that are offered nothing. alone: offer none with another coach.
    """
    ids = {one.id for one in leaves} - {0}
    others = (one for one in coach.leaves if one.id not in ids)
    away = replace(coach, leaves=(*others, *leaves))
    there = replace(catalogue, coaches={**catalogue.coaches, coach.id: away})
    choices = [
        await _choice(reader, there, away, leaves, session, now, alone=alone)
        for session in sessions
        if session.id not in cancelled and session.service_id in catalogue.services
    ]
    shares, covers = _shares(choices), _covers(choices, now)
    return [
        replace(
            SessionPlan(session, *shares.get(session.id, ((), None))), cover=covers.get(session.id)
        )
        for session in sessions
    ]


def mark(plans: Sequence[SessionPlan]) -> str:
    """Three letters that tell this plan, for these people, from any other."""
    return mark_of(
        sorted(
            (
                one.session.id,
                epoch(one.session.starts_at),
                one.offered,
                one.cover.id if one.cover else 0,
            )
            for one in plans
        )
    )


async def _choice(
    reader: Reader,
    catalogue: Catalogue,
    coach: Coach,
    leaves: Sequence[Leave],
    session: Appointment,
    now: datetime,
    *,
    alone: bool,
) -> _Choice:
    service = catalogue.booked_service(
        session.service_id, coach, session.minutes, session.places, session.also
    )
    own = epoch(session.starts_at), epoch(session.ends_at)
    off = [span_of(leave.starts, leave.ends, coach.tz) for leave in leaves]
    span = window(max((one[1] for one in off if overlaps(one, own)), default=own[1]), now)
    days = moment(span[0] - service.reach), moment(span[1] + service.reach)
    _, busy = await calendar.busy_with_version(reader, coach.id, *days, now=now, without=session.id)
    query = ConstraintsQuery(
        catalogue,
        [(service, coach)],
        span,
        session.customer_id,
        now,
        session.id,
        lambda: nullcontext(reader),
    )
    constraints = (await gather(query)).get(coach.id, NONE)
    free = free_slots(service, coach, busy, span, epoch(now), constraints)
    wall = session.starts_at.astimezone(coach.tz)
    preference = wall.weekday(), wall.hour * 60 + wall.minute
    habit = habit_of(await habits.visits(reader, session.customer_id, now), now)
    if habit and (habit.service_id, habit.coach_id) == (session.service_id, coach.id):
        preference = habit.weekday, habit.minute
    attempt = StartAttempt(service, coach, busy, now + SOONEST, catalogue, session.id, constraints)
    covers = [] if alone else await free_at_once(reader, catalogue, session, now)
    return _Choice(session, attempt, rank_starts(free, preference, coach.tz), covers)


def _shares(choices: Sequence[_Choice]) -> dict[int, tuple[tuple[datetime, ...], StartAttempt]]:
    """By session: its starts, and the attempt at them."""
    parties: dict[tuple[bool, int], list[_Choice]] = {}
    for choice in choices:
        group = choice.session.session_id
        key = (group is not None, group if group is not None else choice.session.id)
        parties.setdefault(key, []).append(choice)
    shares = share_out([_wish(party) for party in parties.values()])
    shared: dict[int, tuple[tuple[datetime, ...], StartAttempt]] = {}
    for party, share in zip(parties.values(), shares, strict=True):
        for choice in party:
            theirs = tuple(moment(start) for start in share if start in choice.starts)
            shared[choice.session.id] = theirs, choice.attempt
    return shared


def _covers(choices: Sequence[_Choice], now: datetime) -> dict[int, Coach]:
    """By session: the coach to offer at its own time. Nobody covers more than could be booked with
    them: not two at once or too close together, nor beyond their limits."""
    covers: dict[int, Coach] = {}
    taken: dict[int, list[StandIn]] = {}
    for choice in choices:
        for one in choice.covers:
            theirs = taken.setdefault(one.coach.id, [])
            if one.free_beside(theirs, now):
                theirs.append(one)
                covers[choice.session.id] = one.coach
                break
    return covers


def _wish(party: Sequence[_Choice]) -> AcceptableStarts:
    service = party[0].attempt.service
    before = 60 * service.buffer_before
    return AcceptableStarts(party[0].starts, before, 60 * (service.minutes + service.buffer_after))
