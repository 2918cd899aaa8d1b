"""How appointments begin, change and end, and what they occupy meanwhile.

Claims (`storage.appointments.claims`) keep them apart, over the time with its buffers. A claim
begins in the statement that inserts the appointment, and moves and ends in the one that changes it:
neither is ever without the other.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypedDict, Unpack

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import IntegrityError

from domain.appointments.accountability import Bearer
from domain.appointments.appointment import OCCUPYING, Appointment, Status
from domain.appointments.claims import ClaimReason
from domain.groups.group import GroupSession
from domain.refusals import SlotTaken
from domain.services.catalogue import Coach
from domain.services.service import Service
from storage import faults
from storage.appointments import claims, resources
from storage.appointments.appointment_changes import moved_to, same, update_appointment
from storage.appointments.appointment_rows import (
    NewAppointment,
    appointment_columns,
    blocked_by,
    inserted_appointment,
    inserting,
)
from storage.appointments.resources import ResourceUnits
from storage.faults import StaleRow
from storage.prepared import PreparedStatement
from storage.tables.appointments import appointments
from storage.transactions import Writer


class AppointmentChange(TypedDict, total=False):
    """What can change without changing the time."""

    status: Status
    reason: str | None
    note: str | None
    held_until: datetime | None
    proposed: tuple[datetime, ...]
    suggested: tuple[datetime, ...]
    offer_until: datetime | None
    rescue_id: int | None
    cover_id: int | None
    answer_by: datetime | None
    resource_ids: Sequence[int]
    asked_coach_id: int | None
    asked_until: datetime | None
    borne_by: Bearer | None


# The usual one first: it works unless an expired hold is in the way.
_INSERT = [inserting(claim(ClaimReason.APPOINTMENT)) for claim in (claims.new, claims.over_expired)]
_INSERT_HELD = inserting(claims.of_hold(ClaimReason.APPOINTMENT))
_INSERT_CLOSED = inserting(None)
_TURN = PreparedStatement(
    select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("lock"), 0)))
)


async def insert(
    writer: Writer,
    new: NewAppointment,
    *,
    hold: int | None = None,
    besides: Sequence[ResourceUnits] = (),
) -> Appointment | None:
    """The appointment, with its time claimed if it is open; None if that time is taken.

    hold: what has held the time until now, and becomes the appointment. besides: what else it
    needs; raises ResourceOccupied, and then nothing is inserted. A code already in use ends the
    transaction, which runs again and draws another.
    """
    if not besides:
        return await _insert(writer, new, hold)
    new = replace(new, resource_ids=resources.ids_of(besides))
    async with writer.attempt():
        await resources.lock(writer, besides)
        appointment = await _insert(writer, new, hold)
        if appointment is not None:
            if hold is not None:
                await resources.release_besides(writer, hold)
            await resources.take(
                writer,
                besides,
                blocked_by(new.service, new.starts_at),
                holder_id=appointment.id,
                reason=ClaimReason.APPOINTMENT,
                now=new.created_at,
            )
    return appointment


async def _insert(writer: Writer, new: NewAppointment, hold: int | None) -> Appointment | None:
    columns = appointment_columns(new)
    if new.status not in OCCUPYING:
        statements = [_INSERT_CLOSED]
    elif hold is not None:
        statements, columns["holder"] = [_INSERT_HELD], hold
    else:
        statements = _INSERT
    for statement in statements:
        row = await statement.row(writer, **columns)
        if row is not None:
            return inserted_appointment(new, *row)
    return None


async def change(
    writer: Writer, appointment: Appointment, *, now: datetime, **columns: Unpack[AppointmentChange]
) -> Appointment:
    """The appointment with other values, as its next version.

    If it is no longer at the given version, the transaction runs again.
    """
    return await update_appointment(writer, appointment, columns, now)


async def set_attending(
    writer: Writer, appointment: Appointment, now: datetime, late: int | None = None
) -> Appointment:
    """The customer said that they will come, `late` minutes late. Not a new version: reminders stay
    valid."""
    answer = {"attending_at": now, "late_minutes": late}
    statement = update(appointments).where(same(appointment)).values(**answer, updated_at=now)
    if not await writer.run(statement):
        raise StaleRow
    return replace(appointment, attending_at=now, late_minutes=late)


async def move(
    writer: Writer,
    appointment: Appointment,
    start: datetime,
    service: Service,
    coach: Coach,
    *,
    now: datetime,
    status: Status | None = None,
    answer_by: datetime | None = None,
    besides: Sequence[ResourceUnits] | None = None,
) -> Appointment | None:
    """The appointment at another time, as its next version; None if that time has been taken.

    The transaction goes on after None. start: UTC. The time is agreed anew, in the coach's current
    zone. status: None to keep it. If it is no longer at the given version, the transaction runs
    again; so it does for a seat, until DatabaseBusy: only its session could move. besides: what it
    needs there besides its coach, None for what it has. Raises ResourceOccupied if that is not free
    then.
    """
    await movers_turn(writer, appointment.coach_id)
    columns = moved_to(start, service, coach, status, answer_by)
    had = await resources.besides(writer, appointment.id) if appointment.resource_ids else []
    if besides is None:
        besides = had
    elif (ids := resources.ids_of(besides)) != appointment.resource_ids:
        columns["resource_ids"] = ids
    try:
        async with writer.attempt():
            await resources.lock(writer, [*besides, *had])
            after = await update_appointment(writer, appointment, columns, now)
            await resources.take_instead(
                writer, had, besides, columns["blocked"], holder_id=after.id, now=now
            )
    except IntegrityError as fault:
        if faults.refusal(fault) is not SlotTaken:
            raise
        return None
    return after


async def seat(
    writer: Writer,
    appointment: Appointment,
    session: GroupSession,
    service: Service,
    coach: Coach,
    *,
    now: datetime,
    status: Status | None = None,
    answer_by: datetime | None = None,
) -> Appointment:
    """The appointment as a seat in this session, which has counted its places, as its next version.

    What it had until now, a seat in another session or a time of its own, is released. service: as
    long as the session is. Requires `movers_turn`; else as for `move`.
    """
    columns = moved_to(session.starts_at, service, coach, status, answer_by) | {
        "session_id": session.id,
        "resource_ids": session.resource_ids,
    }
    return await update_appointment(writer, appointment, columns, now)


async def customers_turn(writer: Writer, customer_id: int) -> None:
    """Wait for transactions that give this customer a seat, and block others until the end.

    Their row would not do: their own actions lock it before their appointments.
    """
    await _TURN.rows(writer, lock=f"seats of customer {customer_id}")


async def movers_turn(writer: Writer, coach_id: int) -> None:
    """Wait for others who move this coach's bookings, and block them until the end.

    An update cannot step aside as an insert does: it waits for whoever has entered the same time.
    Two that move to one slot, or between two sessions, would deadlock.
    """
    await _TURN.rows(writer, lock=f"moves of coach {coach_id}")


async def change_besides(
    writer: Writer,
    appointment: Appointment,
    besides: Sequence[ResourceUnits],
    *,
    now: datetime,
    **also: Unpack[AppointmentChange],
) -> Appointment:
    """The appointment with other rooms and devices for its whole time, as its next version.

    All of them are locked. Raises ResourceOccupied.
    """
    span = await claims.span_of(writer, appointment.coach_id, appointment.id)
    if span is None:
        raise StaleRow
    async with writer.attempt():
        had = await resources.besides(writer, appointment.id)
        columns = {"resource_ids": resources.ids_of(besides), **also}
        after = await update_appointment(writer, appointment, columns, now)
        await resources.take_instead(writer, had, besides, span, holder_id=after.id, now=now)
    return after
