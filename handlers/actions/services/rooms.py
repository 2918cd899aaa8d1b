"""Rooms and devices, changed by those who run the business.

Coming sessions that would lose their room are listed before anything is saved. If it is saved all
the same, they keep what they have: people agreed on them.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from domain.business.offering_rules import check_needs, check_room
from domain.refusals import BadInput, NotFound, ServiceChanged
from domain.roles import Actor, Permission
from domain.services import resources as resources_of
from domain.services.catalogue import Catalogue
from domain.services.resources import Need, Resource, ResourceKind
from domain.starts.room_refusals import RoomInUse
from domain.starts.rooming import stranded_uses
from domain.text.field_text import FARTHEST_DAY, check_days
from domain.time.periods import Period, check_ahead
from domain.time.spans import epoch
from domain.working_hours.hours import Window
from domain.working_hours.leave import Leave, LeaveStretch
from handlers.actions.columns import changed_columns
from handlers.actions.once import once
from handlers.actions.services.catalogue import DONE, look_up, newest, write_down
from storage.appointments import resources
from storage.services import catalogue as stored
from storage.services import rooms
from storage.services.rooms import ResourceColumns
from storage.transactions import Database, Reader, Writer

FARTHEST = timedelta(days=800)  # farther ahead than anything can be booked
Needs = tuple[Need, ...]
HowRoom = Callable[[Resource], Resource]


async def add_room(
    database: Database,
    kind: ResourceKind,
    name: str,
    *,
    actor: Actor,
    key: str,
    now: datetime,
    described: Callable[[Resource], Resource] | None = None,
) -> Resource:
    """Add a room or device: a single one, always open.

    described: fills in all that is known of it. Raises NotAllowed, BadInput, and what that does.
    """
    actor.require(Permission.ROOMS)

    async def work(writer: Writer) -> dict[str, Any]:
        resource_id = await rooms.add(writer, kind, name)
        after = {"kind": kind.value, "name": name}
        plain = look_up((await stored.load(writer)).resources, resource_id)
        new = described(plain) if described else plain
        check_room(new, None)
        columns = changed_columns(plain, new, ResourceColumns)
        if columns:
            await rooms.change(writer, resource_id, **columns)
        after |= {name: its for name, its in _facts(new).items() if its != _facts(plain)[name]}
        await write_down(writer, "add_room", "room", resource_id, None, after, actor, now)
        return {"room": resource_id}

    outcome = await once(database, work, actor=actor, key=key, now=now)
    return look_up((await newest(database)).resources, outcome["room"])


async def change_room(
    database: Database,
    resource_id: int,
    change: Callable[[Resource], Resource],
    *,
    anyway: bool = False,
    actor: Actor,
    key: str,
    now: datetime,
) -> Resource:
    """Change name, units, directions, hours, closures, or whether it is retired; once.

    anyway: even if coming sessions would lose it; they keep it. Raises NotFound, NotAllowed,
    BadInput, and RoomInUse with those sessions.
    """
    actor.require(Permission.ROOMS)

    async def work(writer: Writer) -> dict[str, Any]:
        await rooms.lock(writer, resource_id)
        before = look_up((await stored.load(writer)).resources, resource_id)
        after = change(before)
        check_room(after, before)
        if not anyway:
            await _refuse_change(writer, before, after, now)
        columns = changed_columns(before, after, ResourceColumns)
        if columns:
            await rooms.change(writer, resource_id, **columns)
        await _set_closures(writer, before, after)
        if before != after:
            old, new = _facts(before), _facts(after)
            was, becomes = (
                {name: one[name] for name in old if old[name] != new[name]} for one in (old, new)
            )
            await write_down(writer, "change_room", "room", resource_id, was, becomes, actor, now)
        return DONE

    await once(database, work, actor=actor, key=key, now=now)
    return look_up((await newest(database)).resources, resource_id)


async def check_change(
    database: Database, room: Resource, after: Resource, *, actor: Actor, now: datetime
) -> None:
    """Raise what `change_room` would for coming sessions, without changing anything."""
    actor.require(Permission.ROOMS)
    async with database.read() as reader:
        await _refuse_change(reader, room, after, now)


def with_closure(room: Resource, stretch: LeaveStretch, today: date) -> Resource:
    """The room with a closure, in the business's wall time; the same stretch twice is one closure.

    Raises BadInput for days that `check_days` refuses, and for those that are over.
    """
    stretches = [(one.starts, one.ends) for one in room.closures]
    if (stretch.starts, stretch.ends) in stretches:
        return room
    closure = Leave(0, stretch.starts, stretch.ends)
    check_days(closure.first_day, closure.last_day, today)
    if closure.last_day < today:
        raise BadInput("days")
    return replace(room, closures=(*room.closures, closure))


def without_closure(room: Resource, closure_id: int) -> Resource:
    """The room without a closure; one that is gone already stays gone."""
    return replace(room, closures=tuple(one for one in room.closures if one.id != closure_id))


def on_dates(
    room: Resource, days: Sequence[date], windows: Sequence[Window] | None, today: date
) -> Resource:
    """The room with these hours on these days of the business; empty for closed, None as in any
    week.

    Raises BadInput for more dates than it may have, for past ones, and as `check_ahead`.
    """
    if not days or days[0] < today:
        raise BadInput("days", FARTHEST_DAY)
    check_ahead(Period(days[0], days[-1]), today)
    hours = resources_of.on_dates(room.hours, days, windows, today)
    if len(hours.overrides) > resources_of.MOST_SPECIAL:
        raise BadInput("room_dates", resources_of.MOST_SPECIAL)
    return replace(room, hours=hours)


async def _refuse_change(reader: Reader, before: Resource, after: Resource, now: datetime) -> None:
    """Raise RoomInUse if coming sessions would lose what they have."""
    if before == after:
        return
    uses = await resources.uses(reader, before.id, now, now + FARTHEST)
    hit = [use for use in stranded_uses(before, after, uses) if use.starts > epoch(now)]
    if hit:
        raise RoomInUse(
            before.id,
            tuple((use.who or use.service_title, use.starts) for use in hit),
            tuple(use.appointment_id or 0 for use in hit),
        )


async def set_needs(
    database: Database,
    service_id: int,
    change: Callable[[Needs], Needs],
    *,
    actor: Actor,
    key: str,
    now: datetime,
) -> Catalogue:
    """Set what a service needs besides its coach, once; bookings keep what they have.

    Raises NotFound, NotAllowed, BadInput, and ServiceChanged as `change` does.
    """
    actor.require(Permission.ROOMS)

    async def work(writer: Writer) -> dict[str, Any]:
        await stored.lock_service(writer, service_id)
        catalogue = await stored.load(writer)
        if service_id not in catalogue.services:
            raise NotFound
        before = catalogue.needs.get(service_id, ())
        after = change(before)
        check_needs(after, before)
        if any(one not in catalogue.resources for need in after for one in need.resource_ids):
            raise ServiceChanged(service_id)
        if after != before:
            await rooms.set_needs(writer, service_id, after)
            old, new = _plain(before), _plain(after)
            await write_down(writer, "set_needs", "service", service_id, old, new, actor, now)
        return DONE

    await once(database, work, actor=actor, key=key, now=now)
    return await newest(database)


async def _set_closures(writer: Writer, before: Resource, after: Resource) -> None:
    """Closures are equal by stretch: the same one twice is one."""
    old = {(one.starts, one.ends): one.id for one in before.closures}
    new = {(one.starts, one.ends) for one in after.closures}
    for stretch in sorted(new - old.keys()):
        await rooms.add_closure(writer, before.id, *stretch)
    for stretch in sorted(old.keys() - new):
        await rooms.delete_closure(writer, before.id, old[stretch])


def _facts(one: Resource) -> dict[str, Any]:
    return {
        "name": one.name,
        "units": one.units,
        "active": one.active,
        "directions": one.directions,
        "hours": [list(map(list, windows)) for windows in one.hours.weekly],
        "dates": {day.isoformat(): its for day, its in sorted(one.hours.overrides.items())},
        "closures": sorted([c.starts.isoformat(), c.ends.isoformat()] for c in one.closures),
    }


def _plain(needs: Sequence[Need]) -> dict[str, Any]:
    each = [
        {"units": need.units, "kind": need.kind, "resources": list(need.resource_ids)}
        for need in needs
    ]
    return {"needs": each}
