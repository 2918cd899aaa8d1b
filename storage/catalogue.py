"""The catalogue: read whole and of one moment, written piece by piece.

Triggers count `business.catalogue_version` up in the transaction of each change, so a reader that
sees a version sees exactly what belongs to it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from dataclasses import fields as dataclass_fields
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql

from domain.catalogue import Approval, Business, Catalogue, Coach, Money, Rules, Service
from domain.hours import MIDNIGHT, Window, WorkingHours
from domain.refusals import LeaveOverlaps
from storage import rooms
from storage.leave import LEAVE_OF_COACH, leave_of
from storage.prepared import Prepared
from storage.tables.business import business
from storage.tables.coaches import NO_LEAVE_OVERLAP, coaches, hours_overrides, leaves, working_hours
from storage.tables.services import coach_services, services
from storage.transactions import Reader, Writer


def _plain_columns(entity: type[Any], table: Table) -> tuple[str, ...]:
    names = (field.name for field in dataclass_fields(entity))
    return tuple(name for name in names if name in table.c)


class CoachColumns(TypedDict, total=False):
    """What can be set of a coach."""

    name: str
    zone: str
    approval: Approval
    active: bool
    place: str | None


class _Details(TypedDict, total=False):
    buffer_before: int
    buffer_after: int
    step: int
    rules: Rules
    hidden: bool
    position: int
    capacity: int
    most_places: int


class NewService(_Details):
    """A new service: the fields of `domain.catalogue.Service`, with its defaults."""

    title: str
    minutes: int
    price: Money


class ServiceColumns(_Details, total=False):
    """What can be set of a service: the fields of `domain.catalogue.Service`."""

    title: str
    minutes: int
    price: Money


# The fields that are columns of the same name; the others are made of several, or of other tables.
_RULES = tuple(field.name for field in dataclass_fields(Rules))
_SERVICE = _plain_columns(Service, services)
_COACH = _plain_columns(Coach, coaches)

# One statement is one snapshot: rows of separate statements could be of different versions.
_LOAD = f"""
SELECT catalogue_version, name, zone, place,
    (SELECT json_agg(s) FROM services s),
    (SELECT json_agg(c) FROM (
        SELECT {", ".join(_COACH)},
            (SELECT json_agg(json_build_array(weekday, starts, ends + past_midnight)
                ORDER BY weekday, starts)
                FROM working_hours WHERE coach_id = coaches.id) AS weekly,
            (SELECT json_object_agg(day, json_build_array(windows, past_midnight))
                FROM hours_overrides WHERE coach_id = coaches.id) AS overrides,
            {LEAVE_OF_COACH},
            (SELECT json_agg(service_id)
                FROM coach_services WHERE coach_id = coaches.id) AS service_ids
        FROM coaches
    ) c),
    {rooms.LOADED}
FROM business WHERE id = 1
"""
_COACH_ROW = select(coaches.c.id).where(coaches.c.id == bindparam("coach"))
_COACH_SHARED = Prepared(_COACH_ROW.with_for_update(read=True))
_COACH_LOCKED = Prepared(_COACH_ROW.with_for_update(key_share=True))
_SERVICE_LOCKED = Prepared(
    select(services.c.id)
    .where(services.c.id == bindparam("service"))
    .with_for_update(key_share=True)
)
_ADD_LEAVE = (
    postgresql.insert(leaves)
    .on_conflict_do_nothing(constraint=NO_LEAVE_OVERLAP)
    .returning(leaves.c.id)
)


async def version(reader: Reader) -> int:
    """Which catalogue is the newest."""
    [[newest]] = await reader.fetch("SELECT catalogue_version FROM business WHERE id = 1")
    return int(newest)


async def load(reader: Reader) -> Catalogue:
    """Everything that can be booked, hidden and inactive included."""
    [[version, name, zone, place, offered, working, *more]] = await reader.fetch(_LOAD)
    return Catalogue(
        version=version,
        business=Business(name, zone, place),
        services={row["id"]: _service(row) for row in offered or ()},
        coaches={row["id"]: _coach(row) for row in working or ()},
        **rooms.loaded(zone, *more),
    )


async def update_business(writer: Writer, changed: Business) -> None:
    """Sets name, zone and place."""
    await writer.run(
        update(business).values(name=changed.name, zone=changed.zone, place=changed.place)
    )


async def share_coach(writer: Writer, coach_id: int) -> None:
    """Keeps the coach as they are until the transaction ends; others may do the same meanwhile."""
    await _COACH_SHARED.rows(writer, coach=coach_id)


async def lock_coach(writer: Writer, coach_id: int) -> None:
    """Waits for whoever shares or holds the coach, and keeps them out until the end."""
    await _COACH_LOCKED.rows(writer, coach=coach_id)


async def add_coach(
    writer: Writer,
    *,
    person_id: int,
    name: str,
    zone: str,
    approval: Approval = Approval.MANUAL,
    active: bool = True,
    place: str | None = None,
) -> int:
    """A new coach, without hours and services; the id. zone: IANA."""
    found: int = await writer.scalar(
        insert(coaches).returning(coaches.c.id),
        {
            "person_id": person_id,
            "name": name,
            "zone": zone,
            "approval": approval,
            "active": active,
            "place": place,
        },
    )
    return found


async def update_coach(writer: Writer, coach_id: int, **columns: Unpack[CoachColumns]) -> None:
    """Sets columns of a coach."""
    await writer.run(update(coaches).where(coaches.c.id == coach_id).values(**columns))


async def add_service(writer: Writer, **fields: Unpack[NewService]) -> int:
    """A new service; the id."""
    new = Service(id=0, **fields)
    columns = {field.name: getattr(new, field.name) for field in dataclass_fields(new)[1:]}
    found: int = await writer.scalar(insert(services).returning(services.c.id), _flat(columns))
    return found


async def update_service(
    writer: Writer, service_id: int, **columns: Unpack[ServiceColumns]
) -> None:
    """Sets fields of a service. What is booked keeps its length and price."""
    await writer.run(update(services).where(services.c.id == service_id).values(_flat(columns)))


async def lock_service(writer: Writer, service_id: int) -> None:
    """Makes other changes of the service wait until the transaction ends."""
    await _SERVICE_LOCKED.rows(writer, service=service_id)


async def set_coach_services(writer: Writer, coach_id: int, service_ids: Collection[int]) -> None:
    """The services that a coach does: these and no others."""
    kept = coach_services.c.coach_id == coach_id
    await writer.run(delete(coach_services).where(kept))
    if service_ids:
        rows = [{"coach_id": coach_id, "service_id": service} for service in service_ids]
        await writer.run(insert(coach_services).values(rows))


async def set_weekday_hours(
    writer: Writer, coach_id: int, weekday: int, windows: Sequence[Window]
) -> None:
    """A coach's hours on a weekday (0 is Monday): these windows and no others; none is closed."""
    h = working_hours.c
    await writer.run(delete(working_hours).where(h.coach_id == coach_id, h.weekday == weekday))
    if windows:
        within, past = _until_midnight(windows)
        rows = [
            {"coach_id": coach_id, "weekday": weekday, "starts": starts, "ends": ends}
            for starts, ends in within
        ]
        rows = [row | {"past_midnight": past if row is rows[-1] else 0} for row in rows]
        await writer.run(insert(working_hours).values(rows))


async def set_override(
    writer: Writer, coach_id: int, day: date, windows: Sequence[Window] | None
) -> None:
    """A coach's hours on one date; none is a day off; None goes back to the weekday's."""
    o = hours_overrides.c
    await writer.run(delete(hours_overrides).where(o.coach_id == coach_id, o.day == day))
    if windows is not None:
        within, past = _until_midnight(windows)
        row = {"coach_id": coach_id, "day": day, "windows": within, "past_midnight": past}
        await writer.run(insert(hours_overrides), row)


async def add_leave(
    writer: Writer, coach_id: int, starts: datetime, ends: datetime, note: str | None = None
) -> int:
    """New leave in the coach's wall time (naive); the id. Raises LeaveOverlaps."""
    found: int | None = await writer.scalar(
        _ADD_LEAVE,
        {"coach_id": coach_id, "starts_local": starts, "ends_local": ends, "note": note},
    )
    if found is None:
        raise LeaveOverlaps
    return found


async def delete_leave(writer: Writer, coach_id: int, leave_id: int) -> bool:
    """Takes leave back; whether this coach had it."""
    mine = (leaves.c.id == leave_id, leaves.c.coach_id == coach_id)
    return await writer.run(delete(leaves).where(*mine)) > 0


def _flat(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a service as columns."""
    columns = dict(fields)
    if price := columns.pop("price", None):
        columns |= {"price_minor": price.minor, "currency": price.currency}
    if rules := columns.pop("rules", None):
        columns |= asdict(rules)
    return columns


def _service(row: Mapping[str, Any]) -> Service:
    plain = {name: row[name] for name in _SERVICE}
    rules = Rules(**{name: row[name] for name in _RULES})
    return Service(**plain, price=Money(row["price_minor"], row["currency"]), rules=rules)


def _until_midnight(windows: Sequence[Window]) -> tuple[list[Window], int]:
    """The windows of a day in order, ending at midnight, and the minutes that the last goes on."""
    *others, (starts, ends) = sorted(windows) or [(0, 0)]
    if ends <= MIDNIGHT:
        return sorted(windows), 0
    return [*others, (starts, MIDNIGHT)], ends - MIDNIGHT


def _past_midnight(windows: Sequence[Sequence[int]], past: int) -> tuple[Window, ...]:
    """What `_until_midnight` parted."""
    day = [(starts, ends) for starts, ends in windows]
    if past and day and day[-1][1] == MIDNIGHT:
        day[-1] = (day[-1][0], MIDNIGHT + past)
    return tuple(day)


def _coach(row: Mapping[str, Any]) -> Coach:
    weekly: list[list[Window]] = [[] for _ in range(7)]
    for weekday, starts, ends in row["weekly"] or ():
        weekly[weekday].append((starts, ends))
    overrides = {
        date.fromisoformat(day): _past_midnight(windows, past)
        for day, (windows, past) in (row["overrides"] or {}).items()
    }
    plain = {name: row[name] for name in _COACH}
    leaves, repeats = leave_of(row)
    return Coach(
        **plain | {"approval": Approval(row["approval"])},
        hours=WorkingHours(tuple(map(tuple, weekly)), overrides),
        leaves=leaves,
        repeats=repeats,
        service_ids=frozenset(row["service_ids"] or ()),
    )
