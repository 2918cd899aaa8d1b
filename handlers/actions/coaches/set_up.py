"""A new coach describes themselves to customers, until they are open for booking."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.business.offering_rules import check_coach
from domain.coaches.set_up_refusals import NotReady, SetUpOver
from domain.refusals import NotFound
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Money, Service
from domain.services.terms import Length
from domain.starts import bookable
from domain.time.spans import epoch
from handlers.actions.columns import changed_columns, plain_values, was
from handlers.actions.once import once
from handlers.actions.services.catalogue import (
    DONE,
    check_service,
    hold_in_catalogue,
    look_up,
    newest,
    write_down,
)
from storage.services import catalogue as stored
from storage.services.catalogue import CoachColumns
from storage.transactions import Database, Writer


async def change_own(
    database: Database,
    change: Callable[[Coach], Coach],
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Coach:
    """Change one's own name, zone or services, once.

    Raises NotAllowed, NotFound, BadInput, SetUpOver.
    """

    async def work(writer: Writer) -> dict[str, Any]:
        catalogue, before = await _own(writer, actor)
        after = change(before)
        after = replace(after, active=before.active, setting_up=True, approval=before.approval)
        check_coach(after, before)
        if after.service_ids != before.service_ids:
            for service in after.service_ids - before.service_ids:
                if look_up(catalogue.services, service).hidden:
                    raise NotFound
            await stored.set_coach_services(writer, before.id, after.service_ids)
            old, new = ({"services": sorted(one.service_ids)} for one in (before, after))
            await write_down(writer, "offer", "coach", before.id, old, new, actor, now)
        await _save(writer, before, after, actor, now)
        return DONE

    return await _run_once(database, work, actor, key, now)


async def first_service(
    database: Database,
    title: str,
    length: Length,
    currency: str,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Coach:
    """The business's first service, which this coach does: shown at once.

    If there already is one, that is used. Raises as `change_own`.
    """

    async def work(writer: Writer) -> dict[str, Any]:
        catalogue, coach = await _own(writer, actor)
        if catalogue.services:
            return DONE
        new_service = Service(0, title, length.minutes, Money(length.minor, currency))
        check_service(catalogue, new_service, None, now)
        service_id = await stored.add_service(
            writer, title=title, minutes=length.minutes, price=new_service.price
        )
        after = {"title": title, "minutes": length.minutes, "price_minor": length.minor}
        await write_down(writer, "add_service", "service", service_id, None, after, actor, now)
        await stored.set_coach_services(writer, coach.id, {service_id})
        new = {"services": [service_id]}
        await write_down(writer, "offer", "coach", coach.id, {"services": []}, new, actor, now)
        return DONE

    return await _run_once(database, work, actor, key, now)


async def open_up(database: Database, *, actor: Actor, key: str, now: datetime) -> Coach:
    """Open for booking: they are set up. If already open, nothing changes.

    Raises as `change_own`, and NotReady where something is missing.
    """

    async def work(writer: Writer) -> dict[str, Any]:
        actor.require(Permission.WORK)
        catalogue, before = await hold_in_catalogue(writer, actor.coach_id or 0)
        if before.active:
            return DONE
        if not before.setting_up:
            raise SetUpOver
        if bookable.of_coach(catalogue, before, None, epoch(now)):
            raise NotReady
        await _save(writer, before, replace(before, active=True, setting_up=False), actor, now)
        return DONE

    return await _run_once(database, work, actor, key, now)


async def _own(writer: Writer, actor: Actor) -> tuple[Catalogue, Coach]:
    actor.require(Permission.WORK)
    catalogue, coach = await hold_in_catalogue(writer, actor.coach_id or 0)
    if not coach.setting_up:
        raise SetUpOver
    return catalogue, coach


async def _save(writer: Writer, before: Coach, after: Coach, actor: Actor, now: datetime) -> None:
    columns = changed_columns(before, after, CoachColumns)
    if columns:
        await stored.update_coach(writer, before.id, **columns)
        old, new = was(before, columns), plain_values(columns)
        await write_down(writer, "set_up", "coach", before.id, old, new, actor, now)


async def _run_once(database: Database, work: Any, actor: Actor, key: str, now: datetime) -> Coach:
    await once(database, work, actor=actor, key=key, now=now)
    return look_up((await newest(database)).coaches, actor.coach_id or 0)
