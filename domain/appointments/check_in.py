"""Check-in when somebody arrives: by their coach or the team, from an hour before the session until
it ends.

It tells the coach that somebody is waiting, and once its time has come the session is in progress.
The first word counts: nobody arrives twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.appointments.appointment import Appointment
from domain.appointments.attendance import takes_place
from domain.refusals import AlreadyDecided, NotFound, Refusal
from domain.services.meeting import Meeting
from domain.time.spans import epoch

EARLY: Final = timedelta(hours=1)


@dataclass(unsafe_hash=True)
class CheckInClosed(Refusal, code="check_in_closed"):
    """It is too early or too late to check in. opens: from when one can, epoch seconds. over: it is
    too late."""

    appointment_id: int
    opens: int
    over: bool = False


def may_check_in(session: Appointment, coach_id: int | None, now: datetime) -> None:
    """Whether this coach may check its customer in now.

    Raises NotFound for another coach's session, AlreadyDecided for one that does not take place,
    CheckInClosed.
    """
    if session.coach_id != coach_id:
        raise NotFound
    opens = session.starts_at - EARLY
    if not takes_place(session):
        raise AlreadyDecided(session.id, session.status)
    if session.ends_at <= now:
        raise CheckInClosed(session.id, epoch(opens), over=True)
    if now < opens:
        raise CheckInClosed(session.id, epoch(opens))


def waits_for(session: Appointment, now: datetime) -> bool:
    """Whether its customer may arrive now and has not been reported as there."""
    if not takes_place(session) or session.begun_at is not None:
        return False
    return session.starts_at - EARLY <= now < session.ends_at


def has_code(session: Appointment, now: datetime) -> bool:
    """Whether its customer can show a code on arrival."""
    on_site = session.meeting is Meeting.ON_SITE
    return on_site and takes_place(session) and now < session.ends_at
