"""Businesses drawn with every rule there is, and each way to get a time in them.

Trying a way shows whether it would work, and everything stays as it was.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, cast
from zoneinfo import ZoneInfo

from domain.appointments.appointment import Appointment
from domain.refusals import NoLongerOffered
from domain.services.meeting import Meeting
from domain.services.policies import Policy
from domain.services.service import Approval
from domain.services.service_choice import Choice
from domain.services.service_choice import read as choice_of
from domain.services.terms import Length
from domain.starts.constraints import Reason
from domain.time.periods import Period
from domain.time.spans import Span, epoch, moment
from domain.working_hours.hours import day_span
from handlers.actions.appointments import booking, holding
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import Search, search_for
from handlers.queries.people.person_limits import of as bounds_of
from handlers.queries.starts.shop import Shop
from storage.appointments import appointments
from storage.people import people
from storage.people.people import Person
from storage.services import catalogue
from storage.transactions import Database, Writer
from storage.working_hours import timetables
from tests.handlers.actions.drawn_rules import DAY, HOURS, TODAY, add_other, add_rooms, close, rules
from tests.handlers.actions.rehearsal import Rehearsal
from tests.handlers.actions.with_rooms import colleagues
from tests.house import NOW, House, Plan, acting, open_house

ZONES = ("Europe/Berlin", "Africa/Casablanca", "Asia/Gaza", "Australia/Lord_Howe", "America/Nuuk")


@dataclass(frozen=True)
class DrawnHouse:
    """A house. chosen: what its customers choose of the service. other: another service. coaches:
    all who do them, and need the same rooms."""

    house: House
    chance: Random
    chosen: Choice
    other: int
    coaches: tuple[int, ...]
    window: Span

    @property
    def rehearsal(self) -> Database:
        return cast(Database, Rehearsal(self.house.database))

    async def turn(self, person: Person) -> Turn:
        """An update of this person."""
        shop = Shop(self.house.database)
        none, known = cast(Any, None), await shop.catalogue()
        return Turn(
            self.house.database, none, person, none, known, shop, {}, None, None, NOW, "key"
        )

    async def search(
        self, person: Person, moving: int = 0, service: int = 0, coach: int | None = None
    ) -> Search:
        """What the chat searches when this person looks for a time, or for another one.

        coach: 0 for anyone, None for the first.
        """
        house, chosen = self.house, "" if service else self.chosen.as_text
        turn, coach = await self.turn(person), house.coach.id if coach is None else coach
        return await search_for(turn, service or house.service.id, coach, moving, chosen)

    async def offered_starts(
        self, person: Person, moving: int = 0, service: int = 0, coach: int | None = None
    ) -> list[int]:
        """The starts they are shown."""
        search = await self.search(person, moving, service, coach)
        return list(await search.starts(await self.turn(person), self.window))

    async def has(self, person: Person) -> list[Appointment]:
        """Their sessions of the service with the first coach; of a series only the next date."""
        async with self.house.database.read() as reader:
            theirs = await appointments.of_customer(
                reader, person.id, NOW, past=False, limit=9, offset=0
            )
        pair = self.house.service.id, self.house.coach.id
        return [one for one in theirs if (one.service_id, one.coach_id) == pair]

    async def may_book(self, person: Person, sessions: int = 1) -> bool:
        """Whether this many more are within what a customer may have ahead."""
        known = (await self.turn(person)).catalogue
        async with self.house.database.read() as reader:
            bounds = await bounds_of(reader, known.business, person.id, NOW)
        return bounds.open + sessions <= bounds.most

    async def why(self, person: Person, start: int) -> Reason | None:
        """What they are told keeps a start from being booked."""
        explanations = await (await self.search(person)).whys(await self.turn(person), start)
        return explanations[0].reasons[0] if explanations else None

    async def offered_by_day(self, person: Person) -> list[int]:
        """The same, day by day, as a calendar shows it: on their own clock, or the coach's."""
        search, turn, (begin, end) = await self.search(person), await self.turn(person), self.window
        day, starts = moment(begin).astimezone(search.zone).date(), list[int]()
        while (span := day_span(day, day, search.zone))[0] < end:
            starts += [at for at in await search.starts(turn, span) if begin <= at < end]
            day += DAY
        return starts

    async def book(
        self,
        person: Person,
        start: int,
        service: int = 0,
        into: Database | None = None,
        coach: int = 0,
    ) -> Appointment:
        turn, chosen = await self.turn(person), "" if service else self.chosen.as_text
        service_id, coach = service or self.house.service.id, coach or self.house.coach.id
        choice = choice_of(chosen)
        price = turn.catalogue.service_for(service_id, turn.catalogue.coaches[coach], choice).price
        order = booking.BookingOrder(service_id, coach, moment(start), price, choice=choice)
        return await booking.book(
            into or self.house.database,
            turn.catalogue,
            order,
            actor=acting(person),
            key=f"book {person.id} {service_id} {coach} {start} {into is None}",
            now=NOW,
        )


async def draw(database: Database, seed: int) -> DrawnHouse:
    """A house with rules, and what has been booked in it by other customers."""
    chance = Random(seed)
    pick, some = chance.choice, chance.random
    capacity = pick([1, 1, 4])
    house = await open_house(
        database,
        Plan(
            customers=5,
            approval=pick(list(Approval)),
            service={
                "minutes": pick([30, 60, 90]),
                "buffer_before": pick([0, 10]),
                "buffer_after": pick([0, 15]),
                "step": pick([15, 30, 60]),
                "rules": rules(chance),
                "capacity": capacity,
                "meeting": pick(list(Meeting)),
                "most_places": 2 if capacity > 1 else 1,
                "lengths": () if capacity > 1 else (Length(45, 4000), Length(120, 9000)),
            },
        ),
    )
    zone, coach = pick(ZONES), house.coach.id
    [colleague] = await colleagues(house, 1)
    day = TODAY + chance.randint(1, 30) * DAY
    near = [day + n * DAY for n in range(-2, 3)]

    async def work(writer: Writer) -> int:
        known = await catalogue.load(writer)
        await catalogue.update_business(
            writer,
            replace(
                known.business,
                gap=pick([0, 0, 15]),
                customer_day=pick([0, 0, 1]),
                customer_week=pick([0, 0, 2]),
                hold_minutes=pick([0, 5]),
                policy=pick(list(Policy)),
                open_limit=pick([20, 20, 2, 1]),
            ),
        )
        await catalogue.update_coach(
            writer,
            coach,
            zone=zone,
            cap_day=pick([0, 0, 2]),
            cap_week=pick([0, 0, 3]),
            gap=pick([None, 0, 30]),
        )
        for weekday in range(7):
            await timetables.set_weekday_hours(writer, coach, weekday, pick([*HOURS, ()]))
        week = tuple(pick([None, *HOURS]) if n else pick(HOURS) for n in range(7))
        if some() < 0.5:
            await timetables.add_season(writer, coach, Period(near[0], near[-1]), week)
        if some() < 0.3:
            open_week = tuple(pick(HOURS) for _ in range(7))
            await timetables.set_service_hours(writer, coach, house.service.id, open_week)
        if some() < 0.5:
            await timetables.set_overrides(writer, coach, [pick(near)], pick([*HOURS, ()]))
        if some() < 0.4:
            begins = datetime.combine(pick(near), datetime.min.time()) + timedelta(
                hours=pick([0, 10])
            )
            await catalogue.add_leave(
                writer, coach, begins, begins + timedelta(hours=pick([4, 24]))
            )
        await close(writer, chance, coach, near)
        other = await add_other(writer, chance, house)
        for one in (coach, colleague):
            await catalogue.set_coach_services(writer, one, {house.service.id, other})
        if some() < 0.5:
            await add_rooms(writer, chance, day, [house.service.id, other])
        for person in house.customers:
            await people.set_zone(writer, person.id, pick([None, zone, "America/Nuuk"]))
        return other

    other = await house.database.write(work)
    async with database.read() as reader:
        there = [await people.by_id(reader, person.id) for person in house.customers]
    house = replace(house, customers=[person for person in there if person is not None])
    begin = epoch(datetime.combine(near[0], datetime.min.time(), ZoneInfo("UTC")))
    places = Choice(places=pick([1, 2])) if capacity > 1 else None
    chosen, window = places or await _in_a_row(house, chance, other), (begin, begin + 6 * 86_400)
    drawn = DrawnHouse(house, chance, chosen, other, (coach, colleague), window)
    await _fill(drawn)
    return drawn


async def _in_a_row(house: House, chance: Random, other: int) -> Choice:
    """A length, and perhaps the other service after it, if the two can follow each other."""
    chosen = Choice(length=chance.choice([0, 45, 120]))
    known = await Shop(house.database).catalogue()
    with suppress(NoLongerOffered):
        further = replace(chosen, also=(other,))
        known.service_for(house.service.id, known.coaches[house.coach.id], further)
        return chance.choice([chosen, further, further])
    return chosen


async def _fill(drawn: DrawnHouse) -> None:
    """Others book some of what they are offered, and one of them has a time held."""
    house, chance = drawn.house, drawn.chance
    some = house.customers[chance.choice([0, 1, 1]) : 4]
    for person in some:
        service, coach = chance.choice([0, 0, drawn.other]), chance.choice(drawn.coaches)
        free = await drawn.offered_starts(person, service=service, coach=coach)
        if free:
            await drawn.book(person, chance.choice(free), service, coach=coach)
    person = house.customers[4]
    free = await drawn.offered_starts(person)
    if free and chance.random() < 0.8:
        turn = await drawn.turn(person)
        await holding.keep(
            house.database,
            turn.catalogue,
            house.service.id,
            house.coach.id,
            moment(chance.choice(free)),
            drawn.chosen,
            actor=acting(person),
            now=NOW,
        )
