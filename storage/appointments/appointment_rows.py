"""How appointments map to rows: what is inserted, and what is read back with both names."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

import asyncpg
from sqlalchemy import ARRAY, ColumnElement, Integer, Text, case, func, literal_column, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.selectable import CTE

from domain.appointments.accountability import Bearer
from domain.appointments.appointment import OFF, Appointment, Status
from domain.services.forms import Answered
from domain.services.meeting import Meeting
from domain.services.resources import ResourceKind
from domain.services.service import Money, Service
from storage.appointments.claims import NEXT_HOLDER, parameter
from storage.appointments.resources import CALLED
from storage.prepared import PreparedStatement
from storage.tables.appointments import appointments
from storage.tables.coaches import coaches
from storage.tables.people import people
from storage.transactions import Cells


@dataclass(frozen=True, slots=True)
class NewAppointment:
    """What to insert.

    service: as booked; its length and buffers give the blocked time. starts_at: UTC. wall_start:
    the same in `zone`, naive. price: as shown, for all places. created_at: the current instant.
    places: more than one only for a seat in a group session. series_id, series_nr, series_of: for a
    date of a series, as in `Appointment`. resource_ids: rooms and devices besides its coach.
    answer_by: for a request.
    """

    coach_id: int
    customer_id: int
    service: Service
    status: Status
    starts_at: datetime
    zone: str
    wall_start: datetime
    price: Money
    code: str
    created_at: datetime
    note: str | None = None
    answers: Answered = ()
    held_until: datetime | None = None
    places: int = 1
    series_id: int | None = None
    series_nr: int | None = None
    series_of: int | None = None
    resource_ids: tuple[int, ...] = ()
    answer_by: datetime | None = None


A = appointments.c
_PRICE = ("price_minor", "currency")
CUSTOMER_NAME = func.concat_ws(" ", people.c.first_name, people.c.last_name)
# How it is held was agreed on. Where only says how to get there: when a coach moves, or the link
# changes, the reminder gives the new one.
_PLACE = """
    (SELECT coalesce(t.addresses ->> appointments.meeting, s.addresses ->> appointments.meeting,
        CASE appointments.meeting WHEN 'site' THEN coalesce(c.place, b.place) END)
    FROM coaches c CROSS JOIN business b CROSS JOIN services s
        LEFT JOIN coach_terms t ON t.coach_id = c.id AND t.service_id = s.id
    WHERE c.id = appointments.coach_id AND s.id = appointments.service_id)
"""
_PHONE = """
    CASE appointments.meeting WHEN 'phone' THEN (
        SELECT value FROM identities
        WHERE person_id = appointments.customer_id AND kind = 'phone'
        ORDER BY verified_at DESC NULLS LAST LIMIT 1
    ) END
"""
# The same goes for rooms. A session without any queries no other table.
_CALLED = f"""
    CASE WHEN appointments.resource_ids IS NOT NULL THEN (
        SELECT {CALLED} FROM resources WHERE id = ANY (appointments.resource_ids)
    ) END
"""
_REMINDERS = """
    (SELECT coalesce(s.reminders, b.reminders) FROM services s CROSS JOIN business b
    WHERE s.id = appointments.service_id)
"""
_SERIES_ON = f"""
    CASE WHEN appointments.series_id IS NOT NULL THEN (
        SELECT count(*)::int FROM appointments date WHERE date.coach_id = appointments.coach_id
            AND date.series_id = appointments.series_id
            AND date.status NOT IN {tuple(map(str, OFF))}
    ) END
"""
_WRITING = "(SELECT writing_minutes FROM business)"
_ROOMS, _DEVICES = (_CALLED.replace("KIND", f"'{kind}'") for kind in ResourceKind)
_DERIVED: Mapping[str, ColumnElement[Any]] = {
    "coach_name": coaches.c.name,
    "customer_name": CUSTOMER_NAME,
    "place": literal_column(_PLACE, Text),
    "rooms": literal_column(_ROOMS, ARRAY(Text)),
    "devices": literal_column(_DEVICES, ARRAY(Text)),
    "phone": literal_column(_PHONE, Text),
    "customer_zone": people.c.zone,
    # An offer belongs to one version: changes to the appointment need not know about it.
    **{
        name: case((A.offer_version == A.version, A[name]))
        for name in ("suggested", "offer_until", "rescue_id", "cover_id")
    },
    **{
        name: case((A.asked_version == A.version, A[name]))
        for name in ("asked_coach_id", "asked_until")
    },
    "reminders": literal_column(_REMINDERS, ARRAY(Integer)),
    "series_on": literal_column(_SERIES_ON, Integer),
    "writing_minutes": literal_column(_WRITING, Integer),
}


def _columns() -> Iterator[ColumnElement[Any]]:
    """The columns of an `Appointment`, in the order of its fields; its price is two columns."""
    for name in (field.name for field in fields(Appointment)):
        if name == "price":
            yield from (A[column] for column in _PRICE)
        else:
            yield _DERIVED[name].label(name) if name in _DERIVED else A[name]


SELECT = (
    select(*_columns())
    .select_from(appointments)
    .join(coaches, coaches.c.id == A.coach_id)
    .join(people, people.c.id == A.customer_id)
)
# NULL for an empty `suggested`.
NO_OFFER: Mapping[str, Any] = {
    "proposed": (),
    "suggested": (),
    "offer_until": None,
    "rescue_id": None,
    "cover_id": None,
    "asked_coach_id": None,
    "asked_until": None,
}
_LISTS = ("rooms", "devices", "resource_ids", "also", "reminders")
_NAMES = tuple(SELECT.selected_columns.keys())
# The fields of a new appointment that are columns with the same name; and all columns from
# `appointment_columns`.
_PLAIN = tuple(field.name for field in fields(NewAppointment) if field.name in A)
INSERTED = (
    *_PLAIN,
    *("service_id", "service_title", "minutes", "ends_at", "blocked"),
    *("price_minor", "currency", "meeting", "updated_at", "also"),
)


# As text: expressions in RETURNING do not correlate with the statement's table.
_NAMED = (
    A.id,
    text("(SELECT name FROM coaches WHERE id = appointments.coach_id)"),
    text(
        "(SELECT concat_ws(' ', first_name, last_name) FROM people"
        " WHERE id = appointments.customer_id)"
    ),
    text(_PLACE),
    text(_PHONE),
    text("(SELECT zone FROM people WHERE id = appointments.customer_id)"),
    text(_ROOMS),
    text(_DEVICES),
    A.resource_ids,
    A.also,
    text(_REMINDERS),
)


def inserting(occupied: CTE | None, *, seat: bool = False) -> PreparedStatement:
    """The statement that inserts an appointment, and returns what `inserted_appointment` takes.

    occupied: what needs a row first: the claim, whose holder it becomes; or the group session in
    which it is a seat. None if it blocks no time. Parameters: those of `appointment_columns` and of
    `occupied`.
    """
    own = seat or occupied is None
    first: Any = NEXT_HOLDER if own or occupied is None else occupied.c.holder_id
    session = occupied.c.id if seat and occupied is not None else literal_column("NULL::bigint")
    columns = {name: parameter(A[name], name) for name in INSERTED}
    if seat and occupied is not None:
        columns["resource_ids"] = occupied.c.resource_ids
    values = select(first, session, literal_column("true"), *columns.values())
    if occupied is not None:
        values = values.select_from(occupied)
    # No ON CONFLICT: a code in use is not a taken time, and would leave the claim behind.
    return PreparedStatement(
        postgresql.insert(appointments)
        .from_select(("id", "session_id", "claimed", *INSERTED), values)
        .returning(*_NAMED)
    )


def of_row(row: Cells) -> Appointment:
    """The appointment in a row of SELECT."""
    cells = dict(zip(_NAMES, row, strict=True))
    price = Money(*map(cells.pop, _PRICE))
    cells |= {name: tuple(cells[name] or ()) for name in (*_LISTS, "suggested", "handed_by")}
    cells["answers"] = tuple((question, answer) for question, answer in cells["answers"] or ())
    cells |= {
        "status": Status(cells["status"]),
        "proposed": tuple(cells["proposed"]),
        "meeting": Meeting(cells["meeting"]),
        "borne_by": Bearer(cells["borne_by"]) if cells["borne_by"] else None,
    }
    return Appointment(**cells, price=price)


def appointment_columns(new: NewAppointment) -> dict[str, Any]:
    """The columns to insert."""
    return {
        **{name: getattr(new, name) for name in _PLAIN},
        **times(new.service, new.starts_at, new.wall_start),
        "service_id": new.service.id,
        "service_title": new.service.title,
        "price_minor": new.price.minor,
        "currency": new.price.currency,
        "meeting": new.service.meeting,
        "answers": json.dumps(new.answers) if new.answers else None,
        "updated_at": new.created_at,
        "resource_ids": new.resource_ids or None,
        "also": new.service.also or None,
    }


def written_as(columns: Mapping[str, Any]) -> dict[str, Any]:
    """A change as columns: an offer belongs to the version that it makes. Without one the row still
    names its last rescue, whose card has to follow."""
    offers = bool(columns["offer_until"])
    values = {
        **columns,
        "suggested": columns["suggested"] or None,
        "offer_version": A.version + 1 if offers else None,
        "rescue_id": columns["rescue_id"] if offers else A.rescue_id,
        "asked_version": A.version + 1 if columns["asked_until"] else None,
    }
    if "resource_ids" in columns:
        values["resource_ids"] = columns["resource_ids"] or None
    return values


def times(service: Service, starts_at: datetime, wall_start: datetime) -> dict[str, Any]:
    """The columns for the time of a session of this service that begins at `starts_at`."""
    ends_at = starts_at + service.length
    return {
        "minutes": service.minutes,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "wall_start": wall_start,
        "blocked": blocked_by(service, starts_at),
    }


def blocked_by(service: Service, starts_at: datetime) -> asyncpg.Range:
    """What a session of this service that begins at `starts_at` blocks, buffers included."""
    return asyncpg.Range(
        starts_at - timedelta(minutes=service.buffer_before),
        starts_at + service.length + timedelta(minutes=service.buffer_after),
    )


def inserted_appointment(
    new: NewAppointment,
    appointment_id: int,
    coach_name: str,
    customer_name: str,
    place: str | None,
    phone: str | None,
    customer_zone: str | None,
    *lists: Sequence[Any] | None,
) -> Appointment:
    """The appointment made from a new one."""
    columns = appointment_columns(new)
    columns |= {name: tuple(some or ()) for name, some in zip(_LISTS, lists, strict=True)}
    columns["answers"] = new.answers
    return Appointment(
        **{name: columns[name] for name in _NAMES if name in columns and name not in _PRICE},
        id=appointment_id,
        coach_name=coach_name,
        customer_name=customer_name,
        place=place,
        phone=phone,
        customer_zone=customer_zone,
        price=new.price,
        reason=None,
        version=1,
        attending_at=None,
    )
