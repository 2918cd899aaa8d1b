"""Looking for a time: whose free starts of which service, on whose clock, and until when."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain import choice as choices
from domain.appointment import (
    Appointment,
    coach_may_change,
    customer_may_move,
    customer_may_suggest,
)
from domain.catalogue import Coach
from domain.choice import USUAL, Choice
from domain.clocks import Clock, leading
from domain.constraints import NONE, Constraints, Reason
from domain.emptied import emptied_by
from domain.occupancy import Occupancy, occupancy
from domain.refusals import NoLongerOffered, NotFound
from domain.service import Service
from domain.slots import Offered, allowed_starts, horizon, offering
from domain.spans import Span, epoch, moment
from handlers.actions import keeping
from handlers.actions.deciding import rules_of
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.calendar import Bounds
from handlers.queries import holds, joining, sessions
from handlers.wording.words import zone_info
from storage.blocked import Blocked

# Buttons can be forged: instants far from any booking would overflow dates near the year 9999.
EARLIEST, LATEST = 946_684_800, 32_503_680_000  # the years 2000 and 3000


class Emptied(NamedTuple):
    """Why a coach has nothing free: the reasons, and what they were found in."""

    service: Service
    coach: Coach
    reasons: tuple[Reason, ...]
    found: Occupancy
    bears: Constraints


@dataclass(frozen=True, slots=True)
class Search:
    """Whose free starts of which service are looked for. clock: on which days and times are shown.

    offers: each coach with the service as they do it; at least one. moving: the id of an
    appointment, 0 for a new one; `appointment` is that one. choice: what was chosen of the service.
    kept: the hold of who looks, 0 for none; it is in nobody's way here. keeps: whether anything is
    kept for them, if only places that others need, too. anyway: a coach looks, whom the rules that
    protect them do not bind. customer: the id of whom they look for, 0 for whoever looks.
    """

    offers: tuple[Offered, ...]
    clock: Clock
    moving: int
    appointment: Appointment | None = None
    choice: Choice = USUAL
    kept: int = 0
    anyway: bool = False
    customer: int = 0
    keeps: bool = False

    @property
    def zone(self) -> ZoneInfo:
        return zone_info(self.clock)

    @property
    def service(self) -> Service:
        """The service; where coaches do it differently, as the first of them does."""
        return self.offers[0][0]

    @property
    def coaches(self) -> tuple[Coach, ...]:
        return tuple(coach for _, coach in self.offers)

    @property
    def coach_id(self) -> int:
        """The coach on the buttons: 0 for anyone."""
        return self.coaches[0].id if len(self.coaches) == 1 else 0

    def with_only(self, coach: Coach) -> "Search":
        """The same with one of its coaches."""
        return replace(self, offers=tuple(one for one in self.offers if one[1].id == coach.id))

    async def turned_away(self, turn: Turn) -> None:
        """Whoever looks for another time lets go of the one that is kept for them."""
        if self.keeps:
            await keeping.let_go(turn.database, turn.catalogue, actor=turn.actor)

    async def starts(self, turn: Turn, window: Span) -> Sequence[int]:
        """The free starts in a window, epoch seconds."""
        blocked, bounds = await self.busy(turn, window), await self.constraints(turn, window)
        return self.free(turn, blocked, window, bounds)

    def free(
        self,
        turn: Turn,
        blocked: Mapping[int, Blocked],
        window: Span,
        bounds: Mapping[int, Constraints],
    ) -> Sequence[int]:
        """The same of what has been read for the window already, by coach id."""
        return turn.shop.free.of_any(self.offers, blocked, window, epoch(turn.now), bounds)

    async def emptied(self, turn: Turn, window: Span) -> Sequence[Emptied]:
        """For each coach what leaves nothing of a window; none where anybody has a free start."""
        return await self._without(turn, window, emptied_by)

    async def whys(self, turn: Turn, at: int) -> Sequence[Emptied]:
        """For each coach what keeps them from this one start; none where anybody has it free."""

        def of_start(found: Occupancy) -> tuple[Reason, ...]:
            reason = found.why(at)
            return () if reason is None else (reason,)

        return await self._without(turn, (at, at + 1), of_start)

    async def _without(
        self, turn: Turn, window: Span, why: Callable[[Occupancy], tuple[Reason, ...]]
    ) -> Sequence[Emptied]:
        """For each coach why they have nothing; none where there is a coach without a reason."""
        blocked, bounds = await self.busy(turn, window), await self.constraints(turn, window)
        each: list[Emptied] = []
        for service, coach in self.offers:
            allowed = allowed_starts(service, coach, epoch(turn.now))
            busy, bears = blocked.get(coach.id, ()), bounds.get(coach.id, NONE)
            found = occupancy(service, coach, busy, window, allowed, bears)
            reasons = why(found)
            if not reasons:
                return ()
            each.append(Emptied(service, coach, reasons, found, bears))
        return each

    async def busy(self, turn: Turn, window: Span) -> Mapping[int, Blocked]:
        """Blocked time that can meet a session starting in the window."""
        ids = tuple(coach.id for coach in self.coaches)
        reach = max(service.reach for service, _ in self.offers)
        around = (window[0] - reach, window[1] + reach)
        return await turn.blocked(ids, around, without=self.moving or self.kept or None)

    async def places_left(self, turn: Turn, window: Span) -> Mapping[int, int]:
        """How many places are left of the groups' sessions in the window, by start."""
        return await joining.places_left(turn.database, self.offers, window)

    async def constraints(self, turn: Turn, window: Span) -> Mapping[int, Constraints]:
        """What bears upon the starts of the window beside the blocked time, by coach id."""
        moved = self.appointment.customer_id if self.appointment else 0
        customer = moved or self.customer or turn.person.id
        return await turn.shop.constraints(
            turn.catalogue,
            self.offers,
            window,
            customer=customer,
            now=turn.now,
            moving=self.moving or None,
            anyway=self.anyway,
            kept=self.kept or None,
        )


async def search_for(
    turn: Turn, service_id: int, coach_id: int, moving: int, chosen: str = ""
) -> Search:
    """What a button asks to search. chosen: as `domain.choice` writes it.

    Raises NoLongerOffered, and NotFound for what is not theirs.
    """
    if moving:
        return await search_for_move(turn, moving)
    service = turn.catalogue.services.get(service_id)
    able = turn.catalogue.coaches_for(service_id)
    coaches = able if coach_id == 0 else tuple(c for c in able if c.id == coach_id)
    if service is None or service.hidden or not coaches:
        raise NoLongerOffered
    choice = choices.read(chosen)
    offers = offering(turn.catalogue, service.id, coaches, choice)
    venue = offers[0][1].zone if len(offers) == 1 else turn.catalogue.business.zone
    clock = leading(service.meeting, venue, turn.zone)
    hold = await holds.own(turn.database, turn.catalogue, actor=turn.actor, now=turn.now)
    kept = (hold.own_claim or 0) if hold else 0
    return Search(offers, clock, 0, choice=choice, kept=kept, keeps=hold is not None)


async def search_for_move(turn: Turn, moving: int, *, suggests: bool = False) -> Search:
    """The appointment's own service and coach, though they may not be offered any more.

    Whoever moves it for the coach looks past the rules that protect the coach alone: they are
    weighed where the move is confirmed. suggests: its customer only suggests times, to the last.
    Raises what keeps this person from moving it: before they
    look for a time, not after.
    """
    appointment = await sessions.either(turn.database, moving, actor=turn.actor)
    coach = turn.catalogue.coaches.get(appointment.coach_id)
    if coach is None or appointment.service_id not in turn.catalogue.services:
        raise NotFound
    if suggests and appointment.customer_id == turn.person.id:
        customer_may_suggest(appointment, turn.now)
    else:
        may_move(turn, appointment)
    service = turn.catalogue.agreed(
        appointment.service_id, coach, appointment.minutes, appointment.places, appointment.also
    )
    theirs = appointment.customer_id != turn.person.id
    offer = (service.lifted if theirs else service, coach)
    clock = leading(appointment.meeting, coach.zone, turn.zone)
    return Search((offer,), clock, moving, appointment, anyway=theirs)


def may_move(turn: Turn, appointment: Appointment) -> None:
    """Whether this person, its customer or its coach, may move the appointment now.

    Raises TooSoon past the customer's notice, AlreadyDecided when it is closed or has begun,
    NotFound for anybody else.
    """
    if appointment.customer_id == turn.person.id:
        customer_may_move(appointment, rules_of(turn.catalogue, appointment), turn.now)
    else:
        coach_may_change(appointment, turn.actor.answering(appointment.coach_id), turn.now)


def bounds_of(turn: Turn, search: Search) -> Bounds:
    """Today and the last day that can be booked, on the clock of the search."""
    now = epoch(turn.now)
    end = max(horizon(service, coach, now) for service, coach in search.offers)
    today = turn.now.astimezone(search.zone).date()
    return Bounds(today, moment(end - 1).astimezone(search.zone).date())


def in_range(seconds: int) -> datetime:
    """An instant from a button as UTC; a forged one is clamped to where dates can be computed."""
    return moment(min(max(seconds, EARLIEST), LATEST))
