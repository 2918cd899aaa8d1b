"""One message about several dates of a series, with what each date was."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from domain.appointments.appointment import Appointment
from domain.messages.notices import Lane, NoticeKind
from handlers.actions.appointments.appointment_messages import appointment_of, facts_of
from storage.messages.outbox import OutboxMessage

# The facts in which the dates of a series may differ.
_OF_EACH: Final = (
    *("id", "code", "status", "starts_at", "ends_at", "wall_start", "version"),
    *("minutes", "price_minor", "currency", "series_nr"),
)


def about_series(
    dates: Sequence[Appointment], kind: NoticeKind, recipient_id: int, now: datetime, **more: object
) -> OutboxMessage:
    """A message about these dates (at least one), in order, to be sent at once.

    It says what was done, and stays true whatever becomes of any one of them.
    """
    first = dates[0]
    each = [{name: facts_of(one)[name] for name in _OF_EACH} for one in dates]
    return OutboxMessage(
        key=key_of(kind, first),
        recipient_id=recipient_id,
        kind=kind,
        facts={**facts_of(first), "dates": each, **more},
        lane=Lane.INTERACTIVE,
        due_at=now,
        coach_id=first.coach_id,
    )


def key_of(kind: NoticeKind, first: Appointment) -> str:
    """The key of such a message. first: the first date it is about."""
    return f"{kind}:{first.series_id}:{first.id}:{first.version}"


def dates_of(facts: Mapping[str, Any]) -> list[Appointment]:
    """The dates a message is about; for a message about one session, that one."""
    return [appointment_of({**facts, **one}) for one in facts.get("dates", ({},))]
