"""Cached free starts: the same as without a cache, whatever happens to a coach."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from struct import pack
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.appointments.appointment import Status
from domain.refusals import LeaveOverlaps
from domain.services.rules import Rules
from domain.starts.slots import anyone, free_slots
from domain.time.spans import Span, epoch
from domain.working_hours.hours import day_span
from handlers.chat.frame.chat_context import ChatContext
from handlers.chat.frame.turn import ChatBot
from handlers.queries.starts.free_starts import ENTRY, FreeStarts
from handlers.queries.starts.shop import Shop
from storage.appointments import appointments, booking, calendar
from storage.appointments.busy_spans import BlockedSpans
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.tap_facts import BusyQuery
from storage.transactions import Database, Writer
from storage.working_hours import timetables
from tests.house import NOW, House, Plan, open_house

DAYS = 10
FIRST = NOW.date()
CUSTOMER = TelegramProfile(8000, "Customer 0")
AROUND = BusyQuery(None, NOW - timedelta(days=3), NOW + timedelta(days=DAYS + 3))

days = st.integers(0, DAYS - 1).map(lambda n: FIRST + timedelta(days=n))
hours = st.sampled_from([(), ((480, 720),), ((540, 1020),), ((600, 660), (900, 1200))])
deeds = st.one_of(
    st.tuples(st.just("book"), days, st.integers(32, 68)),
    st.tuples(st.just("cancel"), st.integers(0, 9)),
    st.tuples(st.just("leave"), days, st.integers(1, 47)),
    st.tuples(st.just("back_from_leave"), st.integers(0, 9)),
    st.tuples(st.just("override"), days, st.none() | hours),
    st.tuples(st.just("weekday"), st.integers(0, 6), hours),
    st.tuples(st.just("rules"), st.integers(0, 3000), st.integers(1, DAYS)),
    st.tuples(st.just("lengths"), st.sampled_from([15, 20, 30]), st.sampled_from([0, 10])),
    st.tuples(st.just("later"), st.integers(1, 20)),
)


class Replicas:
    """Two processes with their caches, and what happens to the coach they serve."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.database = house.database
        self.now = NOW
        self.booked: list[int] = []
        self.leaves: list[int] = []
        rules = ChatContext(frozenset(), language="en", zone="Europe/Berlin", currency="EUR")
        self.bots = [
            ChatBot(self.database, rules, _never, _never, lambda: self.now, Shop(self.database))
            for _ in range(2)
        ]

    async def do(self, deed: str, *arguments: Any) -> None:
        """One thing that changes what is free, or when it is."""
        if deed == "later":
            self.now += timedelta(hours=arguments[0])
        elif deed == "book":
            await self.book(*arguments)
        else:
            await self.database.write(lambda writer: getattr(self, deed)(writer, *arguments))

    async def book(self, day: date, quarter: int) -> None:
        """A session from a quarter hour of the day, if it is free."""
        starts_at = datetime.combine(day, time(), NOW.tzinfo) + timedelta(minutes=15 * quarter)
        wanted = self.house.new(starts_at=starts_at)
        appointment = await self.database.write(lambda writer: booking.insert(writer, wanted))
        if appointment is not None:
            self.booked.append(appointment.id)

    async def cancel(self, writer: Writer, which: int) -> None:
        """One of the sessions."""
        if self.booked:
            number = self.booked.pop(which % len(self.booked))
            appointment = await appointments.by_id(writer, number, lock=True)
            assert appointment is not None
            await booking.change(writer, appointment, status=Status.CANCELLED, now=self.now)

    async def leave(self, writer: Writer, day: date, hours: int) -> None:
        """Leave from midnight, unless there is some already."""
        starts = datetime.combine(day, time())
        try:
            async with writer.attempt():
                leave_id = await catalogue.add_leave(
                    writer, self.house.coach.id, starts, starts + timedelta(hours=hours)
                )
        except LeaveOverlaps:
            return
        self.leaves.append(leave_id)

    async def back_from_leave(self, writer: Writer, which: int) -> None:
        """Some leave is taken back."""
        if self.leaves:
            number = self.leaves.pop(which % len(self.leaves))
            assert await catalogue.delete_leave(writer, self.house.coach.id, number)

    async def rules(self, writer: Writer, notice: int, horizon: int) -> None:
        """Other rules of the service."""
        rules = Rules(notice_book=notice, horizon_days=horizon)
        await catalogue.update_service(writer, self.house.service.id, rules=rules)

    async def lengths(self, writer: Writer, step: int, after: int) -> None:
        """Other starts and breaks of the service."""
        service = self.house.service.id
        await catalogue.update_service(writer, service, step=step, buffer_after=after)

    async def override(self, writer: Writer, day: date, windows: Any) -> None:
        await timetables.set_overrides(writer, self.house.coach.id, [day], windows)

    async def weekday(self, writer: Writer, weekday: int, windows: Any) -> None:
        await timetables.set_weekday_hours(writer, self.house.coach.id, weekday, windows)

    async def check(self) -> None:
        """Each replica says the same as one without a cache."""
        async with self.database.read() as reader:
            known = await catalogue.load(reader)
            busy = await calendar.busy(reader, [self.house.coach.id], AROUND.start, AROUND.end)
        coach, service = known.coaches[self.house.coach.id], known.services[self.house.service.id]
        window, now = day_span(FIRST, FIRST + timedelta(days=DAYS - 1), coach.tz), epoch(self.now)
        wanted = free_slots(service, coach, list(busy.get(coach.id, ())), window, now)
        for number, bot in enumerate(self.bots):
            turn = await bot.turn(CUSTOMER, "update", busy=AROUND)
            offers = [(turn.catalogue.services[service.id], turn.catalogue.coaches[coach.id])]
            starts = turn.shop.free.of_any(offers, turn.busy, window, now, {})
            assert list(starts) == wanted, f"replica {number}"


async def _never(*_: object) -> object:
    raise AssertionError("nothing is sent here")


@pytest.fixture
async def replicas(database: Database) -> Replicas:
    return Replicas(await open_house(database, Plan(service={"step": 15})))


@settings(
    max_examples=25,
    deadline=None,
    # The law holds from wherever the examples before have left the coach.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(deeds, max_size=12))
async def test_what_is_kept_answers_as_if_nothing_were_kept_whatever_happens(
    replicas: Replicas, happening: list[tuple[Any, ...]]
) -> None:
    await replicas.check()
    for deed in happening:
        await replicas.do(*deed)
        await replicas.check()


def spans(*busy: Span) -> BlockedSpans:
    return BlockedSpans(b"".join(pack(">qq", *span) for span in busy))


@pytest.fixture
async def opened(replicas: Replicas) -> House:
    return replicas.house


WINDOW: Span = (epoch(NOW), epoch(NOW) + 5 * 86_400)


async def test_time_that_passes_takes_starts_away_from_what_is_kept(opened: House) -> None:
    kept, service = FreeStarts(), replace(opened.service, rules=Rules(notice_book=60))
    for hour in range(0, 200, 7):
        now = epoch(NOW) + hour * 3600

        starts = kept.of(service, opened.coach, spans(), WINDOW, now)

        assert list(starts) == free_slots(service, opened.coach, (), WINDOW, now)


async def test_anyone_is_whoever_is_free(opened: House) -> None:
    coaches = [replace(opened.coach, id=number) for number in (1, 2, 3)]
    busy: Mapping[int, BlockedSpans] = {
        1: spans(WINDOW),
        2: spans((WINDOW[0], WINDOW[0] + 90_000)),
        3: spans((WINDOW[0] + 86_400, WINDOW[1])),
    }

    offers = [(opened.service, coach) for coach in coaches]
    starts = FreeStarts().of_any(offers, busy, WINDOW, WINDOW[0], {})

    assert list(starts) == list(anyone(offers, busy, WINDOW, WINDOW[0]))


class WatchedTime(BlockedSpans):
    """Blocked time that reports being looked at, which is when starts are computed."""

    __slots__ = ("looks",)

    def __init__(self, number: int, looks: list[int]) -> None:
        super().__init__(pack(">qq", number, number + 1))
        self.looks = looks

    def __iter__(self) -> Iterator[Span]:
        [span] = super().__iter__()
        self.looks.append(span[0])
        yield span


async def test_a_change_of_one_coach_leaves_what_is_kept_of_another(replicas: Replicas) -> None:
    anna, bot, looks = replicas.house.coach, replicas.bots[0], list[int]()
    service = replicas.house.service.id

    async def hire(writer: Writer) -> int:
        person = replicas.house.customer.id
        ben = await catalogue.add_coach(writer, person_id=person, name="Ben", zone=anna.zone)
        await timetables.set_weekday_hours(writer, ben, 0, [(540, 720)])
        await catalogue.set_coach_services(writer, ben, {service})
        return ben

    ben = await replicas.database.write(hire)

    async def look(coach_id: int) -> list[int]:
        """The coach whose free starts had to be computed, none if they were cached."""
        turn = await bot.turn(CUSTOMER, "update")
        mine, coach = turn.catalogue.services[service], turn.catalogue.coaches[coach_id]
        looks.clear()
        turn.shop.free.of(mine, coach, WatchedTime(coach_id, looks), WINDOW, epoch(NOW))
        return list(looks)

    assert [await look(anna.id), await look(ben)] == [[anna.id], [ben]]
    changes: list[tuple[Any, ...]] = [
        ("weekday", 0, ((600, 660),)),
        ("override", FIRST, ()),
        ("leave", FIRST + timedelta(days=2), 5),
    ]
    for change in changes:
        await replicas.do(*change)
        assert [await look(ben), await look(anna.id)] == [[], [anna.id]], change
    # The hours of before are known of old, and notice and horizon are no part of it.
    await replicas.do("back_from_leave", 0)
    assert [await look(ben), await look(anna.id)] == [[], []]
    await replicas.do("rules", 60, 5)
    assert [await look(ben), await look(anna.id)] == [[], []]
    await replicas.do("lengths", 20, 0)
    assert [await look(ben), await look(anna.id)] == [[ben], [anna.id]]


async def test_what_was_used_longest_ago_makes_room(opened: House) -> None:
    looks: list[int] = []
    one, two, three = (WatchedTime(number, looks) for number in (1, 2, 3))
    kept = FreeStarts(most_bytes=2 * (ENTRY + 16))

    for blocked in (one, two, one, three, one, two):
        kept.of(opened.service, opened.coach, blocked, (0, 1), 0)

    assert looks == [1, 2, 3, 2]
