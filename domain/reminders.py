"""When reminders of an appointment are due."""

from datetime import datetime, timedelta

REMINDERS: dict[str, timedelta] = {"24h": timedelta(hours=24), "1h": timedelta(hours=1)}
"""By name: how long before the start. The names are part of outbox keys and stay as they are."""


def begun(starts_at: datetime, now: datetime) -> bool:
    """Whether the time of the first reminder has come."""
    return starts_at - max(REMINDERS.values()) <= now


def due(starts_at: datetime, now: datetime) -> list[tuple[str, datetime]]:
    """The reminders that still lie ahead, as name and UTC instant, the earliest first.

    One whose time has come is not among them: who has just booked for tomorrow needs no reminder
    of it.
    """
    planned = ((name, starts_at - before) for name, before in REMINDERS.items())
    return sorted(((name, at) for name, at in planned if at > now), key=lambda one: one[1])
