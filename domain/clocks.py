"""On whose clock people read a time.

On site everybody goes to one place, and reads its clock first. What is held online or by phone each
attends from where they are: they read their own first.
"""

from typing import NamedTuple

from domain.meeting import Meeting


class Clocks(NamedTuple):
    """IANA zones. lead: in which a time is told. beside: in which it is told once more, in small,
    None where there is no other to tell it in. own: whether that other one is the reader's."""

    lead: str
    beside: str | None = None
    own: bool = False


def clocks(meeting: Meeting, venue: str, reader: str | None) -> Clocks:
    """The clocks on which one reads the time of a session.

    venue: the zone in which it was agreed, or in which its coach works. reader: theirs, None where
    nobody knows it.
    """
    if reader is None or reader == venue:
        return Clocks(venue)
    on_site = meeting is Meeting.ON_SITE
    return Clocks(venue, reader, own=True) if on_site else Clocks(reader, venue)


def leading(meeting: Meeting, venue: str, reader: str | None) -> str:
    """The zone in which a time is told where there is room for one."""
    return clocks(meeting, venue, reader).lead
