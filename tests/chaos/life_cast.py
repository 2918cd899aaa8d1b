"""Who takes part in the booking life of the state machine, and what their clocks show.

People, coaches, services and rooms go by their names. Everything else goes by the key of the update
that made it, a date of a series by that and its number. Instants are epoch seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.services.rules import Rules
from domain.services.service import Money, Service
from domain.working_hours.hours import Window

MINUTE, HOUR, DAY = 60, 3600, 86_400
OPEN = ("held", "pending", "confirmed")
NEGOTIABLE = ("pending", "confirmed")
OFF = ("cancelled", "declined", "expired")
OPEN_LIMIT = 20
KEPT_FOR = 10 * MINUTE  # at the last look
ANSWERED_IN, OFFERED_FOR = 15 * HOUR, 10 * HOUR  # a request, and an offer of other times
MOST_ON_OFFER = 9  # with one coach

ZONES = {"Anna": "Europe/Berlin", "Ben": "America/New_York"}
CONFIRMS_AT_ONCE = {"Anna": False, "Ben": True}
ASKS_FIRST = {"Anna": True, "Ben": False}  # whom they book for
HOURS: dict[str, tuple[Window, ...]] = {
    "Anna": ((0, 300), (540, 780), (840, 1020)),
    "Ben": ((0, 240), (600, 1080)),
}
CUSTOMERS = ("Mia", "Lena", "Tom")
TEAM = "Alex"  # decides about complaints
PRICE = 5000
_PRICE = Money(PRICE, "EUR")
_SOON = Rules(notice_book=0, notice_move=60, notice_cancel=90)
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
    "short": Service(2, "short", 30, _PRICE, rules=_SOON),
    "room": Service(3, "room", 30, _PRICE, 0, 5, rules=_SOON),
    "red": Service(4, "red", 60, _PRICE, rules=_SOON),
    "class": Service(5, "class", 60, _PRICE, 0, 5, rules=_SOON, capacity=3, most_places=2),
}
# The rooms that would do for a service; of two free ones, the first. Each is for one session.
ROOMS = ("Red", "Blue")
NEEDS: Mapping[str, tuple[str, ...]] = {"room": ROOMS, "red": ("Red",), "class": ("Blue",)}


Said = tuple[Any, ...]
"""What an update comes to: ("appointment", key), ("leave", key), or a refusal and its facts."""


class No(Exception):
    """A refusal; its arguments are what it says."""


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Some time of a coach, and the rooms that go with it."""

    coach: str
    service: str
    start: int
    rooms: tuple[str, ...] = ()

    @property
    def end(self) -> int:
        return self.start + SERVICES[self.service].minutes * MINUTE

    @property
    def blocked_span(self) -> tuple[int, int]:
        service = SERVICES[self.service]
        before, after = service.buffer_before * MINUTE, service.buffer_after * MINUTE
        return self.start - before, self.end + after

    @property
    def for_groups(self) -> bool:
        return SERVICES[self.service].for_groups


@dataclass(frozen=True, kw_only=True)
class Session(Stretch):
    """An appointment. group: the name of the one it has places in, and how many. series: the one it
    is date nr of. late: minutes, as its customer said. offer_rooms: those of each time on offer.
    answer_by: only meaningful while pending. rescue: the one that offers times, as its coach is
    away. held_until: how long its customer may take what their coach has booked. asked,
    asked_until: a colleague who may take it over. handed_from: whose it was; handed_by: all whose
    it ever was."""

    customer: str
    status: str = "pending"
    version: int = 1
    attending: bool = False
    late: int | None = None
    proposed: tuple[int, ...] = ()
    suggested: tuple[int, ...] = ()
    offer_until: float | None = None
    offer_rooms: tuple[tuple[str, ...], ...] = ()
    answer_by: float | None = None
    places: int = 1
    group: str | None = None
    series: str | None = None
    nr: int | None = None
    of: int | None = None
    rescue: int | None = None
    held_until: float | None = None
    asked: str | None = None
    asked_until: float | None = None
    handed_from: str | None = None
    handed_by: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        return self.status in OPEN

    @property
    def answered_by(self) -> list[float]:
        """Until when somebody may answer something about it."""
        each = (self.offer_until, self.answer_by, self.asked_until, self.held_until)
        return [until for until in each if until and self.open]

    def at(self, start: int) -> "Session":
        """The same at another start."""
        return replace(self, start=start)

    def offers_at(self, now: int) -> bool:
        """Whether other times are on offer for it."""
        return self.open and self.offer_until is not None and now < self.offer_until

    def offered_starts(self, side: str, now: int) -> tuple[int, ...]:
        """What can be taken now. side: `proposed` by its coach, or `suggested` by its customer."""
        answered = self.offers_at(now) and now < self.start
        times: tuple[int, ...] = getattr(self, side)
        return tuple(start for start in times if answered and now < start)

    def asked_at(self, now: int) -> str | None:
        """The colleague who may take it over now."""
        until = self.asked_until if self.status in NEGOTIABLE else None
        return self.asked if until is not None and now < min(until, self.start) else None

    def held_stretches(self, now: int) -> list[Stretch]:
        """The time held for the times on offer, or with a colleague who is asked. A seat in a group
        has no time of its own."""
        if self.asked and self.asked_at(now):
            return [Stretch(coach=self.asked, service=self.service, start=self.start)]
        if self.for_groups or not self.offers_at(now):
            return []
        pairs = zip(self.proposed or self.suggested, self.offer_rooms, strict=True)
        return [
            Stretch(coach=self.coach, service=self.service, start=start, rooms=rooms)
            for start, rooms in pairs
        ]


@dataclass(frozen=True, kw_only=True)
class Group(Stretch):
    """A session of a group. taken: places."""

    taken: int = 0
    state: str = "open"
    version: int = 1

    @property
    def standing(self) -> bool:
        return self.state in ("open", "closed")

    @property
    def places_left(self) -> int:
        return SERVICES[self.service].capacity - self.taken if self.state == "open" else 0


@dataclass(frozen=True, kw_only=True)
class Hold(Stretch):
    """What is kept for somebody at their last look. group: the name of the one it has places in."""

    until: int
    group: str | None = None
    places: int = 0


@dataclass(frozen=True)
class Rule:
    """Leave that repeats: minutes of some weekdays, from a day until a day, every few weeks.

    skipped: days that are worked after all.
    """

    coach: str
    weekdays: tuple[int, ...]
    starts: int
    ends: int
    first: date
    until: date
    every: int
    skipped: frozenset[date] = frozenset()

    def begins(self, day: date) -> bool:
        """Whether one of its times does on this day, if it is not skipped."""
        monday = self.first - timedelta(days=self.first.weekday())
        week = (day - monday).days // 7
        in_time = self.first <= day <= self.until
        return in_time and day.weekday() in self.weekdays and week % self.every == 0

    def times(self) -> list[tuple[datetime, datetime]]:
        """Each time off, as wall times."""
        days = [self.first + timedelta(days=n) for n in range((self.until - self.first).days + 1)]
        off = [day for day in days if self.begins(day) and day not in self.skipped]
        midnights = [datetime.combine(day, datetime.min.time()) for day in off]
        minutes = [timedelta(minutes=minute) for minute in (self.starts, self.ends)]
        return [(at + minutes[0], at + minutes[1]) for at in midnights]


@dataclass
class Letter:
    """A message in the outbox; `leased` is until when a deliverer has it.

    called: whether its holder has begun to send it. lasting: it stays true whatever becomes of what
    it is about, such as the first of several dates.
    """

    to: str
    kind: str
    about: str
    version: int
    due: float
    state: str = "waiting"
    leased: int = 0
    called: bool = False
    repeated: bool = False
    lasting: bool = False


def wall_time(coach: str, instant: int) -> datetime:
    """What the coach's clock shows, naive except for `fold`."""
    return shown_in(ZONES[coach], instant)


def shown_in(zone: str, instant: int) -> datetime:
    return datetime.fromtimestamp(instant, ZoneInfo(zone)).replace(tzinfo=None)


def first_shown(coach: str, wall: datetime) -> int:
    """The first minute at which the coach's clock shows this or later."""
    instant = int(wall.replace(tzinfo=UTC).timestamp()) - 4 * HOUR
    while wall_time(coach, instant) < wall:
        instant += MINUTE
    return instant


def at_wall(coach: str, now: int, day: int, minute: int, fold: int) -> int:
    """An instant: this many days from the coach's today, at a minute of the day."""
    midnight = datetime.combine(
        wall_time(coach, now).date() + timedelta(days=day), datetime.min.time()
    )
    wall = (midnight + timedelta(minutes=minute)).replace(tzinfo=ZoneInfo(ZONES[coach]), fold=fold)
    return int(wall.timestamp())


def next_weeks(coach: str, start: int, weeks: int) -> int | None:
    """The same wall time this many weeks later; None if the clock jumps over it."""
    return on_day(coach, wall_time(coach, start) + timedelta(weeks=weeks))


def on_day(coach: str, wall: datetime) -> int | None:
    """The first instant at which the coach's clock shows exactly this; None if it never does."""
    instant = first_shown(coach, wall.replace(fold=0))
    return instant if wall_time(coach, instant).replace(fold=0) == wall.replace(fold=0) else None


def waits(seconds: int, begins: int, ahead: int, now: int) -> float:
    """Until when something waits: this many seconds, if that is well before what it is about."""
    ends = min(now + seconds, begins - min(ahead, max(begins - now, 0) / 2))
    whole = ends // MINUTE * MINUTE
    return plain(whole if whole > now else ends)


def plain(instant: float) -> float:
    """As in JSON: without a zero fraction."""
    return int(instant) if instant == int(instant) else instant
