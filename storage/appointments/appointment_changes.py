"""How an appointment's row changes together with what it occupies, in one statement."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, update
from sqlalchemy.sql.selectable import CTE

from domain.appointments.appointment import OCCUPYING, OFF, Appointment, Status
from domain.services.catalogue import Coach
from domain.services.service import Service
from storage.appointments import claims, resources, sessions
from storage.appointments.appointment_rows import NO_OFFER, A, times, written_as
from storage.faults import StaleRow
from storage.tables.appointments import appointments
from storage.transactions import Writer


def moved_to(
    start: datetime,
    service: Service,
    coach: Coach,
    status: Status | None,
    answer_by: datetime | None,
) -> dict[str, Any]:
    """The columns that change with its time, which is agreed anew in the coach's zone. status,
    answer_by: None to keep it."""
    wall = start.astimezone(coach.tz).replace(tzinfo=None)
    # A customer who moves to another time knows with whom.
    unanswered = {"attending_at": None, "late_minutes": None, "handed_from": None}
    columns = {**times(service, start, wall), "zone": coach.zone, **unanswered}
    also = {"status": status, "answer_by": answer_by}
    return columns | {name: value for name, value in also.items() if value is not None}


async def update_appointment(
    writer: Writer, appointment: Appointment, columns: Mapping[str, Any], now: datetime
) -> Appointment:
    """The appointment with these columns, as its next version. Raises StaleRow if it is no longer
    at the given version."""
    # An offer is about the appointment as it was: any change ends it. The claims that hold it end
    # by a trigger, which no version of the program has to know about.
    columns = {**NO_OFFER, **columns}
    values = written_as(columns)
    statement = (
        update(appointments)
        .where(same(appointment), A.version == appointment.version)
        .values(**values, version=A.version + 1, updated_at=now)
    )
    if "blocked" in columns and "session_id" not in columns:
        # A seat's time is claimed by its session, and would be nobody's elsewhere.
        statement = statement.where(A.session_id.is_(None))
    for also in _claim_follows(appointment, columns, now):
        statement = statement.add_cte(also)
    if not await writer.run(statement):
        raise StaleRow
    facts = {name: value for name, value in columns.items() if name != "blocked"}
    if "resource_ids" in facts:
        rooms, devices = await resources.names(writer, facts["resource_ids"])
        facts |= {"rooms": rooms, "devices": devices}
    if "status" in facts:
        facts["series_on"] = None  # it may count for its series no longer, or again
    return replace(appointment, **facts, version=appointment.version + 1)


def _claim_follows(
    appointment: Appointment, columns: Mapping[str, Any], now: datetime
) -> Iterator[CTE]:
    """What becomes of the claim, or the seat, of an appointment that changes like this.

    Every change of state or time comes through here, and writes both in one statement. A reopened
    appointment claims its time again; a seat's places were counted before.
    """
    coach_id, stays = appointment.coach_id, appointment.session_id
    status, session = (columns.get(n, getattr(appointment, n)) for n in ("status", "session_id"))
    if not appointment.open:
        if status in OCCUPYING and session is None:
            yield claims.again_for(coach_id, appointment.id, columns["blocked"], now).cte("again")
        return
    if stays is not None:
        # A no-show keeps their places to the end.
        if status in OFF or session != stays:
            yield from sessions.seat_left(appointment)
    elif status not in OCCUPYING or session is not None:
        yield claims.release_of(coach_id, appointment.id).cte("released")
    elif "blocked" in columns:
        to = columns.get("coach_id", coach_id)
        yield claims.move_of(coach_id, appointment.id, columns["blocked"], to).cte("moved")


def same(appointment: Appointment) -> ColumnElement[bool]:
    """Whether it is this row, by its key."""
    return and_(A.coach_id == appointment.coach_id, A.id == appointment.id)
