"""What the outbox will say, as facts: the appointment as it was when the message was caused."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from enum import Enum
from typing import Any, Final

from domain.appointments.accountability import Bearer
from domain.appointments.appointment import Appointment, Status
from domain.appointments.correspondence import ContentKind
from domain.messages.notices import REMINDING, Lane, NoticeKind
from domain.services.meeting import Meeting
from domain.services.reminders import due, name_of
from domain.services.service import Money
from storage.messages.outbox import OutboxMessage

# A fact for a customer's message: the coach who caused it knows that it will not reach them.
WARNED: Final = "warned"


def about(
    appointment: Appointment, kind: NoticeKind, recipient_id: int, now: datetime, **more: object
) -> OutboxMessage:
    """A message about an appointment, sent at once while it stays at this version."""
    return OutboxMessage(
        key=f"{kind}:{appointment.id}:{appointment.version}",
        recipient_id=recipient_id,
        kind=kind,
        facts=facts_of(appointment) | more,
        lane=Lane.INTERACTIVE,
        due_at=now,
        coach_id=appointment.coach_id,
        appointment_id=appointment.id,
        appointment_version=appointment.version,
    )


def reminders(appointment: Appointment, now: datetime) -> list[OutboxMessage]:
    """The customer's reminders still ahead. A later version silences them."""
    return [
        OutboxMessage(
            key=f"reminder_{name_of(before)}:{appointment.id}:{appointment.version}",
            recipient_id=appointment.customer_id,
            kind=REMINDING.get(before, NoticeKind.REMINDER),
            facts=facts_of(appointment) | {"before": before},
            lane=Lane.REMINDER,
            due_at=due_at,
            coach_id=appointment.coach_id,
            appointment_id=appointment.id,
            appointment_version=appointment.version,
        )
        for before, due_at in due(appointment.starts_at, now, appointment.reminders)
    ]


def facts_of(appointment: Appointment) -> dict[str, Any]:
    """An appointment as JSON values, for `appointment_of`."""
    facts = {name: _json(getattr(appointment, name)) for name in _FIELDS}
    return facts | {
        "price_minor": appointment.price.minor,
        "currency": appointment.price.currency,
    }


def appointment_of(facts: Mapping[str, Any]) -> Appointment:
    """The appointment that `facts_of` wrote.

    Fields that older facts lack get their defaults.
    """
    values: dict[str, Any] = dict.fromkeys(_UNKNOWN)
    values |= {
        name: _READERS[name](facts[name]) if name in _READERS else facts[name]
        for name in _FIELDS
        if name in facts
    }
    price = Money(facts["price_minor"], facts["currency"])
    return Appointment(**values, price=price)


def starts_of(facts: Mapping[str, Any]) -> list[datetime]:
    """When the session in a message begins, and when it began before."""
    return [
        datetime.fromisoformat(facts[name])
        for name in ("starts_at", "was")
        if isinstance(facts.get(name), str)
    ]


def effective_kind(kind: str, facts: Mapping[str, Any]) -> str:
    """A coach says they are late in a message, a customer in an answer: both mean the same."""
    content = facts.get("said") or {}
    if kind == NoticeKind.MESSAGE and content.get("kind") == ContentKind.LATE:
        return NoticeKind.LATE
    return kind


def earlier(facts: Mapping[str, Any]) -> int:
    """How many earlier visits a coach is told of with a request; some rows lack it."""
    visits = facts.get("visits")
    return visits if isinstance(visits, int) else 0


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_json(one) for one in value]
    return value.value if isinstance(value, Enum) else value


# Fields no message needs; and, apart from them and the price, those it does, under their own names.
_UNSAID = ("held_until", "begun_at", "outcome_at", "asked_coach_id", "asked_until", "series_on")
# Fields that older rows lack.
_UNKNOWN = (*_UNSAID, "attending_at")
_FIELDS = tuple(
    field.name for field in fields(Appointment) if field.name not in (*_UNSAID, "price")
)
_READERS: Mapping[str, Callable[[Any], Any]] = {
    "status": Status,
    "meeting": Meeting,
    "borne_by": lambda bearer: Bearer(bearer) if bearer else None,
    **dict.fromkeys(("starts_at", "ends_at", "wall_start"), datetime.fromisoformat),
    **dict.fromkeys(("rooms", "devices", "resource_ids", "also", "reminders", "handed_by"), tuple),
    "attending_at": lambda at: at and datetime.fromisoformat(at),
    "answers": lambda answers: tuple((question, answer) for question, answer in answers),
    **dict.fromkeys(
        ("proposed", "suggested"), lambda starts: tuple(map(datetime.fromisoformat, starts))
    ),
    **dict.fromkeys(
        ("offer_until", "answer_by"), lambda at: None if at is None else datetime.fromisoformat(at)
    ),
}
