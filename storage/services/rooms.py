"""Rooms and devices, and what services need of them.

They are read with the catalogue, as a part of it; `storage.appointments.resources` knows who has
them when.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import bindparam, delete, insert, literal_column, select, update

from domain.services.resources import ALWAYS, Need, Resource, ResourceKind
from domain.working_hours.hours import Window, WorkingHours
from domain.working_hours.leave import Leave
from storage.prepared import PreparedStatement
from storage.row_cache import RowCache
from storage.tables.claims import resources
from storage.tables.rooms import resource_closures, service_needs
from storage.transactions import Writer

R = resources.c
Rows = Iterable[Mapping[str, Any]]

# Two columns of the statement that reads the catalogue: for `catalogue_fields`.
LOADED = """
    (SELECT array_agg(row_to_json(r)::text) FROM (
        SELECT id, kind, name, units, active, directions, hours, special,
            (SELECT zone FROM business WHERE id = 1) AS zone,
            (SELECT json_agg(json_build_array(id, starts_local, ends_local) ORDER BY starts_local)
                FROM resource_closures WHERE resource_id = resources.id) AS closures
        FROM resources WHERE kind <> 'coach'
    ) r),
    (SELECT json_agg(n ORDER BY service_id, nr) FROM service_needs n)
"""
_LOCKED = PreparedStatement(
    select(R.id).where(R.id == bindparam("resource")).with_for_update(key_share=True)
)
# Rooms and devices take their ids from the coaches' sequence: a coach's id is its resource's.
_NEXT = literal_column("nextval('coaches_id_seq')", R.id.type)


class ResourceColumns(TypedDict, total=False):
    """The columns of a room or device that can be set."""

    name: str
    units: int
    active: bool
    directions: str | None
    hours: WorkingHours


class CatalogueFields(TypedDict):
    """The contents of the two columns, by id of a resource and of a service."""

    resources: Mapping[int, Resource]
    needs: Mapping[int, tuple[Need, ...]]


def catalogue_fields(resources: Iterable[str] | None, needs: Rows | None) -> CatalogueFields:
    """Fields of `domain.services.catalogue.Catalogue` from the two columns."""
    by_service: dict[int, tuple[Need, ...]] = {}
    for row in needs or ():
        kind = ResourceKind(row["kind"]) if row["kind"] else None
        one = Need(row["units"], kind, tuple(row["resource_ids"]))
        by_service[row["service_id"]] = (*by_service.get(row["service_id"], ()), one)
    return {"resources": {one.id: one for one in _RESOURCES.of(resources)}, "needs": by_service}


async def add(writer: Writer, kind: ResourceKind, name: str, units: int = 1) -> int:
    """A new room or device, with this many units; the id."""
    resource_id: int = await writer.scalar(
        insert(resources).returning(R.id),
        {"id": await writer.scalar(select(_NEXT)), "kind": kind, "name": name, "units": units},
    )
    return resource_id


async def lock(writer: Writer, resource_id: int) -> None:
    """Waits for pending claims of it, and blocks others until the end."""
    await _LOCKED.rows(writer, resource=resource_id)


async def change(writer: Writer, resource_id: int, **columns: Unpack[ResourceColumns]) -> None:
    """Sets columns. Bookings keep what they have."""
    values: dict[str, Any] = dict(columns)
    if "hours" in columns:
        hours = columns["hours"]
        values["hours"] = None if hours.weekly == ALWAYS.weekly else hours.weekly
        values["special"] = {day.isoformat(): its for day, its in sorted(hours.overrides.items())}
    await writer.run(update(resources).where(R.id == resource_id).values(**values))


async def add_closure(writer: Writer, resource_id: int, starts: datetime, ends: datetime) -> int:
    """Closes it for a stretch of the business's wall time (naive); the id."""
    closure_id: int = await writer.scalar(
        insert(resource_closures).returning(resource_closures.c.id),
        {"resource_id": resource_id, "starts_local": starts, "ends_local": ends},
    )
    return closure_id


async def delete_closure(writer: Writer, resource_id: int, closure_id: int) -> None:
    """Opens it again."""
    c = resource_closures.c
    await writer.run(
        delete(resource_closures).where(c.id == closure_id, c.resource_id == resource_id)
    )


async def set_needs(writer: Writer, service_id: int, needs: Sequence[Need]) -> None:
    """Sets what a service needs: this and nothing else."""
    await writer.run(delete(service_needs).where(service_needs.c.service_id == service_id))
    if needs:
        rows = [
            {
                "service_id": service_id,
                "nr": nr,
                "units": need.units,
                "kind": need.kind,
                "resource_ids": list(need.resource_ids),
            }
            for nr, need in enumerate(needs)
        ]
        await writer.run(insert(service_needs).values(rows))


def _resource(row: Mapping[str, Any]) -> Resource:
    return Resource(
        id=row["id"],
        kind=ResourceKind(row["kind"]),
        name=row["name"] or "",
        units=row["units"],
        zone=row["zone"],
        active=row["active"],
        hours=_hours(row["hours"], row["special"]),
        closures=tuple(
            Leave(closure_id, datetime.fromisoformat(starts), datetime.fromisoformat(ends))
            for closure_id, starts, ends in row["closures"] or ()
        ),
        directions=row["directions"],
    )


def _hours(
    weekly: Sequence[Sequence[Sequence[int]]] | None,
    special: Mapping[str, Sequence[Sequence[int]]],
) -> WorkingHours:
    def day(windows: Sequence[Sequence[int]]) -> tuple[Window, ...]:
        return tuple((starts, ends) for starts, ends in windows)

    usual = ALWAYS.weekly if weekly is None else tuple(map(day, weekly))
    return WorkingHours(usual, {date.fromisoformat(on): day(its) for on, its in special.items()})


_RESOURCES = RowCache(_resource)
