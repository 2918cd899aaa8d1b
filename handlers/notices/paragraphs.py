"""What notices say about a session, one paragraph each."""

from datetime import datetime

from domain.appointments.appointment import Appointment
from handlers.notices.notice import Facts
from handlers.wording import sessions
from handlers.wording.pens import RichPen
from handlers.wording.rich import Rich, join_rich
from handlers.wording.words import Words


def for_coach(words: Words, a: Appointment, zone: str | None) -> Rich:
    """What its coach needs. zone: the reader's, None when unknown."""
    return join_rich(sessions.for_coach(RichPen(words), a, zone), "\n")


def receipt(words: Words, a: Appointment, zone: str | None) -> Rich:
    """What its customer has booked. zone: as in `for_coach`."""
    return join_rich(sessions.receipt(RichPen(words), a, zone), "\n")


def moved_from(facts: Facts, words: Words, a: Appointment, zone: str | None) -> list[Rich]:
    """Its earlier time, if it has moved."""
    if "was" not in facts:
        return []
    before = datetime.fromisoformat(facts["was"])
    return [words.rich("move.from", when=words.at(before, a.read_in(zone)))]


def group_occupancy(facts: Facts, words: Words) -> list[Rich]:
    """How full the group's session is now."""
    if "filled" not in facts:
        return []
    taken, capacity = facts["filled"]
    return [words.rich("group_session.filled", taken=taken, capacity=capacity)]
