"""What a coach has booked for a customer who is asked first: it is held, and theirs to take.

It is nobody else's time meanwhile. Who does not answer in time has not taken it; who cannot answer
is not asked. What was not taken keeps `held_until`, by which it is told from what was turned down
by its coach.
"""

from datetime import datetime

from domain.appointments.appointment import Appointment, Status
from domain.messages.reach import Reach
from domain.refusals import AlreadyDecided
from domain.time import deadlines


def can_answer(reach: Reach | None) -> bool:
    """Whether somebody who is asked can say so: a letter has no buttons."""
    return reach is not None and reach.away_since is None


def answer_deadline(minutes: int, start: datetime, now: datetime) -> datetime:
    """Until when a time is held for who is asked now. minutes: as long as other times that somebody
    offers."""
    return deadlines.offer_ends(minutes, (start,), now)


def customer_may_take(appointment: Appointment, now: datetime) -> None:
    """Whether the customer may still take what is held for them, or decline it; AlreadyDecided."""
    status, until = appointment.status, appointment.held_until
    if status is not Status.HELD or until is None:
        raise AlreadyDecided(appointment.id, status)
    if min(until, appointment.starts_at) <= now:
        raise AlreadyDecided(appointment.id, Status.EXPIRED)


def declined_by_customer(appointment: Appointment) -> bool:
    """Whether it was its customer who turned it down."""
    return appointment.status is Status.DECLINED and appointment.held_until is not None
