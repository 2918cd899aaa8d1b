"""Looking for a time: the free starts of a service, and why the others are not free.

The chat, and every other door, asks here. Instants are epoch seconds, windows half-open.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple, Protocol, Self
from zoneinfo import ZoneInfo

from domain.appointments.appointment import (
    Appointment,
)
from domain.roles import Actor
from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Service
from domain.services.service_choice import USUAL, Choice
from domain.starts.constraints import NONE, Constraints, Reason
from domain.starts.empty_reasons import reasons_for
from domain.starts.occupancy import Occupancy, occupancy
from domain.starts.slots import Offered, allowed_starts, horizon, nearest
from domain.time.spans import Span, epoch, moment
from domain.working_hours.hours import day_span
from handlers.queries.starts import joinable_groups
from handlers.queries.starts.shop import Shop
from storage.appointments.busy_spans import BlockedSpans
from storage.transactions import Database

NEARBY = 7 * 86_400
"""How far from a wished start to look for others."""


class SearchContext(Protocol):
    """Who looks for a time, and when. actor: None for a stranger, who has no bookings."""

    @property
    def database(self) -> Database: ...

    @property
    def catalogue(self) -> Catalogue: ...

    @property
    def shop(self) -> Shop: ...

    @property
    def actor(self) -> Actor | None: ...

    @property
    def now(self) -> datetime: ...

    async def blocked_spans(
        self, coach_ids: tuple[int, ...], window: Span, *, without: int | None = None
    ) -> Mapping[int, BlockedSpans]:
        """The coaches' blocked time. without: an appointment or a hold to leave out."""


@dataclass(frozen=True)
class StandaloneSearchContext:
    """A search context with nothing read in advance."""

    database: Database
    catalogue: Catalogue
    shop: Shop
    actor: Actor | None
    now: datetime

    async def blocked_spans(
        self, coach_ids: tuple[int, ...], window: Span, *, without: int | None = None
    ) -> Mapping[int, BlockedSpans]:
        return await self.shop.blocked_spans(
            coach_ids, *map(moment, window), now=self.now, without=without
        )


class NothingFree(NamedTuple):
    """Why a coach has nothing free: the reasons, and the data behind them."""

    service: Service
    coach: Coach
    reasons: tuple[Reason, ...]
    occupancy: Occupancy
    constraints: Constraints


@dataclass(frozen=True, kw_only=True)
class SlotQuery:
    """Whose free starts of which service to find.

    offers: each coach with the service as they do it; at least one. moving: the id of an
    appointment, 0 for a new one; `appointment` is that one. choice: what was chosen of the service.
    hold_id: the viewer's own hold, 0 for none; it is left out. keeps: whether anything is held for
    them, be it places that others need, too. anyway: a coach is looking, whom the rules that
    protect them do not bind. customer: the id of the person they look for, 0 for themselves.
    """

    offers: tuple[Offered, ...]
    moving: int = 0
    appointment: Appointment | None = None
    choice: Choice = USUAL
    hold_id: int = 0
    anyway: bool = False
    customer: int = 0
    keeps: bool = False

    @property
    def service(self) -> Service:
        """The service; if coaches do it differently, as the first of them does."""
        return self.offers[0][0]

    @property
    def coaches(self) -> tuple[Coach, ...]:
        return tuple(coach for _, coach in self.offers)

    @property
    def coach_id(self) -> int:
        """The coach, if there is just one: 0 for anyone."""
        return self.coaches[0].id if len(self.coaches) == 1 else 0

    def with_only(self, coach: Coach) -> Self:
        """The same with one of its coaches."""
        return replace(self, offers=tuple(one for one in self.offers if one[1].id == coach.id))

    def ends(self, now: datetime) -> int:
        """The end of the last day that can be booked."""
        return max(horizon(service, coach, epoch(now)) for service, coach in self.offers)

    async def starts(self, context: SearchContext, window: Span) -> Sequence[int]:
        """The free starts in a window, in order."""
        return (await self.read(context, window)).starts(window)

    async def read(self, context: SearchContext, window: Span) -> "Availability":
        """What decides the starts of a window."""
        blocked, bounds = await self.busy(context, window), await self.constraints(context, window)
        return Availability(self, context, blocked, bounds)

    async def why_empty(self, context: SearchContext, window: Span) -> Sequence[NothingFree]:
        """For each coach, why a window is empty; nothing if anybody has a free start."""
        return (await self.read(context, window)).why_empty(window)

    async def whys(self, context: SearchContext, at: int) -> Sequence[NothingFree]:
        """For each coach, why this one start is not free; nothing if anybody has it free."""
        return (await self.read(context, (at, at + 1))).whys(at)

    async def busy(self, context: SearchContext, window: Span) -> Mapping[int, BlockedSpans]:
        """Blocked time that may overlap a session starting in the window."""
        ids = tuple(coach.id for coach in self.coaches)
        reach = max(service.reach for service, _ in self.offers)
        around = (window[0] - reach, window[1] + reach)
        return await context.blocked_spans(ids, around, without=self.moving or self.hold_id or None)

    async def places_left(self, context: SearchContext, window: Span) -> Mapping[int, int]:
        """How many places are left in the groups' sessions in the window, by start."""
        return await joinable_groups.places_left(context.database, self.offers, window)

    async def constraints(self, context: SearchContext, window: Span) -> Mapping[int, Constraints]:
        """What limits the starts of the window besides blocked time, by coach id."""
        appointment_customer = self.appointment.customer_id if self.appointment else 0
        own = context.actor.person_id if context.actor else None
        return await context.shop.constraints(
            context.catalogue,
            self.offers,
            window,
            customer=appointment_customer or self.customer or own,
            now=context.now,
            moving=self.moving or None,
            anyway=self.anyway,
            hold_id=self.hold_id or None,
        )


class Availability(NamedTuple):
    """What was read for a window: everything asked about it, or part of it, follows from this.

    blocked, bounds: by coach id.
    """

    query: SlotQuery
    context: SearchContext
    blocked: Mapping[int, BlockedSpans]
    bounds: Mapping[int, Constraints]

    def starts(self, window: Span) -> Sequence[int]:
        """The starts, in order, at which at least one coach is free."""
        free, now = self.context.shop.free, epoch(self.context.now)
        return free.of_any(self.query.offers, self.blocked, window, now, self.bounds)

    def has_taken_starts(self, window: Span, free: Sequence[int]) -> bool:
        """Whether any start of the window is taken by a booking or hold, which may change.

        free: the window's `starts`.

        Whoever sees what is left of a day can wait for it. With a session one can join, nobody
        waits for the times it takes itself.
        """
        unbooked = {
            coach_id: constraints._replace(crowded=(), joinable=())
            for coach_id, constraints in self.bounds.items()
        }
        all_starts = self._replace(blocked={}, bounds=unbooked).starts(window)
        groups = {start for constraints in self.bounds.values() for start in constraints.joinable}
        if not groups:
            return len(free) < len(all_starts)  # the free ones are among them
        lost = set(all_starts).difference(free)
        reach = max(service.reach for service, _ in self.query.offers)
        for group_start in groups:
            lost = {start for start in lost if abs(start - group_start) >= reach}
        return bool(lost)

    def by_coach(self, window: Span) -> Mapping[int, tuple[int, ...]]:
        """The same starts, each with the ids of the coaches free then."""
        free: dict[int, tuple[int, ...]] = {}
        for one in self.query.offers:
            coach_id = one[1].id
            for start in self._with_offers((one,)).starts(window):
                free[start] = (*free.get(start, ()), coach_id)
        return dict(sorted(free.items()))

    def why_empty(self, window: Span) -> Sequence[NothingFree]:
        """As in `SlotQuery`."""
        return self._without(window, reasons_for)

    def whys(self, at: int) -> Sequence[NothingFree]:
        """As in `SlotQuery`."""

        def of_start(occupancy_: Occupancy) -> tuple[Reason, ...]:
            reason = occupancy_.why(at)
            return () if reason is None else (reason,)

        return self._without((at, at + 1), of_start)

    def _with_offers(self, offers: tuple[Offered, ...]) -> "Availability":
        return self._replace(query=replace(self.query, offers=offers))

    def _without(
        self, window: Span, why: Callable[[Occupancy], tuple[Reason, ...]]
    ) -> Sequence[NothingFree]:
        """Why each coach has nothing; empty if there is a coach without a reason."""
        each: list[NothingFree] = []
        for service, coach in self.query.offers:
            allowed = allowed_starts(service, coach, epoch(self.context.now))
            busy, constraints = self.blocked.get(coach.id, ()), self.bounds.get(coach.id, NONE)
            occupancy_ = occupancy(service, coach, busy, window, allowed, constraints)
            reasons = why(occupancy_)
            if not reasons:
                return ()
            each.append(NothingFree(service, coach, reasons, occupancy_, constraints))
        return each


async def near(
    context: SearchContext, query: SlotQuery, wished: int, count: int
) -> tuple[int, ...]:
    """The free starts nearest to a wished one, in order."""
    starts = await query.starts(context, (wished - NEARBY, wished + NEARBY))
    return nearest([start for start in starts if start != wished], wished, count)


class DayFound(NamedTuple):
    """A day: its free starts, each with who has them; and for each coach why there are none."""

    day: date
    starts: Mapping[int, tuple[int, ...]]
    emptied: Sequence[NothingFree]


async def by_day(
    context: SearchContext, query: SlotQuery, days: Sequence[date], zone: ZoneInfo
) -> list[DayFound]:
    """The free starts of consecutive days, at least one, on a zone's clock."""
    reading = await query.read(context, day_span(days[0], days[-1], zone))
    each: list[DayFound] = []
    for day in days:
        span = day_span(day, day, zone)
        starts = reading.by_coach(span)
        each.append(DayFound(day, starts, () if starts else reading.why_empty(span)))
    return each
