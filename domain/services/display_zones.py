"""The clock on which people read a time.

On site everybody goes to one place, and reads its clock first. Online or by phone people attend
from where they are, and read their own first. A calendar is read on one clock throughout.

Code that writes a time for people needs a `DisplayZone`, and only this module makes one.
"""

from typing import NamedTuple, NewType

from domain.services.meeting import Meeting

DisplayZone = NewType("DisplayZone", str)
"""The IANA zone in which a time is shown."""


class DisplayZones(NamedTuple):
    """lead: the clock on which a time is shown. beside: the one on which it is repeated, in small,
    None if there is no other. own: whether that other one is the reader's."""

    lead: DisplayZone
    beside: DisplayZone | None = None
    own: bool = False


def display_zones(meeting: Meeting, venue: str, reader: str | None) -> DisplayZones:
    """The clocks on which somebody reads the time of a session.

    venue: the zone in which it was agreed, or in which its coach works. reader: theirs, None if
    unknown.
    """
    if reader is None or reader == venue:
        return DisplayZones(DisplayZone(venue))
    on_site = meeting is Meeting.ON_SITE
    lead, beside = (venue, reader) if on_site else (reader, venue)
    return DisplayZones(DisplayZone(lead), DisplayZone(beside), own=on_site)


def leading(meeting: Meeting, venue: str, reader: str | None) -> DisplayZone:
    """The clock on which a time is shown if there is room for only one."""
    return display_zones(meeting, venue, reader).lead


def of_calendar(hours: str) -> DisplayZone:
    """The clock of a calendar: a coach's day, week, requests and leave, or a room's bookings.

    Hours, leave and sessions of every kind are side by side in it, and are read on the clock of its
    hours. The card of a session in it has `display_zones` of its own.
    """
    return DisplayZone(hours)


def of_business(business_zone: str, reader: str | None) -> DisplayZone:
    """The clock for times outside sessions, such as when a message was written: the reader's, or if
    unknown the business's."""
    return DisplayZone(business_zone if reader is None else reader)


def of_person(theirs: str) -> DisplayZone:
    """A person's own clock: in their profile, and where a coach also reads a customer's."""
    return DisplayZone(theirs)
