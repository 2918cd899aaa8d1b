"""What the outbox will say, as facts: the appointment as it was when the message was caused."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.appointment import Appointment, Status
from domain.catalogue import Money
from domain.reminders import due
from storage.outbox import NewMessage

INTERACTIVE, REMINDER, BROADCAST = 0, 1, 2


def about(
    appointment: Appointment, kind: str, recipient_id: int, now: datetime, **more: object
) -> NewMessage:
    """A message about an appointment, to be sent at once while it stays at this version."""
    return NewMessage(
        key=f"{kind}:{appointment.id}:{appointment.version}",
        recipient_id=recipient_id,
        kind=kind,
        facts=facts_of(appointment) | more,
        lane=INTERACTIVE,
        due_at=now,
        coach_id=appointment.coach_id,
        appointment_id=appointment.id,
        appointment_version=appointment.version,
    )


def reminders(appointment: Appointment, now: datetime) -> list[NewMessage]:
    """The customer's reminders that still lie ahead. A later version silences them."""
    return [
        NewMessage(
            key=f"reminder_{name}:{appointment.id}:{appointment.version}",
            recipient_id=appointment.customer_id,
            kind=f"reminder_{name}",
            facts=facts_of(appointment),
            lane=REMINDER,
            due_at=due_at,
            coach_id=appointment.coach_id,
            appointment_id=appointment.id,
            appointment_version=appointment.version,
        )
        for name, due_at in due(appointment.starts_at, now)
    ]


def facts_of(appointment: Appointment) -> dict[str, Any]:
    """An appointment as JSON values, for `appointment_of`."""
    a = appointment
    return {
        "id": a.id,
        "code": a.code,
        "coach_id": a.coach_id,
        "coach_name": a.coach_name,
        "customer_id": a.customer_id,
        "customer_name": a.customer_name,
        "service_id": a.service_id,
        "service_title": a.service_title,
        "minutes": a.minutes,
        "status": a.status.value,
        "starts_at": a.starts_at.isoformat(),
        "ends_at": a.ends_at.isoformat(),
        "place": a.place,
        "zone": a.zone,
        "wall_start": a.wall_start.isoformat(),
        "price_minor": a.price.minor,
        "currency": a.price.currency,
        "note": a.note,
        "reason": a.reason,
        "version": a.version,
        "proposed": [start.isoformat() for start in a.proposed],
    }


def appointment_of(facts: Mapping[str, Any]) -> Appointment:
    """The appointment that `facts_of` wrote down."""
    return Appointment(
        id=facts["id"],
        code=facts["code"],
        coach_id=facts["coach_id"],
        coach_name=facts["coach_name"],
        customer_id=facts["customer_id"],
        customer_name=facts["customer_name"],
        service_id=facts["service_id"],
        service_title=facts["service_title"],
        minutes=facts["minutes"],
        status=Status(facts["status"]),
        starts_at=datetime.fromisoformat(facts["starts_at"]),
        ends_at=datetime.fromisoformat(facts["ends_at"]),
        place=facts["place"],
        zone=facts["zone"],
        wall_start=datetime.fromisoformat(facts["wall_start"]),
        price=Money(facts["price_minor"], facts["currency"]),
        note=facts["note"],
        reason=facts["reason"],
        version=facts["version"],
        attending_at=None,
        held_until=None,
        # Rows that were written before there were proposals say nothing of them.
        proposed=tuple(map(datetime.fromisoformat, facts.get("proposed", ()))),
    )
