"""What people write to each other, in the reader's language."""

from typing import Final

from domain.appointments.appointment import Appointment
from domain.appointments.correspondence import Content, ContentKind
from domain.text import names
from handlers.wording.pens import Pen, T
from handlers.wording.rich import Rich
from handlers.wording.words import Words

LONGEST_SERVICE: Final = 60


def other_of(a: Appointment, *, by_coach: bool) -> str:
    """The other side's name. by_coach: whether the coach reads it."""
    return a.customer_name if by_coach else a.coach_name


def about(pen: Pen[T], a: Appointment, zone: str | None) -> T:
    """Which session it is about, on one line."""
    service = names.cut(a.service_title, LONGEST_SERVICE)
    when = pen.words.at(a.starts_at, a.read_in(zone))
    return pen.say("message.about", service=service, when=when)


def headline(words: Words, content: Content, other: str) -> Rich:
    """Who sent what."""
    if content.kind is ContentKind.LATE:
        return words.rich_plural("notice.message_late", content.minutes or 0, other=other)
    return words.rich(f"notice.message_{content.kind}", other=other)


def message_html(words: Words, content: Content, text: str | None) -> str:
    """A message's content, as HTML. text: as much of its text as there is room for."""
    if content.kind is ContentKind.LATE:
        return words.plural("message.said_late", content.minutes or 0)
    if content.kind is ContentKind.TEXT:
        return words.text("message.said_text", note=text or "")
    sentence = words.text(f"message.said_{content.kind}")
    return f"{sentence}\n{words.text('message.said_text', note=text)}" if text else sentence
