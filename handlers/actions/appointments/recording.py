"""What an action on an appointment leaves behind: messages, and its line in the audit log.

A new version silences what was planned for the previous one: whatever made it, its later messages
are planned here. And a coach in whose place somebody acted is told here, whatever was done.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from domain.appointments.appointment import Appointment
from domain.appointments.attendance import lateness
from domain.messages.notices import NoticeKind
from domain.roles import Actor
from handlers.actions.appointments.appointment_messages import about
from handlers.actions.appointments.rescue_done import everybody
from handlers.actions.appointments.scheduled_notices import later_notices
from storage import audit
from storage.appointments import appointments
from storage.messages import outbox
from storage.messages.outbox import OutboxMessage
from storage.transactions import Writer


async def write_down(
    writer: Writer,
    before: Appointment | None,
    after: Appointment,
    action: str,
    actor: Actor,
    now: datetime,
    news: Sequence[OutboxMessage] = (),
    also: Mapping[str, Any] = MappingProxyType({}),
    *,
    overridden: Sequence[str] = (),
    dates: int = 1,
    coach_told: bool = False,
    undo: Mapping[str, Any] | None = None,
    undone: int | None = None,
) -> None:
    """Record what was done. before: the appointment as it was, None if it begins here. news: what
    is told at once. also: more for the audit log, as JSON values. overridden: the rules set aside
    for it. dates: as in `later_notices`. coach_told: they learn of it from other news, such as one
    message about many sessions, or are to hear nothing. undo: what undoing it needs, from
    `undoing.snapshot`. undone: the version that was undone."""
    aside = {"overridden": list(overridden)} if overridden else {}
    notices = []
    if before is None or after.version != before.version:
        notices = await later_notices(writer, after, now, dates=dates)
    if before is not None:
        notices += await everybody(writer, before, after, actor, now)
    if not coach_told:
        notices += await _in_your_place(writer, after, actor, now)
    await outbox.enqueue(writer, [*news, *notices])
    await audit.record(
        writer,
        at=now,
        actor=actor,
        action=action,
        entity="appointment",
        entity_id=after.id,
        coach_id=after.coach_id,
        before=None if before is None else _state(before),
        after={**_state(after), **also, **aside},
        facts=_of_undo(after, undo, undone),
    )


async def _in_your_place(
    writer: Writer, after: Appointment, actor: Actor, now: datetime
) -> list[OutboxMessage]:
    """What the coach is told if neither they nor the customer acted, but the team."""
    if actor.person_id in (None, after.customer_id) or actor.coach_id == after.coach_id:
        return []
    coach = await appointments.coach_person_id(writer, after.coach_id)
    return [] if coach == actor.person_id else [about(after, NoticeKind.IN_YOUR_PLACE, coach, now)]


def _of_undo(
    after: Appointment, undo: Mapping[str, Any] | None, undone: int | None
) -> dict[str, Any]:
    """Which version was made, and what undoing it needs; or what was undone."""
    facts: dict[str, Any] = {"version": after.version}
    if undo is not None:
        facts["undo"] = {**undo, "made": after.version}
    return facts if undone is None else facts | {"undone": undone}


def _state(a: Appointment) -> dict[str, Any]:
    """The fields of an appointment that can change, as JSON values."""
    more: dict[str, Any] = {"resources": list(a.resource_ids)} if a.resource_ids else {}
    if a.begun_at is not None:
        more["begun"] = True
    if a.borne_by is not None:
        more["borne_by"] = a.borne_by.value
    if late := lateness(a):
        more["late"] = late
    return more | {
        "starts_at": a.starts_at.isoformat(),
        "status": a.status.value,
        "reason": a.reason,
        "proposed": [start.isoformat() for start in a.proposed],
        **_offer_facts(a),
        "attending": a.attending_at is not None,
    }


def _offer_facts(a: Appointment) -> dict[str, Any]:
    """What the customer suggests, and until when the offer is held; only if there is one."""
    if a.offer_until is None:
        return {}
    until = {"offer_until": a.offer_until.isoformat()}
    return until | {"suggested": [start.isoformat() for start in a.suggested]}
