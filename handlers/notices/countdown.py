"""How far ahead a session is at the moment of reading.

A reminder may come late: after a night without the bot, "tomorrow" is today and an hour is less.
"""

from datetime import datetime, timedelta

from domain.appointments.appointment import Appointment
from domain.services.display_zones import display_zones
from handlers.wording.rich import Rich
from handlers.wording.words import Words, zone_info

# From here on, the time left says more than the time of day.
SOON = timedelta(minutes=95)


def reminder(words: Words, a: Appointment, zone: str | None, now: datetime) -> Rich:
    """The first line of a reminder: tomorrow, today at a time, or in some minutes.

    zone: the reader's, None when unknown. Today and tomorrow are told on the same clock as every
    time of a session. now: UTC.
    """
    ahead = a.starts_at - now
    if ahead <= SOON:
        length = words.length(_round(ahead))
        return words.rich("notice.reminder_soon", coach=a.coach_name, length=length)
    on = display_zones(a.meeting, a.zone, zone)
    there, other = zone_info(on.lead), zone_info(on.beside or on.lead)
    begins, today = a.starts_at.astimezone(there), now.astimezone(there).date()
    clock = words.clock_at(a.starts_at, on.lead)
    at = words.label("reminder.at", clock=clock)
    if begins.utcoffset() != a.starts_at.astimezone(other).utcoffset():
        at = words.label("reminder.at_zone", clock=clock, zone=words.zone(there.key))
    match (begins.date() - today).days:
        case 0:
            return words.rich("notice.reminder_today", coach=a.coach_name, at=at)
        case 1:
            return words.rich("notice.reminder_tomorrow", coach=a.coach_name, at=at)
    day = words.short_day(begins.date())
    return words.rich("notice.reminder_day", coach=a.coach_name, day=day, at=at)


def _round(ahead: timedelta) -> int:
    """Minutes as people say them: 59:58 is an hour, and 41 minutes are 40."""
    minutes = max(1, round(ahead.total_seconds() / 60))
    return minutes if minutes < 10 else 5 * round(minutes / 5)
