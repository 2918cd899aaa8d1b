"""What a coach says of a session: that it is in progress, and what became of it.

From its start the coach may say that the customer is there, which makes it in progress, or that
they missed it; from its end, that it took place. A silent coach is asked once, in the evening.
Saying that it is in progress answers that already; without a word it counts as having taken place.
A slip is corrected by saying the other.
"""

from datetime import datetime, timedelta
from typing import Final

from domain.appointments.appointment import OUTCOMES, Appointment, Status
from domain.refusals import AlreadyDecided, NotFound

ASKED_FOR: Final = timedelta(days=7)  # after its end; then nobody asks again


def outcomes(appointment: Appointment, now: datetime) -> tuple[Status, ...]:
    """What its coach may now say became of it, other than what they already said."""
    if appointment.status not in (Status.CONFIRMED, *OUTCOMES):
        return ()
    since = {Status.COMPLETED: appointment.ends_at, Status.NO_SHOW: appointment.starts_at}
    outcome = None if unsaid(appointment, now) else appointment.status
    return tuple(o for o in OUTCOMES if o is not outcome and since[o] <= now)


def coach_may_record(
    appointment: Appointment, outcome: Status, coach_id: int | None, now: datetime
) -> None:
    """Whether this coach may say so; repeating is allowed.

    Raises NotFound for another coach's session, AlreadyDecided if it is too early or too late to
    say.
    """
    if appointment.coach_id != coach_id:
        raise NotFound
    if outcome is not appointment.status and outcome not in outcomes(appointment, now):
        raise AlreadyDecided(appointment.id, appointment.status)


def coach_may_begin(appointment: Appointment, coach_id: int | None, now: datetime) -> None:
    """Whether this coach may say that it is in progress. Raises like `coach_may_record`."""
    if appointment.coach_id != coach_id:
        raise NotFound
    if not running(appointment, now):
        raise AlreadyDecided(appointment.id, appointment.status)


def running(appointment: Appointment, now: datetime) -> bool:
    """Whether it is on now by the clock, whoever is there."""
    return (
        appointment.status is Status.CONFIRMED
        and appointment.starts_at <= now < appointment.ends_at
    )


def in_progress(appointment: Appointment, now: datetime) -> bool:
    """Whether its coach has said so and it is not over."""
    return running(appointment, now) and appointment.begun_at is not None


def unsaid(appointment: Appointment, now: datetime) -> bool:
    """Whether it is over and its coach has said nothing about it."""
    over = appointment.ends_at <= now < appointment.ends_at + ASKED_FOR
    silent = appointment.outcome_at is None and appointment.begun_at is None
    return over and silent and appointment.status in (Status.CONFIRMED, Status.COMPLETED)
