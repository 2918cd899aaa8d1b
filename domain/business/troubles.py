"""What is wrong enough with the bot for admins to hear of it, and when it is over.

A problem is news once it has lasted a while, and again once it has been gone for a while: a
flickering one is one problem, not many. The tables say how long, for each trouble.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from domain.messages.notices import Channel


class Trouble(StrEnum):
    """What can be wrong; the values are what the database stores."""

    DEAD_LETTERS = "letters"  # updates could not be handled
    MAIL = "mail"  # the mail server accepts nothing
    SMS = "sms"  # no text messages go out
    PUSH = "push"  # nothing reaches apps
    WEB_PUSH = "web_push"  # nothing reaches browsers
    DATABASE = "database"  # it answers slowly
    REMINDERS = "reminders"  # they are late
    BACKUP = "backup"  # the last one is older than usual


class News(StrEnum):
    """What admins are told."""

    WRONG = "wrong"
    OVER = "over"


# How long it has to be wrong, or well again, before that is news.
LASTS: Final[Mapping[Trouble, timedelta]] = {
    Trouble.DEAD_LETTERS: timedelta(0),
    Trouble.MAIL: timedelta(minutes=10),
    Trouble.SMS: timedelta(minutes=5),
    Trouble.PUSH: timedelta(minutes=5),
    Trouble.WEB_PUSH: timedelta(minutes=5),
    Trouble.DATABASE: timedelta(minutes=5),
    Trouble.REMINDERS: timedelta(minutes=5),
    Trouble.BACKUP: timedelta(0),
}
CALM: Final[Mapping[Trouble, timedelta]] = {
    Trouble.DEAD_LETTERS: timedelta(0),
    Trouble.MAIL: timedelta(minutes=5),
    Trouble.SMS: timedelta(minutes=5),
    Trouble.PUSH: timedelta(minutes=5),
    Trouble.WEB_PUSH: timedelta(minutes=5),
    Trouble.DATABASE: timedelta(minutes=10),
    Trouble.REMINDERS: timedelta(minutes=5),
    Trouble.BACKUP: timedelta(0),
}
LETTERS_AGAIN: Final = timedelta(hours=1)
"""The earliest that further letters are news while some already reported wait."""
LATE: Final = timedelta(minutes=5)
"""How long after its time a reminder counts as late."""
SLOW: Final = 1.0
"""Seconds for the database's simplest answer, the median of a few: slow from there on."""
MANY_MAILS: Final = 5
"""This many messages waiting after the mail server failed them are its fault, whatever it says when
asked."""
BY_WAY: Final = {
    Channel.SMS: Trouble.SMS,
    Channel.PUSH: Trouble.PUSH,
    Channel.WEB_PUSH: Trouble.WEB_PUSH,
}
"""The trouble when a way fails."""
MANY_FAILED: Final = 3
"""This many messages of one channel waiting because their provider failed is no accident."""

_RHYTHM: Final = 4  # backups that show how often they are made
_MOST_OFTEN, _LEAST_OFTEN = timedelta(days=1), timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that is wrong, or was a moment ago. since: when it began. told_at: when admins were
    told, None if not yet. well_since: None while it is wrong."""

    since: datetime
    told_at: datetime | None = None
    well_since: datetime | None = None


def look(
    trouble: Trouble, incident: Incident | None, wrong: bool, now: datetime
) -> tuple[Incident | None, News | None]:
    """What to watch from now on, and what to tell. incident: None if there was none."""
    if wrong:
        one = replace(incident, well_since=None) if incident else Incident(now)
        if one.told_at is None and now - one.since >= LASTS[trouble]:
            return replace(one, told_at=now), News.WRONG
        return one, None
    if incident is None or incident.told_at is None:
        return None, None
    one = replace(incident, well_since=incident.well_since or now)
    assert one.well_since is not None
    return (None, News.OVER) if now - one.well_since >= CALM[trouble] else (one, None)


def dead_letters_again(incident: Incident | None, now: datetime) -> bool:
    """Whether another dead letter is news."""
    told_at = incident.told_at if incident else None
    return told_at is None or now - told_at >= LETTERS_AGAIN


def backup_due(backups: Sequence[datetime]) -> datetime | None:
    """When the next backup is overdue, by how often they were made before; None if that is not
    known. backups: when the last ones were, latest first.

    It may be late by one more interval; nobody is held to more than one a day.
    """
    if len(backups) < _RHYTHM:
        return None
    usual = sorted(later - earlier for later, earlier in pairwise(backups[:_RHYTHM]))[1]
    return backups[0] + 2 * min(max(usual, _MOST_OFTEN), _LEAST_OFTEN)
