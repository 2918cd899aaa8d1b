"""The catalogue: read as a whole at one moment, written piece by piece.

Triggers increment `business.catalogue_version` in the transaction of each change, so a reader that
sees a version sees exactly what belongs to it.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, TypedDict, Unpack
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql

from domain.refusals import LeaveOverlaps
from domain.services.catalogue import Business, Catalogue, Coach
from domain.services.meeting import Addresses, Meeting
from domain.services.reminders import Times
from domain.services.rules import Rules
from domain.services.service import Approval, Money, Service
from domain.services.terms import Length
from storage.coaches import suspensions
from storage.prepared import PreparedStatement
from storage.row_cache import RowCache
from storage.services import approvals, forms, rooms, service_rows
from storage.services import business as stored_business
from storage.services.terms import TERMS_OF_COACH, terms_of
from storage.tables.coaches import NO_LEAVE_OVERLAP, coaches, leaves
from storage.tables.services import coach_services, services
from storage.transactions import Reader, Writer
from storage.working_hours.closures import closure_of
from storage.working_hours.leave import LEAVE_OF_COACH, leave_of
from storage.working_hours.timetables import HOURS, hours_of


class CoachColumns(TypedDict, total=False):
    """The columns of a coach that can be set."""

    name: str
    zone: str
    approval: Approval
    active: bool
    place: str | None
    weight: int
    cap_day: int
    cap_week: int
    gap: int | None
    ask_first: bool | None
    setting_up: bool
    category: str | None
    about: str | None
    latitude: float | None
    longitude: float | None
    online: bool
    photo: str | None


class _AllOfCoach(CoachColumns, total=False):
    """And those only set together, see `domain.coaches.suspension`."""

    suspended_at: datetime | None
    suspended_until: datetime | None
    suspended_reason: str | None


class _Details(TypedDict, total=False):
    """The fields of `domain.services.service.Service` that are optional for a new one."""

    buffer_before: int
    buffer_after: int
    step: int
    rules: Rules
    hidden: bool
    position: int
    capacity: int
    most_places: int
    category: str | None
    description: str | None
    meeting: Meeting
    addresses: Addresses
    approval: Approval | None
    lengths: tuple[Length, ...]
    reminders: Times | None
    latitude: float | None
    longitude: float | None


class ServiceColumns(_Details, total=False):
    """And those required: all that can be set. A test compares both to the fields."""

    title: str
    minutes: int
    price: Money


# The fields that are columns of the same name; the others are made from several, or from other
# tables.
_COACH = service_rows.plain_columns(Coach, coaches)

# One statement is one snapshot: rows of separate statements could be of different versions.
_LOAD = f"""
SELECT catalogue_version, {", ".join(stored_business.COLUMNS)},
    (SELECT array_agg(row_to_json(s)::text) FROM services s),
    (SELECT array_agg(row_to_json(c)::text) FROM (
        SELECT {", ".join(_COACH)}, known_at_once, {", ".join(suspensions.COLUMNS)},
            {HOURS},
            {LEAVE_OF_COACH},
            {TERMS_OF_COACH},
            (SELECT json_agg(day) FROM opened_days WHERE coach_id = coaches.id) AS opened_days,
            (SELECT json_agg(service_id)
                FROM coach_services WHERE coach_id = coaches.id) AS service_ids
        FROM coaches
    ) c),
    (SELECT json_agg(k ORDER BY first_day, id) FROM closures k),
    {rooms.LOADED},
    {forms.LOADED}
FROM business WHERE id = 1
"""
_COACH_ROW = select(coaches.c.id).where(coaches.c.id == bindparam("coach"))
_COACH_SHARED = PreparedStatement(_COACH_ROW.with_for_update(read=True))
_COACH_LOCKED = PreparedStatement(_COACH_ROW.with_for_update(key_share=True))
_SERVICE_LOCKED = PreparedStatement(
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
    """The newest version of the catalogue."""
    [[newest]] = await reader.fetch("SELECT catalogue_version FROM business WHERE id = 1")
    return int(newest)


async def load(reader: Reader) -> Catalogue:
    """Everything that can be booked, hidden and inactive included."""
    [[version, *row]] = await reader.fetch(_LOAD)
    of_business, rest = row[: len(stored_business.COLUMNS)], row[len(stored_business.COLUMNS) :]
    raw_services, working, closed, *more, questions = rest
    facts = dict(zip(stored_business.COLUMNS, of_business, strict=True))
    return Catalogue(
        version=version,
        business=stored_business.of_row(facts),
        services={one.id: one for one in _SERVICES.of(raw_services)},
        coaches={one.id: one for one in _COACHES.of(working)},
        closures=tuple(map(closure_of, closed or ())),
        forms=forms.by_service(questions),
        **rooms.catalogue_fields(*more),
    )


async def update_business(writer: Writer, business: Business) -> None:
    """Saves everything about the business."""
    await stored_business.set_columns(writer, asdict(business))


async def share_coach(writer: Writer, coach_id: int) -> None:
    """Keeps the coach unchanged until the transaction ends; others may do the same meanwhile."""
    await _COACH_SHARED.rows(writer, coach=coach_id)


async def lock_coach(writer: Writer, coach_id: int) -> None:
    """Waits for transactions that share or hold the coach, and keeps others out until the end."""
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
    setting_up: bool = False,
) -> int:
    """A new coach, without hours and services; the id. zone: IANA."""
    coach_id: int = await writer.scalar(
        insert(coaches).returning(coaches.c.id),
        {
            "person_id": person_id,
            "name": name,
            "zone": zone,
            **approvals.approval_columns(approval),
            "active": active,
            "place": place,
            "setting_up": setting_up,
        },
    )
    return coach_id


async def update_coach(writer: Writer, coach_id: int, **columns: Unpack[_AllOfCoach]) -> None:
    """Sets columns of a coach."""
    values: dict[str, Any] = dict(columns)
    if "approval" in columns:
        values |= approvals.approval_columns(columns["approval"])
    await writer.run(update(coaches).where(coaches.c.id == coach_id).values(values))


async def add_service(
    writer: Writer, *, title: str, minutes: int, price: Money, **details: Unpack[_Details]
) -> int:
    """A new service, with the defaults of `domain.services.service.Service`; the id."""
    new = Service(0, title, minutes, price, **details)
    columns = {name: getattr(new, name) for name in ServiceColumns.__annotations__}
    service_id: int = await writer.scalar(
        insert(services).returning(services.c.id), service_rows.service_columns(columns)
    )
    return service_id


async def update_service(
    writer: Writer, service_id: int, **columns: Unpack[ServiceColumns]
) -> None:
    """Sets fields of a service. Bookings keep their length and price."""
    await writer.run(
        update(services)
        .where(services.c.id == service_id)
        .values(service_rows.service_columns(columns))
    )


async def lock_service(writer: Writer, service_id: int) -> None:
    """Blocks other changes to the service until the transaction ends."""
    await _SERVICE_LOCKED.rows(writer, service=service_id)


async def set_coach_services(writer: Writer, coach_id: int, service_ids: Collection[int]) -> None:
    """The services that a coach does: these and no others."""
    condition = coach_services.c.coach_id == coach_id
    await writer.run(delete(coach_services).where(condition))
    if service_ids:
        rows = [{"coach_id": coach_id, "service_id": service} for service in service_ids]
        await writer.run(insert(coach_services).values(rows))


async def add_leave(
    writer: Writer,
    coach_id: int,
    starts: datetime,
    ends: datetime,
    note: str | None = None,
    *,
    block: bool = False,
) -> int:
    """New leave in the coach's wall time (naive); the id. block: as in
    `domain.working_hours.leave`. Raises LeaveOverlaps."""
    leave_id: int | None = await writer.scalar(
        _ADD_LEAVE,
        {
            "coach_id": coach_id,
            "starts_local": starts,
            "ends_local": ends,
            "note": note,
            "block": block,
        },
    )
    if leave_id is None:
        raise LeaveOverlaps
    return leave_id


async def delete_leave(writer: Writer, coach_id: int, leave_id: int) -> bool:
    """Deletes leave; whether this coach had it."""
    mine = (leaves.c.id == leave_id, leaves.c.coach_id == coach_id)
    return await writer.run(delete(leaves).where(*mine)) > 0


def _coach(row: Mapping[str, Any]) -> Coach:
    plain = {name: row[name] for name in _COACH}
    leaves, repeats = leave_of(row)
    if suspension := suspensions.of_row(row):
        leaves = (*leaves, suspension.leave(ZoneInfo(row["zone"])))
    return Coach(
        **plain | {"approval": approvals.of_row(row)},
        hours=hours_of(row),
        leaves=leaves,
        suspension=suspension,
        repeats=repeats,
        service_ids=frozenset(row["service_ids"] or ()),
        terms=terms_of(row["terms"]),
        opened_days=frozenset(map(date.fromisoformat, row["opened_days"] or ())),
    )


_SERVICES = RowCache(service_rows.of_row)
_COACHES = RowCache(_coach)
