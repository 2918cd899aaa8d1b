"""Who takes part in the booking life of the state machine, and what their clocks show.

People, coaches and services go by their names. An appointment and a leave go by the key of the
update that made them. Instants are epoch seconds.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.hours import Window
from domain.rules import Rules
from domain.service import Money, Service

MINUTE, HOUR, DAY = 60, 3600, 86_400
OPEN = ("pending", "confirmed")
OPEN_LIMIT = 20

ZONES = {"Anna": "Europe/Berlin", "Ben": "America/New_York"}
CONFIRMS_AT_ONCE = {"Anna": False, "Ben": True}
HOURS: dict[str, tuple[Window, ...]] = {
    "Anna": ((0, 300), (540, 780), (840, 1020)),
    "Ben": ((0, 240), (600, 1080)),
}
CUSTOMERS = ("Mia", "Lena", "Tom")
_PRICE = Money(5000, "EUR")
SERVICES = {
    "long": Service(
        1,
        "long",
        60,
        _PRICE,
        5,
        10,
        rules=Rules(notice_move=600, notice_cancel=720, horizon_days=4),
    ),
    "short": Service(
        2, "short", 30, _PRICE, rules=Rules(notice_book=0, notice_move=60, notice_cancel=90)
    ),
}


Said = tuple[Any, ...]
"""What an update comes to: ("appointment", key), ("leave", key), or a refusal and its facts."""


class No(Exception):
    """A refusal; its arguments are what is said."""


@dataclass(frozen=True)
class Session:
    customer: str
    coach: str
    service: str
    start: int
    status: str
    version: int = 1
    attending: bool = False
    proposed: tuple[int, ...] = ()

    @property
    def end(self) -> int:
        return self.start + SERVICES[self.service].minutes * MINUTE

    @property
    def blocked(self) -> tuple[int, int]:
        service = SERVICES[self.service]
        before, after = service.buffer_before * MINUTE, service.buffer_after * MINUTE
        return self.start - before, self.end + after

    @property
    def open(self) -> bool:
        return self.status in OPEN

    def same_time_as(self, other: "Session") -> bool:
        mine = (self.customer, self.coach, self.start)
        return mine == (other.customer, other.coach, other.start)


@dataclass
class Letter:
    """A message in the outbox; `leased` is until when a deliverer has it.

    called: whether whoever has it has begun to send it.
    """

    to: str
    kind: str
    about: str
    version: int
    due: int
    state: str = "waiting"
    leased: int = 0
    called: bool = False
    repeated: bool = False


def shown(coach: str, instant: int) -> datetime:
    """What the coach's clock shows, naive but for `fold`."""
    return datetime.fromtimestamp(instant, ZoneInfo(ZONES[coach])).replace(tzinfo=None)


def first_shown(coach: str, wall: datetime) -> int:
    """The first minute at which the coach's clock shows this or later."""
    instant = int(wall.replace(tzinfo=UTC).timestamp()) - 4 * HOUR
    while shown(coach, instant) < wall:
        instant += MINUTE
    return instant


def at_wall(coach: str, now: int, day: int, minute: int, fold: int) -> int:
    """An instant: so many days from the coach's today, at a minute of the day."""
    midnight = datetime.combine(shown(coach, now).date() + timedelta(days=day), datetime.min.time())
    wall = (midnight + timedelta(minutes=minute)).replace(tzinfo=ZoneInfo(ZONES[coach]), fold=fold)
    return int(wall.timestamp())
