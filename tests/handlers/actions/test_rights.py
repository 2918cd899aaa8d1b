"""Actions check rights themselves, whatever door they are reached through."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.refusals import BlockedPerson, NotAllowed, NotFound
from domain.roles import Actor, Role
from domain.services.resources import Need, ResourceKind
from domain.time.periods import Period
from handlers.actions.appointments import booking
from handlers.actions.business import business, upkeep
from handlers.actions.coaches import hiring
from handlers.actions.services import catalogue, rooms
from handlers.actions.working_hours import closures, hours, leave, seasons
from storage.people.people import TelegramProfile
from tests.house import NOW, House, acting

TOMORROW = NOW + timedelta(days=1)

Deed = Callable[[House, Actor], Awaitable[object]]


async def book(house: House, actor: Actor) -> object:
    known = await catalogue.newest(house.database)
    order = booking.BookingOrder(house.service.id, house.coach.id, TOMORROW, house.service.price)
    return await booking.book(house.database, known, order, actor=actor, key="k", now=NOW)


async def change_coach(house: House, actor: Actor) -> object:
    return await catalogue.change_coach(
        house.database,
        house.coach.id,
        lambda coach: replace(coach, name="Other"),
        actor=actor,
        key="k",
        now=NOW,
        available_channels=(),
    )


async def offer(house: House, actor: Actor) -> object:
    return await catalogue.assign_service(
        house.database, house.coach.id, house.service.id, False, actor=actor, key="k", now=NOW
    )


async def add_coach(house: House, actor: Actor) -> object:
    return await hiring.add_coach(
        house.database, TelegramProfile(7009, "Ben"), "Ben", "UTC", actor=actor, key="k", now=NOW
    )


async def add_service(house: House, actor: Actor) -> object:
    return await catalogue.add_service(
        house.database, "Deep talk", "EUR", actor=actor, key="k", now=NOW
    )


async def change_service(house: House, actor: Actor) -> object:
    return await catalogue.change_service(
        house.database,
        house.service.id,
        lambda service: replace(service, title="Other"),
        actor=actor,
        key="k",
        now=NOW,
    )


async def change_business(house: House, actor: Actor) -> object:
    return await business.change_business(
        house.database,
        lambda business: replace(business, name="Other"),
        actor=actor,
        key="k",
        now=NOW,
    )


async def set_week(house: House, actor: Actor) -> object:
    return await hours.set_week(
        house.database, house.coach.id, [((0,), ())], actor=actor, key="k", now=NOW
    )


async def set_date(house: House, actor: Actor) -> object:
    day = date(2026, 3, 7)
    return await hours.set_date(
        house.database, house.coach.id, day, (), actor=actor, key="k", now=NOW
    )


async def set_season(house: House, actor: Actor) -> object:
    period = Period(date(2026, 6, 1), None)
    return await seasons.set_season(
        house.database, house.coach.id, period, [((0,), ())], actor=actor, key="k", now=NOW
    )


async def set_service_times(house: House, actor: Actor) -> object:
    return await seasons.set_service_times(
        house.database, house.coach.id, house.service.id, None, actor=actor, key="k", now=NOW
    )


async def open_day(house: House, actor: Actor) -> object:
    return await closures.open_day(
        house.database, house.coach.id, date(2026, 6, 1), True, actor=actor, key="k", now=NOW
    )


async def add_closure(house: House, actor: Actor) -> object:
    period = Period(date(2026, 6, 1), date(2026, 6, 1))
    return await closures.add_closure(
        house.database, "Team day", period, actor=actor, key="k", now=NOW
    )


async def add_holidays(house: House, actor: Actor) -> object:
    await closures.add_holidays(house.database, "DE", 2027, [], actor=actor, key="k", now=NOW)
    return None


async def take_leave(house: House, actor: Actor) -> object:
    starts = TOMORROW.replace(tzinfo=None)
    return await leave.take_leave(
        house.database,
        house.coach.id,
        starts,
        starts + timedelta(days=1),
        actor=actor,
        key="k",
        now=NOW,
    )


async def give_back_leave(house: House, actor: Actor) -> object:
    return await leave.give_back_leave(house.database, house.coach.id, 1, actor=actor, now=NOW)


async def add_room(house: House, actor: Actor) -> object:
    return await rooms.add_room(
        house.database, ResourceKind.ROOM, "Blue", actor=actor, key="k", now=NOW
    )


async def set_needs(house: House, actor: Actor) -> object:
    return await rooms.set_needs(
        house.database,
        house.service.id,
        lambda needs: (Need(1, ResourceKind.ROOM),),
        actor=actor,
        key="k",
        now=NOW,
    )


async def expire(house: House, actor: Actor) -> object:
    return await upkeep.expire(house.database, actor=actor, now=NOW)


async def complete(house: House, actor: Actor) -> object:
    return await upkeep.complete_past(house.database, actor=actor, now=NOW)


# Which roles may. A coach is the one whom the deed is about.
DEEDS: dict[Deed, str] = {
    book: "customer coach manager admin",
    change_coach: "manager admin",
    offer: "manager admin",
    add_coach: "admin",
    add_service: "manager admin",
    change_service: "manager admin",
    change_business: "admin",
    add_room: "manager admin",
    set_needs: "manager admin",
    set_week: "coach manager admin",
    set_date: "coach manager admin",
    set_season: "coach manager admin",
    set_service_times: "coach manager admin",
    open_day: "coach manager admin",
    add_closure: "admin",
    add_holidays: "admin",
    take_leave: "coach manager admin",
    give_back_leave: "coach manager admin",
    expire: "",
    complete: "",
}


def who(house: House, role: Role) -> Actor:
    if role is Role.COACH:
        return acting(house.coach_person)
    return acting(house.customer, role)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
async def test_who_may(house: House, deed: Deed, role: Role) -> None:
    if role in DEEDS[deed].split():
        await deed(house, who(house, role))
    else:
        with pytest.raises(NotAllowed):
            await deed(house, who(house, role))


@pytest.mark.parametrize(
    "deed", [set_week, set_date, take_leave, give_back_leave], ids=lambda deed: deed.__name__
)
async def test_another_coach_is_told_that_there_is_no_such(house: House, deed: Deed) -> None:
    other = replace(acting(house.coach_person), coach_id=house.coach.id + 1)
    with pytest.raises(NotFound):
        await deed(house, other)


@pytest.mark.parametrize("deed", [*DEEDS][:-2], ids=lambda deed: deed.__name__)
async def test_who_is_blocked_may_nothing(house: House, deed: Deed) -> None:
    blocked = replace(acting(house.coach_person, Role.MANAGER), blocked=True)
    with pytest.raises(BlockedPerson):
        await deed(house, blocked)
