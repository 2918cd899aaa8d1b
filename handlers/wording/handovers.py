"""What a coach is asked who may take a colleague's session."""

from dataclasses import replace
from datetime import datetime

from domain.appointments.appointment import Appointment
from domain.services.display_zones import display_zones
from handlers.wording import sessions
from handlers.wording.pens import Pen, T


def asking(pen: Pen[T], a: Appointment, until: datetime, zone: str | None) -> list[list[T]]:
    """The question, as paragraphs of lines. What the customer wrote is only for their own coach."""
    public_view = replace(a, note=None, answers=(), phone=None)
    return [
        [pen.say("handover.asks", coach=a.coach_name)],
        sessions.for_coach(pen, public_view, zone),
        [
            pen.say(
                "handover.held",
                until=pen.words.at(until, display_zones(a.meeting, a.zone, zone).lead),
            )
        ],
    ]
