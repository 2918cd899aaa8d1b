"""One message to many: who gets it, what it may say, and how it ends.

Everybody gets it once. People who want no such messages, are blocked or cannot be reached are left
out, even if that happens just before their turn.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Self

from domain.refusals import BadInput, Refusal
from domain.text import field_text

LONGEST: Final = 3_500  # as Telegram counts: a character beyond the basic plane is two
FIELD: Final = "broadcast"
KEPT: Final = timedelta(days=90)  # with its text, after it was written
SINCE: Final = (30, 90, 180, 365)  # days, as buttons
WINDOW: Final = 200  # most rows waiting in the outbox at a time


class AudienceGroup(StrEnum):
    """Who gets it, before any narrowing."""

    CUSTOMERS = "customers"
    COACHES = "coaches"
    EVERYBODY = "everybody"


class BroadcastState(StrEnum):
    """The state of a broadcast; the values are what the database stores."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class BroadcastAction(StrEnum):
    """What an admin does to one that is being sent."""

    PAUSE = "pause"
    GO_ON = "go_on"
    STOP = "stop"


NEXT: Final[Mapping[tuple[BroadcastState, BroadcastAction], BroadcastState]] = {
    (BroadcastState.RUNNING, BroadcastAction.PAUSE): BroadcastState.PAUSED,
    (BroadcastState.PAUSED, BroadcastAction.GO_ON): BroadcastState.RUNNING,
    (BroadcastState.RUNNING, BroadcastAction.STOP): BroadcastState.STOPPED,
    (BroadcastState.PAUSED, BroadcastAction.STOP): BroadcastState.STOPPED,
}


@dataclass(unsafe_hash=True)
class NobodyToReach(Refusal, code="nobody_to_reach"):
    """Nobody it is meant for would get it."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who gets it. coach_id, service_id: only people who booked with this coach, or this service, 0
    for any.

    days: only people who came within this many; negative, only people who came before, but not
    within this many, with nothing booked ahead; 0 for either.
    """

    who: AudienceGroup
    coach_id: int = 0
    service_id: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if (self.narrowed and self.who is not AudienceGroup.CUSTOMERS) or abs(self.days) > SINCE[
            -1
        ]:
            raise ValueError(self)

    @property
    def narrowed(self) -> bool:
        return bool(self.coach_id or self.service_id or self.days)

    def since(self, now: datetime) -> datetime:
        """The instant since which they have come, or have not."""
        return now - timedelta(days=abs(self.days))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> Self:
        return cls(**{**facts, "who": AudienceGroup(facts["who"])})


@dataclass(frozen=True, slots=True)
class AudienceSize:
    """How many of an audience get it, and how many do not: because they want none, are blocked, or
    cannot be reached. Those with several reasons count for the first."""

    reached: int
    unwanted: int
    blocked: int
    away: int


@dataclass(frozen=True, slots=True)
class BroadcastProgress:
    """How far it has come. people: how many were to get it. missed: how many came to be left out
    since."""

    people: int
    sent: int
    failed: int
    missed: int

    @property
    def remaining(self) -> int:
        return max(0, self.people - self.sent - self.failed - self.missed)


def validate_text(text: str) -> str:
    """The text as it is sent. Raises BadInput if it is empty or too long."""
    plain = field_text.passage(text, FIELD, LONGEST)
    if len(plain.encode("utf-16-le", "surrogatepass")) > 2 * LONGEST:
        raise BadInput(FIELD, LONGEST)
    return plain


def after(state: BroadcastState, deed: BroadcastAction) -> BroadcastState:
    """The next state; the same if there is nothing to do, as on a second tap."""
    return NEXT.get((state, deed), state)
