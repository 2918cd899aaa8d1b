"""An appointment as the chat shows it, in Telegram's HTML. Its lines come from `sessions`.

zone: the reader's IANA zone, None if unknown.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.appointments.appointment import OFF, WAITING, Appointment
from domain.rescues.rescue import moving_out
from domain.services.display_zones import DisplayZone, DisplayZones
from domain.services.forms import Answered
from domain.services.meeting import Meeting
from handlers.wording import sessions
from handlers.wording.pens import HtmlPen
from handlers.wording.words import Html, Words


def receipt(words: Words, a: Appointment, zone: str | None) -> str:
    """What the customer keeps."""
    return "\n".join(sessions.receipt(HtmlPen(words), a, zone))


def for_coach(
    words: Words, a: Appointment, zone: str | None, *, coach_zone: str | None = None
) -> str:
    """What the coach needs to know of a session. coach_zone: as for `sessions.for_coach`."""
    return "\n".join(sessions.for_coach(HtmlPen(words), a, zone, coach_zone=coach_zone))


def when(words: Words, instant: datetime, on: DisplayZones) -> list[str]:
    """The time with its zone, and on the other clock if that differs."""
    return sessions.when(HtmlPen(words), instant, on)


def to_be(words: Words, meeting: Meeting, place: str | None, coach: str) -> list[str]:
    """How and where something not yet booked is held."""
    return sessions.to_be(HtmlPen(words), meeting, place, coach)


def answers(words: Words, pairs: Answered) -> list[str]:
    """The questions before a booking, and the answers."""
    return sessions.answers(HtmlPen(words), pairs)


def date_line(words: Words, a: Appointment, zone: DisplayZone) -> str:
    """When a session is, on its own line; struck out if it is cancelled. zone: to tell it in."""
    pen = HtmlPen(words)
    line = pen.say("card.date", when=words.at(a.starts_at, zone))
    return pen.strike(line) if a.status in OFF else line


def beside(words: Words, instant: datetime, on: DisplayZones) -> list[str]:
    """The same time on the other clock, if there is one and it differs."""
    return sessions.beside(HtmlPen(words), instant, on)


def with_title(title: str, body: str, *more: str) -> str:
    """A bold title over a body, with further paragraphs below."""
    return "\n\n".join((f"<b>{title}</b>", body, *more))


def with_status_mark(title: str, a: Appointment) -> str:
    """A session's state as a status line; a confirmed one says so by itself."""
    mark = "✕" if a.status in OFF else "⏳" if a.status in WAITING else ""
    return f"{title} {mark}".rstrip()


def paragraphs(lines: Sequence[Sequence[str]]) -> list[str]:
    """Paragraphs of lines as HTML."""
    return ["\n".join(one) for one in lines]


def state(words: Words, a: Appointment, now: datetime) -> str:
    """The state of an appointment in a few words, plain."""
    if moving_out(a, now):
        return words.label("status.rescued")
    if a.on_offer(now):
        return words.label("status.proposed")
    return words.label("status.suggested" if a.on_wish(now) else f"status.{a.status.value}")


def bullet(lines: list[str]) -> Html:
    """Lines of HTML as a list."""
    return Html("\n".join(f"• {line}" for line in lines))
