"""What a customer answers to a reminder: that they will be there, or by how much they are late.

An answer is of a time: a move takes it back. The last one counts, and both may be given as often as
they like; that somebody is late they may say until the session is over.
"""

from datetime import datetime, timedelta
from typing import Final

from domain.appointments.appointment import Appointment, Status
from domain.refusals import AlreadyDecided, NotFound

LATENESS: Final = (10, 20, 30)  # minutes, as buttons say them
_ROUNDED: Final = 5


def coming(appointment: Appointment) -> bool:
    """Whether the customer has answered at all: either answer means that they come."""
    return appointment.status is Status.CONFIRMED and appointment.attending_at is not None


def lateness(appointment: Appointment) -> int:
    """By how many minutes they have said that they are late; 0 for not at all."""
    return appointment.late_minutes or 0 if coming(appointment) else 0


def unanswered(appointment: Appointment, now: datetime) -> bool:
    """Whether an answer would still say something that is not known."""
    silent = appointment.attending_at is None and appointment.begun_at is None
    return silent and _takes_place(appointment) and appointment.starts_at > now


def customer_may_attend(appointment: Appointment, now: datetime) -> None:
    """Whether they may still say that they will be there: else AlreadyDecided."""
    if not _takes_place(appointment) or appointment.starts_at <= now:
        raise AlreadyDecided(appointment.id, appointment.status)


def may_be_late(appointment: Appointment, now: datetime) -> bool:
    """Whether there is still something to be late for."""
    return _takes_place(appointment) and appointment.ends_at > now


def late_by(appointment: Appointment, minutes: int, now: datetime) -> int:
    """How many minutes after its start they come who say so now.

    minutes: as a button says them, from the start on, or from now on where it is over. Raises
    NotFound for what no button says, AlreadyDecided when nobody waits any more.
    """
    if minutes not in LATENESS:
        raise NotFound
    if not may_be_late(appointment, now):
        raise AlreadyDecided(appointment.id, appointment.status)
    elapsed = max(now - appointment.starts_at, timedelta())
    late = elapsed + timedelta(minutes=minutes)
    return _ROUNDED * -(-late // timedelta(minutes=_ROUNDED))


def _takes_place(appointment: Appointment) -> bool:
    """Whether it is to take place: not so while its customer is asked because its coach is away."""
    return appointment.status is Status.CONFIRMED and appointment.rescue_id is None
