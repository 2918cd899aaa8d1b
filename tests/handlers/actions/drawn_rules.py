"""The rules of a drawn business: how often and how late, other services, closed days, rooms."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from domain.services.forms import AnswerKind, FormQuestion
from domain.services.horizon import HorizonBy
from domain.services.resources import Need, ResourceKind
from domain.services.rules import Rules
from domain.services.service import Money
from domain.time.periods import Period
from domain.working_hours.hours import WorkingHours
from domain.working_hours.leave_rules import LeavePattern
from storage.services import catalogue, forms, rooms
from storage.transactions import Writer
from storage.working_hours import closures, leave, timetables
from tests.house import NOW, House

HOURS = (((540, 780), (840, 1020)), ((0, 1440),), ((1200, 1620),), ((480, 1080),))
DAY = timedelta(days=1)
TODAY = NOW.date()


def rules(chance: Random) -> Rules:
    pick, by = chance.choice, chance.choice(list(HorizonBy))
    return Rules(
        notice_book=pick([0, 60, 2880]),
        notice_move=0,
        horizon_days=pick([14, 40]),
        horizon_by=by,
        horizon_count=pick([1, 2]) * (10 if by is HorizonBy.WORKING_DAYS else 1),
        horizon_until=TODAY + pick([10, 40]) * DAY if by is HorizonBy.DATE else None,
        cap_day=pick([0, 0, 1, 2]),
        cap_week=pick([0, 0, 2, 4]),
        customer_day=pick([0, 0, 1]),
        customer_week=pick([0, 0, 1, 2]),
    )


def rules_beside(chance: Random, first: Rules) -> Rules:
    """The rules of another service, which perhaps can follow."""
    drawn = rules(chance)
    by = chance.choice([drawn.horizon_by, first.horizon_by])
    return replace(drawn, horizon_by=by, horizon_until=TODAY + 40 * DAY, horizon_count=10)


async def add_other(writer: Writer, chance: Random, house: House) -> int:
    """Another service, perhaps at its own times, and what the two ask."""
    pick, some, first = chance.choice, chance.random, house.service
    other = await catalogue.add_service(
        writer,
        title="Other",
        minutes=45,
        price=Money(1000, "EUR"),
        rules=rules_beside(chance, first.rules),
        meeting=first.meeting,
    )
    if some() < 0.5:
        open_week = tuple(pick(HOURS) for _ in range(7))
        await timetables.set_service_hours(writer, house.coach.id, other, open_week)
    for asking in (first.id, other):
        if some() < 0.3:
            optional = FormQuestion(0, AnswerKind.NUMBER, "How old?", required=False)
            await forms.replace(writer, asking, (), (optional,))
    return other


async def close(writer: Writer, chance: Random, coach: int, near: list[date]) -> None:
    """Leave that repeats, and closed days of the house."""
    pick, some = chance.choice, chance.random
    if some() < 0.4:
        days = (pick([0, 2, 4]),)
        pattern = LeavePattern(days, 600, pick([720, 1440]), near[0], near[-1] + 14 * DAY)
        await leave.add_rule(writer, coach, pattern, None)
    if some() < 0.5:
        await closures.add(writer, "Closed", Period(near[1], near[2], pick([True, False])))
        await closures.open_days(writer, coach, [pick(near)])


async def add_rooms(writer: Writer, chance: Random, day: date, services: list[int]) -> None:
    pick = chance.choice
    ids = []
    for n in range(2):
        room = await rooms.add(writer, ResourceKind.ROOM, f"Room {n}", pick([1, 2]))
        ids.append(room)
        if chance.random() < 0.5:
            dates = {day: pick([*HOURS, ()])} if chance.random() < 0.6 else {}
            hours = WorkingHours((pick(HOURS),) * 7, dates)
            await rooms.change(writer, room, hours=hours)
        if chance.random() < 0.3:
            begins = datetime.combine(day, datetime.min.time()) + timedelta(hours=9)
            await rooms.add_closure(writer, room, begins, begins + timedelta(hours=3))
    for service in services:
        need = pick(
            [Need(1, ResourceKind.ROOM), Need(1, None, (ids[0],)), Need(1, None, tuple(ids))]
        )
        more = pick([[], [Need(1, ResourceKind.ROOM)]])
        await rooms.set_needs(writer, service, [need, *more])
