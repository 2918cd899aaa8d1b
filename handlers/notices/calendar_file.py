"""Appointments as an iCalendar file (RFC 5545), for the customer's own calendar."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from domain.appointments.appointment import Appointment, Status
from domain.services.meeting import Meeting
from handlers.wording import sessions
from handlers.wording.pens import RichPen
from handlers.wording.words import Words

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT: Final = "-//Coachbook//Coachbook//EN"  # the file's author; no place for a typed name


def calendar_file(a: Appointment, words: Words, now: datetime) -> bytes:
    """One event in UTC. The same appointment keeps its UID and raises SEQUENCE when it changes,
    so a calendar that has the old file replaces the entry instead of adding one."""
    return calendar_of((a,), words, now)


def calendar_of(sessions: Sequence[Appointment], words: Words, now: datetime) -> bytes:
    """The same for several: each is an event of its own, and none a recurrence rule. A date of a
    series may move or be cancelled alone, and its file then changes only that event."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - most who serve never make one

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("method", "PUBLISH")
    for a in sessions:
        calendar.add_component(_fill_event(Event(), a, words, now))
    return bytes(calendar.to_ical())


def _fill_event(event: "Event", a: Appointment, words: Words, now: datetime) -> "Event":
    event.add("uid", f"{a.code}-{a.id}@coachbook")
    event.add("sequence", a.version)
    event.add("dtstamp", now)
    event.add("dtstart", a.starts_at)
    event.add("dtend", a.ends_at)
    service, coach = (
        words.user_text("service", a.service_title),
        words.user_text("coach", a.coach_name),
    )
    event.add("summary", f"{service} · {coach}")
    event.add("description", a.code)
    event.add("status", "CONFIRMED" if a.status is Status.CONFIRMED else "TENTATIVE")
    if where := _where(a, words):
        event.add("location", where)
    return event


def _where(a: Appointment, words: Words) -> str | None:
    """The address, the link or the number, once it may be known; until then, how it is held."""
    place = [words.user_text("place", a.place)] if a.place else []
    if a.meeting is Meeting.ON_SITE:
        return ", ".join((*place, *(words.user_text("room", room) for room in a.rooms))) or None
    if place and a.status is Status.CONFIRMED:
        return place[0]
    lines = sessions.where(RichPen(words), a)
    return lines[0].plain if lines else None
