"""What a new coach is told, once."""

from datetime import datetime

from domain.messages.notices import Lane, NoticeKind
from domain.services.catalogue import Coach
from storage.messages.outbox import OutboxMessage


def coach_welcome(coach: Coach, now: datetime) -> OutboxMessage:
    """They are open for booking for the first time."""
    return _news(NoticeKind.COACH_WELCOME, coach.id, coach.person_id, coach.name, now)


def coach_added(coach_id: int, person_id: int, name: str, now: datetime) -> OutboxMessage:
    """They are a coach now, and can describe themselves to customers."""
    return _news(NoticeKind.COACH_ADDED, coach_id, person_id, name, now)


def _news(
    kind: NoticeKind, coach_id: int, person_id: int, name: str, now: datetime
) -> OutboxMessage:
    """One-time news to a coach about themselves."""
    return OutboxMessage(
        key=f"{kind}:{coach_id}",
        recipient_id=person_id,
        kind=kind,
        facts={"name": name},
        lane=Lane.INTERACTIVE,
        due_at=now,
        coach_id=coach_id,
    )
