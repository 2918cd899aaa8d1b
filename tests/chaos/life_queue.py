"""Who waits in the model for which times, and what is kept for them, offer by offer."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tests.chaos.life_cast import HOUR, MINUTE, SERVICES, Stretch, plain

LINES: Final = 5  # that one person may be in
SILENT: Final = 3  # unanswered offers in a row that are allowed
GRACE: Final = 10 * MINUTE  # that a time is kept after its offer, until the next one's turn
PARTS: Final = {"": range(24), "m": range(12), "a": range(12, 17), "e": range(17, 24)}
_LONGEST, _SHORTEST, _LAST = 15 * MINUTE, 5 * MINUTE, 20 * MINUTE


@dataclass(frozen=True)
class Wait:
    """coach: None for anybody. short: inside the notice, too. silent: offers in a row left without
    an answer."""

    person: str
    service: str
    coach: str | None
    zone: str
    first: date
    last: date
    weekdays: int
    part: str
    short: bool
    joined: int
    state: str = "waiting"
    silent: int = 0

    @property
    def line(self) -> tuple[str, str, str | None]:
        return self.person, self.service, self.coach

    @property
    def times(self) -> tuple[date, date, str, int, str, bool]:
        return self.first, self.last, self.zone, self.weekdays, self.part, self.short

    def wants(self, start: int, now: int) -> bool:
        wall = datetime.fromtimestamp(start, ZoneInfo(self.zone))
        inside = start < now + SERVICES[self.service].rules.notice_book * MINUTE
        return (
            self.first <= wall.date() <= self.last
            and bool(self.weekdays >> wall.weekday() & 1)
            and wall.hour in PARTS[self.part]
            and (self.short or not inside)
        )

    def within(self, other: "Wait") -> bool:
        return (
            other.zone == self.zone
            and other.first <= self.first
            and self.last <= other.last
            and not self.weekdays & ~other.weekdays
            and other.part in ("", self.part)
            and self.short <= other.short
        )


@dataclass(frozen=True, kw_only=True)
class Turn(Stretch):
    """Something that somebody in line was offered, or passed over for. wait: their place, by name.
    group: the one a place is kept in. going: it is nobody's yet."""

    wait: str
    person: str
    told: float
    until: float
    group: str | None = None
    short: bool = False
    kept: bool = False
    going: bool = True
    answer: str = "skipped"
    reason: str | None = None

    def keeps_time(self, now: int) -> bool:
        """Whether it keeps a coach's time from everybody else. In a group it keeps places."""
        return self.kept and self.group is None and self.until + GRACE > now

    def meets(self, begin: int, end: int) -> bool:
        return self.start < end and begin < self.end


@dataclass
class Queue:
    """waits: by the update that made them. turns: by their number in the database. occupied:
    sessions at the last look, by coach and start, and waited_for: services and coaches then. begun:
    since which turn somebody has waited for those."""

    waits: dict[str, Wait] = field(default_factory=dict)
    turns: dict[int, Turn] = field(default_factory=dict)
    occupied: frozenset[tuple[str, int]] = frozenset()
    waited_for: frozenset[tuple[str, str]] = frozenset()
    begun: dict[tuple[str, str], int] = field(default_factory=dict)

    def in_line(self, coach: str, service: str | None = None) -> list[str]:
        """Who is waiting for this coach, in order. service: None for any."""
        waiting = [
            (wait.joined, number, name)
            for number, (name, wait) in enumerate(self.waits.items())
            if wait.state == "waiting" and wait.coach in (coach, None)
            if service in (wait.service, None)
        ]
        return [name for _, _, name in sorted(waiting)]

    def open_of(self, wait: str) -> int | None:
        """What the person with this place is deciding on, or has let pass unseen."""
        turns = self.turns.items()
        return next((n for n, one in turns if one.wait == wait and one.answer == "open"), None)

    def kept_at(self, person: str, coach: str, start: int, now: int) -> int | None:
        """What is kept for somebody at this start until they have answered."""
        at = (person, coach, start)
        for number, one in self.turns.items():
            open_ = one.kept and one.answer == "open" and one.until > now
            if open_ and (one.person, one.coach, one.start) == at:
                return number
        return None

    def take(self, number: int) -> None:
        """Somebody has it: they leave the line, and all offers from it are over."""
        taken = self.turns[number]
        self.turns[number] = replace(taken, answer="taken")
        wait = self.waits[taken.wait]
        if wait.state == "waiting":
            self.waits[taken.wait] = replace(wait, state="booked")
        for other, one in self.turns.items():
            if one.coach == taken.coach and one.meets(taken.start, taken.end):
                self.turns[other] = replace(one, going=False)

    def was_asked(self, wait: str, coach: str, begin: int, end: int) -> bool:
        """Whether they had their say about this time as it goes down the line."""
        mine = (one for one in self.turns.values() if one.wait == wait and one.coach == coach)
        return any(one.going and one.meets(begin, end) for one in mine)


def told_at(now: int, start: int, zone: str) -> int:
    """When somebody in this zone is told of a time that is free now: not at night."""
    wall = datetime.fromtimestamp(now, ZoneInfo(zone))
    if time(8) <= wall.time() < time(22):
        return now
    day = wall.date() + timedelta(days=wall.hour >= 22)
    morning = int(datetime.combine(day, time(8), ZoneInfo(zone)).timestamp())
    return morning if start - morning >= 2 * HOUR else now


def kept_until(start: int, due: int) -> float | None:
    """Until when it is kept for whoever is told then; None if it is too late."""
    left = start - due
    return None if left < _LAST else plain(due + max(_SHORTEST, min(_LONGEST, left / 8)))
