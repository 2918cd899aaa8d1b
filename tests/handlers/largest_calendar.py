"""The largest business's hours, leave and closed days, and its rooms with theirs."""

from datetime import date, timedelta
from typing import Final

from domain.services.resources import ALWAYS, MOST_SPECIAL, Need, ResourceKind
from domain.time.periods import Period
from domain.working_hours import closures as house_closures
from domain.working_hours import seasons
from domain.working_hours.hours import MIDNIGHT, Window, WorkingHours
from domain.working_hours.leave_rules import LeavePattern
from storage.services import catalogue, rooms
from storage.transactions import Writer
from storage.working_hours import closures, leave, timetables
from tests.handlers.doorstep import NOW
from tests.handlers.largest_words import PASSAGE, PLACE, name

ROOMS: Final = 50
LEAVES: Final = 60
OVERRIDES: Final = 60
# Eight windows a day, each with its own grid of starts.
WINDOWS: Final[tuple[Window, ...]] = tuple((180 * n, 180 * n + 179) for n in range(8))
ROUND_THE_CLOCK: Final[tuple[Window, ...]] = ((0, 1440),)


def offset(number: int) -> tuple[Window, ...]:
    """Windows that begin a minute later for each coach, so that any minute is somebody's start."""
    return tuple((starts + number % 5, ends) for starts, ends in WINDOWS)


async def seasons_of(writer: Writer, coach: int, service: int) -> None:
    """As many seasons and closures as possible, over before anybody books."""
    week = tuple(offset(n) for n in range(7))
    for n in range(seasons.MOST):
        period = Period(date(2032, 1, 1), date(2032, 2, 1 + n), yearly=True)
        await timetables.add_season(writer, coach, period, week)
    for n in range(house_closures.MOST):
        day = date(2032, 3, 1) + timedelta(days=n)
        await closures.add(writer, name(n)[:60], Period(day, day, yearly=True))
    around = (((0, MIDNIGHT),),) * 7
    await timetables.set_service_hours(writer, coach, service, around)


async def leave_and_dates(writer: Writer, coach: int, other: int) -> None:
    """Past and coming leave, single and repeating, and other hours on dates."""
    for n in range(LEAVES):
        start = NOW.replace(tzinfo=None, hour=1) + timedelta(days=90 + n)
        await catalogue.add_leave(writer, coach, start, start + timedelta(hours=1), PASSAGE)
        over = start - timedelta(days=92 + 2 * n)
        await catalogue.add_leave(writer, coach, over, over + timedelta(hours=1), PASSAGE)
    today = NOW.date()
    for n in range(1, 7):
        days = tuple(day for day in range(7) if day != n)
        often = LeavePattern(days, 615, 1065, today, today + timedelta(days=120), n)
        await leave.add_rule(writer, coach, often, PASSAGE)
    for n in range(OVERRIDES):
        day = date(2031, 6, 1) + timedelta(days=n)
        await timetables.set_overrides(writer, coach, [day], ROUND_THE_CLOCK)
        await timetables.set_overrides(writer, other, [day], WINDOWS)


async def rooms_of(writer: Writer, services: list[int]) -> None:
    """More than a page of them, one with closures, and needed by some services."""
    everything = [
        await rooms.add(writer, ResourceKind.ROOM if n % 2 else ResourceKind.DEVICE, name(n), 2)
        for n in range(ROOMS)
    ]
    for room in everything:
        await rooms.change(writer, room, directions=PLACE[:120])
    for n in range(LEAVES):
        start = NOW.replace(tzinfo=None, hour=1) + timedelta(days=90 + n)
        await rooms.add_closure(writer, everything[0], start, start + timedelta(hours=1))
    days = (NOW.date() + timedelta(days=2 * n) for n in range(MOST_SPECIAL))
    special = dict.fromkeys(days, ((0, MIDNIGHT),))
    _, listed_first = min((name(n), room) for n, room in enumerate(everything) if n % 2)
    await rooms.change(writer, listed_first, hours=WorkingHours(ALWAYS.weekly, special))
    need = Need(1, None, tuple(sorted(everything[:40])))
    for service in services:
        await rooms.set_needs(writer, service, [need, Need(1, ResourceKind.DEVICE)])
