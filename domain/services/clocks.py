"""On whose clock people read a time.

On site everybody goes to one place, and reads its clock first. What is held online or by phone each
attends from where they are: they read their own first. A calendar is read on one clock throughout.

Code that writes a time for people needs a `Clock`, and nothing else makes one.
"""

from typing import NamedTuple, NewType

from domain.services.meeting import Meeting

Clock = NewType("Clock", str)
"""The IANA zone in which a time is told."""


class Clocks(NamedTuple):
    """lead: on which a time is told. beside: on which it is told once more, in small, None where
    there is no other to tell it on. own: whether that other one is the reader's."""

    lead: Clock
    beside: Clock | None = None
    own: bool = False


def clocks(meeting: Meeting, venue: str, reader: str | None) -> Clocks:
    """The clocks on which one reads the time of a session.

    venue: the zone in which it was agreed, or in which its coach works. reader: theirs, None where
    nobody knows it.
    """
    if reader is None or reader == venue:
        return Clocks(Clock(venue))
    on_site = meeting is Meeting.ON_SITE
    lead, beside = (venue, reader) if on_site else (reader, venue)
    return Clocks(Clock(lead), Clock(beside), own=on_site)


def leading(meeting: Meeting, venue: str, reader: str | None) -> Clock:
    """The clock on which a time is told where there is room for one."""
    return clocks(meeting, venue, reader).lead


def of_calendar(hours: str) -> Clock:
    """The clock of a calendar: a coach's day, week, requests and leave, or what is in a room.

    Hours, leave and sessions of every kind stand in it side by side, and are read on the clock of
    its hours. The card of a session in it has `clocks` of its own.
    """
    return Clock(hours)


def of_house(house: str, reader: str | None) -> Clock:
    """The clock of what is no session's, such as when a message was written: the reader's, or where
    nobody knows theirs that of the business."""
    return Clock(house if reader is None else reader)


def of_person(theirs: str) -> Clock:
    """The clock that somebody lives by: in their profile, and where a coach reads besides what a
    customer's shows."""
    return Clock(theirs)
