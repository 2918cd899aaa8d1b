"""Restoring appointments: what a step changes is stored in its line of the audit log, and written
back from there.

What was released is claimed again like anything new: rooms and devices first, then the coach's
time, which steps aside for nobody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import asyncpg
from sqlalchemy.exc import IntegrityError

from domain.appointments.appointment import OCCUPYING, Appointment, Status
from domain.refusals import SlotTaken
from storage import faults
from storage.appointments import appointments, claims, handovers, resources
from storage.appointments.appointment_changes import update_appointment
from storage.appointments.resources import ResourceUnits
from storage.services import catalogue
from storage.tables.outbox import GONE_OUT
from storage.transactions import Reader, Writer

_INSTANTS = ("starts_at", "ends_at", "held_until", "answer_by", "attending_at", "begun_at")
_TIMES = (*_INSTANTS, "wall_start", "outcome_at")
_WHOSE = ("coach_id", "handed_by", "series_id", "series_nr", "series_of")
_KEPT = (*_TIMES, *_WHOSE, "minutes", "zone", "late_minutes", "handed_from", "session_id")
UNSAID = {"reason": None, "borne_by": None}
_WAITING = """
UPDATE outbox SET state = 'dropped', error = 'undone'
WHERE appointment_id = $1 AND appointment_version = $2 AND state = 'waiting' AND due_at <= $3
"""
# What has gone out keeps its recipient, who may have become part of somebody since.
_RECIPIENTS = """
SELECT coalesce(p.merged_into, p.id) FROM outbox o JOIN people p ON p.id = o.recipient_id
"""
_HEARD = f"""
{_RECIPIENTS} WHERE o.appointment_id = $1 AND o.appointment_version = $2 AND {GONE_OUT}
"""
_WAITING_BY_KEY = """
UPDATE outbox SET state = 'dropped', error = 'undone'
WHERE key = ANY ($1::text[]) AND state = 'waiting' AND due_at <= $2
"""
_HEARD_BY_KEY = f"{_RECIPIENTS} WHERE o.key = ANY ($1::text[]) AND {GONE_OUT}"
_SAID = """
UPDATE appointments SET reason = NULL, borne_by = NULL,
    attending_at = $3::timestamptz, late_minutes = $4::int
WHERE coach_id = $1 AND id = $2
"""
LAPSE = "DELETE FROM claims WHERE resource_id = $1 AND span && $2::tstzrange AND expires_at <= $3"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An appointment before a step. columns: by name. status: its state. blocked: its claim on its
    coach's time (UTC), None if it had none of its own. besides: what else it had. catalogue: the
    version at the time of the step, None if not recorded."""

    columns: Mapping[str, Any]
    status: Status
    blocked: asyncpg.Range | None
    besides: Sequence[ResourceUnits]
    catalogue: int | None

    @property
    def starts_at(self) -> datetime:
        at: datetime = self.columns["starts_at"]
        return at

    @property
    def ends_at(self) -> datetime:
        at: datetime = self.columns["ends_at"]
        return at

    def coach_of(self, appointment: Appointment) -> int:
        """Whose it was; appointment: as it is now."""
        return int(self.columns.get("coach_id") or appointment.coach_id)

    @property
    def session_id(self) -> int | None:
        """The group session in which it was a seat."""
        seat: int | None = self.columns.get("session_id")
        return seat


async def snapshot(reader: Reader, appointment: Appointment) -> dict[str, Any]:
    """What `from_snapshot` needs of an appointment about to change, as JSON values."""
    span, besides = None, list[ResourceUnits]()
    if appointment.open and appointment.session_id is None:
        span = await claims.span_of(reader, appointment.coach_id, appointment.id)
        if appointment.resource_ids:
            besides = await resources.besides(reader, appointment.id)
    columns = {name: _json(getattr(appointment, name)) for name in _KEPT}
    return columns | {
        "status": appointment.status.value,
        "blocked": None if span is None else [_json(span.lower), _json(span.upper)],
        "besides": [[one.resource_id, one.units] for one in besides],
        "catalogue": await catalogue.version(reader),
    }


def from_snapshot(facts: Mapping[str, Any]) -> Snapshot:
    """The appointment from the facts that `snapshot` wrote."""
    # What an older version did not record stays as it is.
    columns: dict[str, Any] = {name: facts[name] for name in _KEPT if name in facts}
    for name in _TIMES:
        if columns.get(name) is not None:
            columns[name] = datetime.fromisoformat(columns[name])
    if "handed_by" in columns:
        columns["handed_by"] = tuple(columns["handed_by"])
    span = facts["blocked"]
    return Snapshot(
        columns,
        Status(facts["status"]),
        asyncpg.Range(*map(datetime.fromisoformat, span)) if span else None,
        [ResourceUnits(*one) for one in facts["besides"]],
        facts.get("catalogue"),
    )


async def restore(
    writer: Writer, appointment: Appointment, was: Snapshot, now: datetime
) -> Appointment | None:
    """The appointment as it was, as its next version; None if its time has been taken.

    The transaction goes on after None. Not for what was a seat elsewhere. Raises ResourceOccupied
    if its rooms are taken.
    """
    columns: dict[str, Any] = {**was.columns, "status": was.status, **UNSAID}
    columns["resource_ids"] = resources.ids_of(was.besides) or appointment.resource_ids
    stands = was.status in OCCUPYING and was.session_id is None
    if not stands or was.blocked is None:
        return await update_appointment(writer, appointment, columns, now)
    coach_id = was.coach_of(appointment)
    await handovers.turns(writer, appointment.coach_id, coach_id)
    had = await resources.besides(writer, appointment.id) if appointment.open else []
    await writer.fetch(LAPSE, coach_id, was.blocked, now)
    try:
        async with writer.attempt():
            await resources.lock(writer, [*was.besides, *had])
            after = await update_appointment(
                writer, appointment, columns | {"blocked": was.blocked}, now
            )
            await resources.take_instead(
                writer, had, was.besides, was.blocked, holder_id=after.id, now=now
            )
    except IntegrityError as fault:
        if faults.refusal(fault) is not SlotTaken:
            raise
        return None
    if coach_id != appointment.coach_id:
        # The coach's name and the place are that coach's.
        return await appointments.by_id(writer, after.id)
    return after


async def say_as_before(writer: Writer, appointment: Appointment, was: Snapshot) -> Appointment:
    """Restores what was said about a seat before. The row is locked."""
    late, attending = was.columns["late_minutes"], was.columns["attending_at"]
    await writer.fetch(_SAID, appointment.coach_id, appointment.id, attending, late)
    return replace(
        appointment, reason=None, borne_by=None, attending_at=attending, late_minutes=late
    )


async def take_back(
    writer: Writer, appointment_id: int, version: int, now: datetime
) -> frozenset[int]:
    """Withdraws unsent messages about a version; returns who has heard of it, or may have."""
    await writer.fetch(_WAITING, appointment_id, version, now)
    rows = await writer.fetch(_HEARD, appointment_id, version)
    return frozenset(row[0] for row in rows)


async def take_back_keys(writer: Writer, keys: Sequence[str], now: datetime) -> frozenset[int]:
    """The same for messages by their keys, about several appointments."""
    await writer.fetch(_WAITING_BY_KEY, list(keys), now)
    rows = await writer.fetch(_HEARD_BY_KEY, list(keys))
    return frozenset(row[0] for row in rows)


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
