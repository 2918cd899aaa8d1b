"""As much as two people can write to each other, in messages of the greatest length."""

from typing import Final

from domain.appointments.appointment import Appointment
from domain.appointments.correspondence import (
    LATEST,
    LONGEST_CAPTION,
    LONGEST_ID,
    LONGEST_TEXT,
    Content,
    ContentKind,
)
from storage.appointments import appointments, correspondence
from storage.appointments.correspondence import NewMessage
from storage.transactions import Writer
from tests.handlers.doorstep import NOW

TALKED_OF: Final = 6  # sessions


async def talk(writer: Writer, a: Appointment) -> None:
    """More than a page of messages, each of the greatest length; and a complaint."""
    coach = await appointments.coach_person_id(writer, a.coach_id)
    contents = [
        Content(ContentKind.PHOTO, "🎾" * (LONGEST_CAPTION // 2), "A" * LONGEST_ID),
        Content(ContentKind.PLACE, latitude=-12.3456789, longitude=-123.456789),
        Content(ContentKind.LATE, minutes=LATEST),
        *[Content(ContentKind.TEXT, "🎾\n" * (LONGEST_TEXT // 3))] * 8,
    ]
    for number, content in enumerate(reversed(contents)):
        by_coach = bool(number % 2)
        sender = coach if by_coach else a.customer_id
        new = NewMessage(a, sender, by_coach, content, f"{number}", NOW, to_all=True)
        await correspondence.add(writer, new)
    await correspondence.report(writer, a, a.customer_id, by_coach=False, now=NOW)
