"""Series, for those who may see them, and which dates of a plan can be booked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.appointments.appointment import OFF, Appointment, Status, customer_may_move
from domain.refusals import NoLongerOffered, NotFound, Refusal, TooSoon
from domain.roles import Actor
from domain.series.series import Rhythm, whole_weeks
from domain.series.series_plan import Plan, Purpose
from domain.services.catalogue import Catalogue, Coach
from domain.services.rules import Rules
from domain.services.service import Service
from domain.services.service_choice import read as choice_of
from domain.starts.constraints import NONE, Reason
from domain.starts.slots import nearest
from domain.time.spans import Span, epoch, moment
from domain.working_hours.hours import day_span
from handlers.queries.appointments import holds, sessions
from handlers.queries.people import person_limits
from handlers.queries.starts import joinable_groups, limits
from handlers.queries.starts.constraints_query import ConstraintsQuery
from handlers.queries.starts.shop import Shop
from handlers.queries.starts.single_start import StartSearch
from storage.series import series as stored
from storage.transactions import Database

# In addition to the reasons in `domain.starts.constraints`:
CLOCK: Final = "clock"  # the clock skips that time
TWICE: Final = "twice"  # another date of the plan is there
LATE: Final = "late"  # past the customer's notice for moving
OVER: Final = "over"  # it has begun, or was cancelled


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series as its reader sees it. appointment: the date they came from. dates: all past and
    present ones, by time. theirs: the reader acts for its coach, and is not its customer."""

    appointment: Appointment
    dates: Sequence[Appointment]
    rhythm: Rhythm
    theirs: bool

    @property
    def standing(self) -> list[Appointment]:
        """Its dates except cancelled ones."""
        return [a for a in self.dates if a.status not in OFF]

    def ahead(self, now: datetime, *, onward: bool = False) -> list[Appointment]:
        """What stands and has not begun; onward: from the given date on."""
        first = self.appointment.starts_at if onward else now
        return [a for a in self.dates if a.open and a.starts_at > now and a.starts_at >= first]

    def waiting(self, now: datetime) -> list[Appointment]:
        """Its dates that await their coach."""
        return [a for a in self.ahead(now) if a.status is Status.PENDING]

    def ending(self, now: datetime) -> list[Appointment]:
        """What would be cancelled from the given date on: for whoever is responsible for its coach,
        all but what the customer has not accepted yet; for the customer, as far as the notice
        allows."""
        ahead = self.ahead(now, onward=True)
        return [a for a in ahead if a.status is not Status.HELD] if self.theirs else ahead


async def of(database: Database, appointment_id: int, *, actor: Actor) -> SeriesView:
    """This date's series. Raises NotFound if it has none, or is somebody else's."""
    date = await sessions.either(database, appointment_id, actor=actor)
    if date.series_id is None:
        raise NotFound
    async with database.read() as reader:
        dates = await stored.dates(reader, date.coach_id, date.series_id)
        rhythm = await stored.rhythm(reader, date.coach_id, date.series_id)
    return SeriesView(date, dates, rhythm, theirs=date.customer_id != actor.person_id)


async def times(database: Database, series: SeriesView) -> int | None:
    """How many dates it was first booked with, None if unknown. series: from `of`, which checks the
    right to it."""
    date = series.appointment
    assert date.series_id is not None
    async with database.read() as reader:
        return await stored.times(reader, date.coach_id, date.series_id)


@dataclass(frozen=True, slots=True)
class Planning:
    """A plan as things are now, for the person planning it. appointments: what is to move, by id;
    empty if the plan books. anyway: for a coach who sets aside what protects them."""

    shop: Shop
    database: Database
    catalogue: Catalogue
    plan: Plan
    actor: Actor
    now: datetime
    appointments: Mapping[int, Appointment]
    anyway: bool = False

    @classmethod
    async def of(
        cls,
        shop: Shop,
        database: Database,
        catalogue: Catalogue,
        plan: Plan,
        actor: Actor,
        now: datetime,
    ) -> "Planning":
        """With the current state read once. Raises NotFound."""
        appointments = dict[int, Appointment]()
        if plan.purpose is Purpose.MOVE:
            series = await of(database, plan.origin, actor=actor)
            appointments = {one.id: one for one in series.dates}
        return cls(shop, database, catalogue, plan, actor, now, appointments)

    @property
    def coach(self) -> Coach:
        coach = self.catalogue.coaches.get(self.plan.coach_id)
        if coach is None:
            raise NoLongerOffered
        return coach

    @property
    def service(self) -> Service:
        """What is booked, or what moves. Raises NoLongerOffered."""
        return self._service.for_override if self.anyway else self._service

    @property
    def _service(self) -> Service:
        plan, choice = self.plan, choice_of(self.plan.choice)
        if plan.purpose is Purpose.MOVE:
            return self.catalogue.booked_service(
                plan.service_id, self.coach, choice.length, choice.places, choice.also
            )
        service = self.catalogue.service_for(plan.service_id, self.coach, choice)
        if service.hidden or self.coach not in self.catalogue.coaches_for(service.id):
            raise NoLongerOffered
        return service

    async def verdicts(self) -> list[str | None]:
        """Why each date cannot be had; None if it is free, left out or already booked."""
        plan, verdicts = self.plan, list[str | None]()
        if plan.purpose is Purpose.MOVE:
            return await self._of_move()
        together = await self._around(self._window(), await self._hold_id())
        for number, one in enumerate(plan.dates):
            if one.skipped or plan.stands(number):
                verdicts.append(None)
            else:
                verdicts.append(CLOCK if one.start is None else together.why(one.start))
        return await self._within_limit(await self._apart(verdicts, together))

    async def _of_move(self) -> list[str | None]:
        """Why each date cannot move, once those before it have; no check if it stays."""
        service, plan, ends = self.service, self.plan, 0
        verdicts: list[str | None] = [
            None if one.skipped or one.start is not None else CLOCK for one in plan.dates
        ]
        counts = await self._counted_sessions(self._window())
        for number, one in plan.ahead():
            appointment, start = self.appointments.get(one.appointment), one.start
            why = self._keeps(appointment)
            stays = appointment is None or start in (None, epoch(appointment.starts_at))
            if why is None and not stays and appointment is not None and start is not None:
                around = await self._around((start, start + 1), one.appointment)
                if counts:
                    counts = counts.without(appointment)
                    around = around.within(counts.full(service, self.coach))
                close = start - (service.buffer_before + service.gap) * 60 < ends
                why = TWICE if close else around.why(start)
                if why is None:
                    ends = start + (service.minutes + service.buffer_after) * 60
                if counts:
                    there = appointment if why else replace(appointment, starts_at=moment(start))
                    counts = counts.beside(there)
            verdicts[number] = why
        return verdicts

    async def can_be_set_aside(self, verdicts: Sequence[str | None]) -> bool:
        """Whether every obstacle to this plan protects only a coach, and that coach is planning."""
        theirs = self.plan.customer_id != self.actor.person_id
        if not theirs or not any(verdicts):
            return False
        return not any(await replace(self, anyway=True).verdicts())

    async def lasting(self) -> Mapping[int, int]:
        """As `joinable_groups.lasting`, for the plan's starts."""
        starts = [one.start for _, one in self.plan.ahead() if one.start is not None]
        return await joinable_groups.lasting(self.database, self.service, self.coach, starts)

    async def instead(self, number: int, most: int) -> tuple[int, ...]:
        """Free starts in a date's week, in order: at its time on other days, and nearby."""
        one, zone = self.plan.dates[number], self.coach.tz
        without = one.appointment or await self._hold_id()
        around = await self._around(day_span(*whole_weeks(one.day), zone), without)
        appointment = self.appointments.get(one.appointment)
        current = epoch(appointment.starts_at) if appointment else None
        free = [at for at in around.free() if at not in (one.start, one.planned_start, current)]
        target = one.planned_start
        if target is None:  # the clock skips it: anything nearby is as good
            target = day_span(one.day, one.day, zone)[0]
        clock = moment(target).astimezone(zone).time()
        alike = [start for start in free if moment(start).astimezone(zone).time() == clock]
        picks = nearest(alike, target, most // 2)
        near = [start for start in free if start not in picks]
        return tuple(sorted((*picks, *nearest(near, target, most - len(picks)))))

    def _window(self) -> Span:
        starts = [one.start for _, one in self.plan.ahead() if one.start is not None]
        return (min(starts), max(starts) + 1) if starts else (0, 0)

    async def _hold_id(self) -> int:
        """The viewer's own hold, which does not count here; 0 for none."""
        hold = await holds.own(self.database, self.catalogue, actor=self.actor, now=self.now)
        return (hold.claim_id or 0) if hold else 0

    async def _around(self, window: Span, without: int) -> StartSearch:
        service, coach = self.service, self.coach
        busy = await self.shop.blocked_spans(
            (coach.id,),
            moment(window[0] - service.reach),
            moment(window[1] + service.reach),
            now=self.now,
            without=without or None,
        )
        moves = self.plan.purpose is Purpose.MOVE
        bounds = await self.shop.constraints(
            self.catalogue,
            [(service, coach)],
            window,
            customer=self.plan.customer_id,
            now=self.now,
            moving=(without or None) if moves else None,
            anyway=self.anyway,
            hold_id=None if moves else (without or None),
        )
        blocked, constraints = busy.get(coach.id, ()), bounds.get(coach.id, NONE)
        return StartSearch(service, coach, blocked, window, epoch(self.now), constraints)

    def _keeps(self, appointment: Appointment | None) -> str | None:
        """What keeps an existing date from moving at all."""
        if appointment is None or not appointment.open or appointment.starts_at <= self.now:
            return OVER
        if appointment.customer_id != self.actor.person_id:
            return None
        service = self.catalogue.services.get(appointment.service_id)
        try:
            customer_may_move(appointment, service.rules if service else Rules(), self.now)
        except TooSoon:
            return LATE
        except Refusal:
            return OVER
        return None

    async def _within_limit(self, verdicts: list[str | None]) -> list[str | None]:
        """Adds those beyond what one customer may have open."""
        async with self.database.read() as reader:
            business, customer = self.catalogue.business, self.plan.customer_id
            bounds = await person_limits.of(reader, business, customer, self.now)
        remaining = bounds.most - bounds.open
        for number, _ in self.plan.ahead():
            if verdicts[number] is None:
                remaining -= 1
                if remaining < 0:
                    verdicts[number] = Reason.LIMIT
        return verdicts

    async def _apart(self, verdicts: list[str | None], together: StartSearch) -> list[str | None]:
        """Adds those that overlap an earlier date of the plan, or follow too many of them."""
        service, ends, earlier_starts = self.service, 0, list[int]()
        counts = await self._counted_sessions(together.window)
        for number, one in self.plan.ahead():
            if verdicts[number] is not None or one.start is None:
                continue
            if one.start - (service.buffer_before + service.gap) * 60 < ends:
                verdicts[number] = TWICE
                continue
            if counts and earlier_starts:
                full = counts.full(service, self.coach, earlier_starts)
                verdicts[number] = together.within(full).why(one.start)
            if verdicts[number] is None:
                ends = one.start + (service.minutes + service.buffer_after) * 60
                earlier_starts.append(one.start)
        return verdicts

    async def _counted_sessions(self, window: Span) -> limits.CountedSessions | None:
        """What counts towards limits as things are; None if no limits apply."""
        customer, offers = self.plan.customer_id, [(self.service, self.coach)]
        read = self.database.read
        return await limits.counted_sessions(
            ConstraintsQuery(
                self.catalogue, offers, window, customer, self.now, None, read, anyway=self.anyway
            )
        )
