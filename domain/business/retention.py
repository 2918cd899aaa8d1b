"""How long personal words that nothing else needs are kept: the business's choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.appointments import correspondence
from domain.messages import broadcasts
from domain.people import customer_notes

NEVER: Final = 0  # in place of days: never deleted by the clock


class RecordKind(StrEnum):
    """What is kept for a time; the values are what the database stores."""

    BOOKINGS = "bookings"  # notes, answers and reasons of past sessions
    CONVERSATIONS = "letters"  # what the people of a session wrote to each other, and complaints
    NOTES = "notes"  # what coaches and the team noted about people not seen since
    MESSAGES = "messages"  # messages the bot has sent
    NEWS = "news"  # messages to many, with their text
    FILES = "files"  # lines of imported files, and who exported what
    PEOPLE = "people"  # people who cannot be reached, and have not been there since


@dataclass(frozen=True, slots=True)
class Choices:
    """days: the choices, shortest first; NEVER last. usual: the default."""

    usual: int
    days: tuple[int, ...]


CHOICES: Final[Mapping[RecordKind, Choices]] = {
    RecordKind.BOOKINGS: Choices(NEVER, (90, 365, 730, 1095, NEVER)),
    # No longer than people can read it.
    RecordKind.CONVERSATIONS: Choices(correspondence.KEPT.days, (14, 30, 60, 90)),
    RecordKind.NOTES: Choices(customer_notes.KEPT.days, (180, 365, 730, 1095)),
    # No shorter than a message may wait for somebody to come back.
    RecordKind.MESSAGES: Choices(30, (14, 30, 90)),
    RecordKind.NEWS: Choices(broadcasts.KEPT.days, (30, 90, 365)),
    RecordKind.FILES: Choices(30, (7, 14, 30)),
    RecordKind.PEOPLE: Choices(NEVER, (365, 730, 1095, NEVER)),
}


@dataclass(frozen=True, slots=True)
class Retention:
    """What the business chose, in days."""

    days_by_kind: Mapping[RecordKind, int]

    def days(self, kind: RecordKind) -> int:
        return self.days_by_kind.get(kind, CHOICES[kind].usual)

    def before(self, kind: RecordKind, now: datetime) -> datetime | None:
        """Anything older than this is deleted; None if nothing is."""
        return before(self.days(kind), now)


def before(days: int, now: datetime) -> datetime | None:
    """The instant `days` ago; None if nothing is ever deleted."""
    return None if days == NEVER else now - timedelta(days=days)


def shorter(kind: RecordKind, days: int, than: int) -> bool:
    """Whether something that is still kept would be deleted."""
    order = CHOICES[kind].days
    return days != than and (than not in order or order.index(days) < order.index(than))
