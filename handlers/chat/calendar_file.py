"""An appointment as an iCalendar file (RFC 5545), for the customer's own calendar."""

from datetime import datetime

from icalendar import Calendar, Event

from domain.appointment import Appointment, Status


def calendar_file(a: Appointment, business: str, now: datetime) -> bytes:
    """One event in UTC. The same appointment keeps its UID and raises SEQUENCE when it changes,
    so a calendar that has the old file replaces the entry instead of adding one."""
    event = Event()
    event.add("uid", f"{a.code}-{a.id}@coachbook")
    event.add("sequence", a.version)
    event.add("dtstamp", now)
    event.add("dtstart", a.starts_at)
    event.add("dtend", a.ends_at)
    event.add("summary", f"{a.service_title} · {a.coach_name}")
    event.add("description", a.code)
    event.add("status", "CONFIRMED" if a.status is Status.CONFIRMED else "TENTATIVE")
    if a.place:
        event.add("location", a.place)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//Coachbook//{business}//")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
