"""What a customer answers to a reminder: that they will be there, or how late they are.

An answer is about one time: a move withdraws it. The last one counts, and both may be given any
number of times, until they have arrived. That they will be there they may say at any time before
the start; lateness can be reported from the first reminder until the session ends.
"""

from datetime import datetime, timedelta
from typing import Final

from domain.appointments.appointment import Appointment, Status
from domain.appointments.message_refusals import CannotBeLate
from domain.refusals import AlreadyDecided, NotFound
from domain.services.reminders import USUAL, first_is_due

LATENESS: Final = (10, 20, 30)  # minutes, as on the buttons
_ROUNDED: Final = 5


def coming(appointment: Appointment) -> bool:
    """Whether the customer has answered at all: either answer means they are coming."""
    return appointment.status is Status.CONFIRMED and appointment.attending_at is not None


def lateness(appointment: Appointment) -> int:
    """By how many minutes they said they are late; 0 if not at all."""
    return appointment.late_minutes or 0 if coming(appointment) else 0


def unanswered(appointment: Appointment, now: datetime) -> bool:
    """Whether an answer would still tell something new."""
    return appointment.attending_at is None and _may_attend(appointment, now)


def customer_may_attend(appointment: Appointment, now: datetime) -> None:
    """Whether they may still say that they will be there; raises AlreadyDecided."""
    if not _may_attend(appointment, now):
        raise AlreadyDecided(appointment.id, appointment.status)


def may_be_late(appointment: Appointment, now: datetime) -> bool:
    """Whether they can report being late for it: from when the first reminder is due; if none is
    ever sent, from when one usually would be."""
    due = first_is_due(appointment.starts_at, now, appointment.reminders or USUAL)
    return due and _expected(appointment) and appointment.ends_at > now


def late_by(appointment: Appointment, minutes: int, now: datetime) -> int:
    """How many minutes after its start somebody comes who reports being late now.

    minutes: as on the button, counted from the start, or from now if that is past. Raises NotFound
    for minutes that no button has, AlreadyDecided once nobody waits, CannotBeLate if it is too far
    off.
    """
    if minutes not in LATENESS:
        raise NotFound
    if not _expected(appointment) or appointment.ends_at <= now:
        raise AlreadyDecided(appointment.id, appointment.status)
    if not may_be_late(appointment, now):
        raise CannotBeLate(appointment.id)
    elapsed = max(now - appointment.starts_at, timedelta())
    late = elapsed + timedelta(minutes=minutes)
    return _ROUNDED * -(-late // timedelta(minutes=_ROUNDED))


def takes_place(appointment: Appointment) -> bool:
    """Whether it will take place: not while its customer is asked because its coach is away."""
    return appointment.status is Status.CONFIRMED and appointment.rescue_id is None


def _may_attend(appointment: Appointment, now: datetime) -> bool:
    return _expected(appointment) and appointment.starts_at > now


def _expected(appointment: Appointment) -> bool:
    """Whether its customer is to come and has not arrived."""
    return takes_place(appointment) and appointment.begun_at is None
