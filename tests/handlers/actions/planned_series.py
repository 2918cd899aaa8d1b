"""Series for tests: planned, booked, and what came of it. 4 March 2026 is a Wednesday."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from domain.appointments.appointment import Appointment
from domain.roles import Actor
from domain.series.series import Rhythm, Shift, Unit
from domain.series.series_plan import Occasion, Plan, Purpose
from domain.services.service_choice import Choice
from handlers.actions.series import series_booking, series_moving, series_plans
from handlers.actions.series.series_booking import SeriesPreview
from handlers.queries.series import series
from handlers.queries.series.series import Planning
from handlers.queries.starts.shop import Shop
from storage.people.people import Person
from tests.handlers.actions.proposals import load_catalogue
from tests.house import NOW, House, acting

WEEK = timedelta(weeks=1)
WEEKLY = Rhythm(Unit.WEEK)
FIRST = datetime(2026, 3, 4, 8, tzinfo=UTC)  # nine in Berlin
BERLIN = ZoneInfo("Europe/Berlin")
_keys = map("series {}".format, count(1))


@dataclass(frozen=True)
class Planner:
    """Somebody who plans series in a house."""

    house: House
    person: Person
    now: datetime = NOW

    @property
    def actor(self) -> Actor:
        return acting(self.person)

    async def plan(
        self,
        dates: int,
        *,
        first: datetime = FIRST,
        rhythm: Rhythm = WEEKLY,
        origin: int = 0,
        customer: int | None = None,
        choice: str = "",
    ) -> int:
        """A draft of a series of this many dates; its id."""
        plan = Plan(
            Purpose.BOOK,
            coach_id=self.house.coach.id,
            service_id=self.house.service.id,
            customer_id=customer or self.person.id,
            zone=self.house.coach.zone,
            wall=first.astimezone(BERLIN).replace(tzinfo=None),
            choice=choice,
            origin=origin,
        )
        ready = plan.at(rhythm).counting(dates)
        return await series_plans.begin(self.house.database, ready, actor=self.actor, now=self.now)

    async def move(self, appointment: Appointment, start: datetime) -> int:
        """A draft that moves this date and all later ones alike."""
        series_ = await series.of(self.house.database, appointment.id, actor=self.actor)
        before = appointment.starts_at.astimezone(BERLIN).replace(tzinfo=None)
        shift = Shift.between(before, start.astimezone(BERLIN).replace(tzinfo=None))
        assert shift is not None

        def moved_occasion(a: Appointment) -> Occasion:
            day = a.starts_at.astimezone(BERLIN).date()
            return Occasion(shift.day(day), shift.of(day, BERLIN), appointment=a.id)

        plan = Plan(
            Purpose.MOVE,
            coach_id=appointment.coach_id,
            service_id=appointment.service_id,
            customer_id=appointment.customer_id,
            zone=self.house.coach.zone,
            wall=before,
            choice=Choice(appointment.minutes, appointment.places).as_text,
            origin=appointment.id,
            rhythm=series_.rhythm,
            dates=tuple(map(moved_occasion, series_.ahead(self.now, onward=True))),
        )
        return await series_plans.begin(self.house.database, plan, actor=self.actor, now=self.now)

    async def edit(self, draft: int, change: Callable[[Plan], Plan]) -> None:
        await series_plans.change(
            self.house.database, draft, change, actor=self.actor, now=self.now
        )

    async def planning(self, draft: int) -> Planning:
        plan = await series_plans.find(self.house.database, draft, actor=self.actor)
        shop = Shop(self.house.database)
        known = await load_catalogue(self.house)
        return await Planning.of(shop, self.house.database, known, plan, self.actor, self.now)

    async def verdicts(self, draft: int) -> list[str | None]:
        return await (await self.planning(draft)).verdicts()

    async def book(
        self, draft: int, dates: int, *, key: str | None = None, places: int = 1
    ) -> Appointment:
        return await series_booking.book_series(
            self.house.database,
            await load_catalogue(self.house),
            draft,
            SeriesPreview(dates, self.house.service.price.minor * places),
            actor=self.actor,
            key=key or next(_keys),
            now=self.now,
        )

    async def carry_on(self, draft: int, dates: int, *, key: str | None = None) -> Appointment:
        """Move this many dates."""
        return await series_moving.move_series(
            self.house.database,
            await load_catalogue(self.house),
            draft,
            dates,
            actor=self.actor,
            key=key or next(_keys),
            now=self.now,
        )

    async def book_dates(self, dates: int, *, first: datetime = FIRST) -> list[Appointment]:
        """A booked series of this many dates."""
        appointment = await self.book(await self.plan(dates, first=first), dates)
        return await self.dates(appointment)

    async def dates(self, appointment: Appointment) -> list[Appointment]:
        series_ = await series.of(self.house.database, appointment.id, actor=self.actor)
        return list(series_.dates)


async def all_rows(house: House) -> list[tuple[object, ...]]:
    """Every appointment and every claim there is."""
    async with house.database.read() as reader:
        rows = await reader.fetch(
            "SELECT a.id, a.status, a.starts_at, a.series_nr FROM appointments a ORDER BY 1"
        )
        claims = await reader.fetch("SELECT holder_id, lower(span), upper(span) FROM claims")
    return [*map(tuple, rows), *sorted(map(tuple, claims))]
