"""Changes to what can be booked, by those who run the business: coaches and services.

Every change locks the row it is about, so that bookings see all of it or none, and records what was
and what is.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from domain.business import offering_rules
from domain.messages.notices import Channel
from domain.messages.reach import Reach
from domain.refusals import NotFound, OutOfReach
from domain.roles import Actor, Permission
from domain.services.catalogue import Catalogue, Coach
from domain.services.service import Money, Service
from domain.text.field_text import DEAREST
from handlers.actions.columns import changed_columns, plain_values, was
from handlers.actions.once import once
from handlers.actions.services.coach_news import coach_welcome
from handlers.wording.formats import minor_units
from storage import audit
from storage.appointments import reminders, session_rows
from storage.messages import outbox
from storage.messages import reach as stored_reach
from storage.services import catalogue as stored
from storage.services.catalogue import CoachColumns, ServiceColumns
from storage.transactions import Database, Writer

FIRST_MINUTES = 60
DONE: dict[str, Any] = {}  # the outcome is in the newest catalogue

Thing = TypeVar("Thing")


async def newest(database: Database) -> Catalogue:
    """The catalogue after a change."""
    async with database.read() as reader:
        return await stored.load(reader)


async def hold_coach(writer: Writer, coach_id: int) -> Coach:
    """The coach as they are now; nobody can book them until the commit. Raises NotFound."""
    _, coach = await hold_in_catalogue(writer, coach_id)
    return coach


async def hold_in_catalogue(writer: Writer, coach_id: int) -> tuple[Catalogue, Coach]:
    """The same, with the current catalogue."""
    await stored.lock_coach(writer, coach_id)
    catalogue = await stored.load(writer)
    return catalogue, look_up(catalogue.coaches, coach_id)


async def change_coach(
    database: Database,
    coach_id: int,
    change: Callable[[Coach], Coach],
    *,
    actor: Actor,
    key: str,
    now: datetime,
    available_channels: Collection[Channel],
    anyway: bool = False,
) -> Coach:
    """Change name, zone, approval, active or place, once; values that are already so stay.

    Bookings stay. A coach opened for the first time is welcomed, if they have a chat.
    available_channels: the ways beside Telegram that are set up. anyway: open even somebody whom
    nothing reaches. Raises NotFound, NotAllowed, BadInput, OutOfReach.
    """
    actor.require(Permission.COACHES)

    async def work(writer: Writer) -> dict[str, Any]:
        before = await hold_coach(writer, coach_id)
        after = change(before)
        offering_rules.check_coach(after, before)
        if after.active:
            after = replace(after, setting_up=False)
        reach = await stored_reach.of_person(writer, before.person_id)
        if after.active and not before.active and not anyway:
            _must_hear(reach, before, available_channels=available_channels)
        columns = changed_columns(before, after, CoachColumns)
        if columns:
            await stored.update_coach(writer, coach_id, **columns)
            old, new = was(before, columns), plain_values(columns)
            await write_down(writer, "change_coach", "coach", coach_id, old, new, actor, now)
        # It speaks of a chat: without one, they read it when they come in.
        if after.active and (reach is None or reach.chat):
            await outbox.enqueue(writer, [coach_welcome(after, now)])
        return DONE

    await once(database, work, actor=actor, key=key, now=now)
    return look_up((await newest(database)).coaches, coach_id)


async def assign_service(
    database: Database,
    coach_id: int,
    service_id: int,
    does: bool,
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Catalogue:
    """Set whether a coach does a service, once. Raises NotFound, NotAllowed."""
    actor.require(Permission.COACHES)

    async def work(writer: Writer) -> dict[str, Any]:
        catalogue, coach = await hold_in_catalogue(writer, coach_id)
        look_up(catalogue.services, service_id)
        service_ids = coach.service_ids | {service_id} if does else coach.service_ids - {service_id}
        if service_ids != coach.service_ids:
            await stored.set_coach_services(writer, coach_id, service_ids)
            old, new = _services(coach.service_ids), _services(service_ids)
            await write_down(writer, "offer", "coach", coach_id, old, new, actor, now)
        return DONE

    await once(database, work, actor=actor, key=key, now=now)
    return await newest(database)


async def add_service(
    database: Database,
    title: str,
    currency: str,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    described: Callable[[Service], Service] | None = None,
) -> Service:
    """Add a service, hidden and free of charge until the rest of it is known.

    described: fills in all that is known of it. Raises NotAllowed, BadInput, and what that does.
    """
    actor.require(Permission.SERVICES)

    async def work(writer: Writer) -> dict[str, Any]:
        catalogue = await stored.load(writer)
        services = catalogue.services.values()
        position = max((s.position for s in services), default=0) + 1
        price = Money(0, currency)
        plain = Service(0, title, FIRST_MINUTES, price, hidden=True, position=position)
        new = described(plain) if described else plain
        check_service(catalogue, new, None, now)
        columns = {name: getattr(new, name) for name in ServiceColumns.__annotations__}
        service_id = await stored.add_service(writer, **columns)
        after = {"title": title, **plain_values(changed_columns(plain, new, ServiceColumns))}
        await write_down(writer, "add_service", "service", service_id, None, after, actor, now)
        return {"service": service_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return look_up((await newest(database)).services, outcome["service"])


async def change_service(
    database: Database,
    service_id: int,
    change: Callable[[Service], Service],
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Service:
    """Change a service, once; values that are already so stay.

    Bookings keep their length, price, time and places. Raises NotFound, NotAllowed, BadInput.
    """
    actor.require(Permission.SERVICES)

    async def work(writer: Writer) -> dict[str, Any]:
        await stored.lock_service(writer, service_id)
        catalogue = await stored.load(writer)
        before = look_up(catalogue.services, service_id)
        after = change(before)
        check_service(catalogue, after, before, now)
        columns = changed_columns(before, after, ServiceColumns)
        if columns:
            await stored.update_service(writer, service_id, **columns)
            if "reminders" in columns:
                await reminders.mark(writer, service_id, now)
            if "capacity" in columns:
                await session_rows.resize(writer, service_id, columns["capacity"], now)
            old, new = was(before, columns), plain_values(columns)
            await write_down(writer, "change_service", "service", service_id, old, new, actor, now)
        return DONE

    await once(database, work, actor=actor, key=key, now=now)
    return look_up((await newest(database)).services, service_id)


def check_service(
    catalogue: Catalogue, after: Service, before: Service | None, now: datetime
) -> None:
    """Raise BadInput for a service that cannot be. before: None for a new one."""
    today = now.astimezone(ZoneInfo(catalogue.business.zone)).date()
    offering_rules.check_service(after, before, today, dearest(after.price.currency))


def dearest(currency: str) -> int:
    """The highest price of a service, in the smallest unit."""
    most: int = DEAREST * 10 ** minor_units(currency)
    return most


def _must_hear(
    reach: Reach | None, coach: Coach, *, available_channels: Collection[Channel]
) -> None:
    if reach is not None and not reach.is_reachable(available_channels):
        raise OutOfReach(coach.id, reach.met, reach.chat)


def look_up(things: Mapping[int, Thing], id_: int) -> Thing:
    """The one with that id. Raises NotFound."""
    if id_ not in things:
        raise NotFound
    return things[id_]


def _services(ids: Iterable[int]) -> dict[str, Any]:
    return {"services": sorted(ids)}


async def write_down(
    writer: Writer,
    action: str,
    entity: str,
    entity_id: int,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Record in the audit log what was done; a coach's lines can be found by coach, too."""
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action=action,
        entity=entity,
        entity_id=entity_id,
        coach_id=entity_id if entity == "coach" else None,
        before=before,
        after=after,
    )
