"""The first run of an empty bot: an admin's answers there, as everyday actions, and what only an
empty bot needs."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.business.first_run import OVER, FirstStep
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Money, Service
from domain.services.terms import Length
from domain.starts import bookable
from domain.time.spans import epoch
from domain.working_hours.hours import Window
from handlers.actions.business.business import change_business, with_step
from handlers.actions.coaches import set_up
from handlers.actions.once import once
from handlers.actions.services.catalogue import (
    DONE,
    change_coach,
    check_service,
    newest,
    write_down,
)
from handlers.actions.working_hours.hours import set_week
from storage.services import business as stored_business
from storage.services import catalogue as stored
from storage.transactions import Database, Writer

WeekPlan = Sequence[tuple[Collection[int], Sequence[Window]]]


async def set_zone(
    database: Database, zone: str, *, actor: Actor, key: str, now: datetime
) -> Catalogue:
    """Set the zone of the business, and of coaches still setting up if nothing is booked ahead,
    once. Raises NotAllowed, BadInput."""
    actor.require(Permission.BUSINESS)
    await change_business(
        database,
        lambda business: with_step(replace(business, zone=zone), FirstStep.ZONE),
        actor=actor,
        key=key,
        now=now,
    )
    async with database.read() as reader:
        ahead = await stored_business.count_booked_ahead(reader, now)
    catalogue = await newest(database)
    for coach in catalogue.coaches.values() if not ahead else ():
        if coach.setting_up:
            await change_coach(
                database,
                coach.id,
                lambda one: replace(one, zone=zone),
                actor=actor,
                key=f"{key}:{coach.id}",
                now=now,
                available_channels=(),  # nobody is opened
            )
    return await newest(database)


async def first_service(
    database: Database,
    title: str,
    length: Length,
    currency: str,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Catalogue:
    """The business's first service, shown at once, once; every coach without a service does it.

    If there already is one, that is used. Raises NotAllowed, BadInput.
    """
    actor.require(Permission.SERVICES)

    async def work(writer: Writer) -> dict[str, Any]:
        await stored_business.lock_prices(writer)
        catalogue = await stored.load(writer)
        if catalogue.services:
            return DONE
        new_service = Service(0, title, length.minutes, Money(length.minor, currency))
        check_service(catalogue, new_service, None, now)
        service_id = await stored.add_service(
            writer, title=title, minutes=length.minutes, price=new_service.price
        )
        after = {"title": title, "minutes": length.minutes, "price_minor": length.minor}
        await write_down(writer, "add_service", "service", service_id, None, after, actor, now)
        for coach in catalogue.coaches.values():
            if not coach.service_ids:
                await stored.set_coach_services(writer, coach.id, {service_id})
                new = {"services": [service_id]}
                await write_down(
                    writer, "offer", "coach", coach.id, {"services": []}, new, actor, now
                )
        return DONE

    await once(database, work, actor=actor, key=key, now=now)
    return await newest(database)


async def open_with_hours(
    database: Database, coach: Coach, plan: WeekPlan, *, actor: Actor, key: str, now: datetime
) -> Catalogue:
    """Set the first coach's hours, and open them for booking as soon as nothing else is missing.

    Each part happens once, so that a repeated update continues where it stopped. Raises NotFound,
    NotAllowed.
    """
    await set_week(database, coach.id, plan, actor=actor, key=key, now=now)
    await change_business(
        database,
        lambda business: with_step(business, FirstStep.HOURS),
        actor=actor,
        key=f"{key}:answered",
        now=now,
    )
    return await open_if_ready(database, coach.id, actor=actor, key=f"{key}:open", now=now)


async def open_if_ready(
    database: Database, coach_id: int, *, actor: Actor, key: str, now: datetime
) -> Catalogue:
    """Open them for booking, unless something is missing. Raises NotFound, NotAllowed.

    Opening oneself shows on the screen, and sends no welcome.
    """
    catalogue = await newest(database)
    coach = catalogue.coaches.get(coach_id)
    if coach is None or coach.active or bookable.of_coach(catalogue, coach, None, epoch(now)):
        return catalogue
    if coach.id == actor.coach_id and coach.setting_up:
        await set_up.open_up(database, actor=actor, key=key, now=now)
    else:
        await change_coach(
            database,
            coach_id,
            lambda one: replace(one, active=True),
            actor=actor,
            key=key,
            now=now,
            available_channels=(),
            anyway=True,
        )
    return await newest(database)


async def leave_it(database: Database, *, actor: Actor, key: str, now: datetime) -> None:
    """End the guided setup. Raises NotAllowed."""
    await change_business(
        database, lambda business: with_step(business, OVER), actor=actor, key=key, now=now
    )
