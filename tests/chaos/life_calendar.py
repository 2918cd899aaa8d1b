"""When the coaches of the model work: hours, special days and leave, minute by minute."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from domain.working_hours.hours import Window
from tests.chaos.life_cast import HOURS, MINUTE, SERVICES, ZONES, Rule, Stretch, wall_time


@dataclass
class Calendar:
    """now: epoch seconds. weekly: by coach and weekday. special: by coach and date. rules: leave
    that repeats, by name."""

    now: int
    leaves: dict[str, tuple[str, datetime, datetime]] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    weekly: dict[tuple[str, int], tuple[Window, ...]] = field(
        default_factory=lambda: {(c, day): HOURS[c] for c in ZONES for day in range(7)}
    )
    special: dict[tuple[str, date], tuple[Window, ...]] = field(default_factory=dict)

    def offers(self, coach: str, service: str, start: int) -> bool:
        """Whether the coach is open for the whole session and may begin at its start."""
        wall = wall_time(coach, start)
        if wall.fold or not self.works(coach, wall):
            return False
        minute = wall.hour * 60 + wall.minute
        opens = next(s for s, e in self.windows(coach, wall.date()) if s <= minute < e)
        length = SERVICES[service].minutes * MINUTE
        minutes = (wall_time(coach, t) for t in range(start, start + length, MINUTE))
        on_grid = (minute - opens) % SERVICES[service].step == 0
        return on_grid and all(self.works(coach, wall) for wall in minutes)

    def opens(self, coach: str, session: Stretch) -> bool:
        """Whether the coach is open for all of it, at whichever minute it begins."""
        walls = [wall_time(coach, t) for t in range(session.start, session.end, MINUTE)]
        return not walls[0].fold and all(self.works(coach, wall) for wall in walls)

    def windows(self, coach: str, day: date) -> tuple[Window, ...]:
        return self.special.get((coach, day), self.weekly[coach, day.weekday()])

    def works(self, coach: str, wall: datetime, *, despite_leave: bool = False) -> bool:
        wall = _first_time(wall)
        minute = wall.hour * 60 + wall.minute
        working = any(s <= minute < e for s, e in self.windows(coach, wall.date()))
        return working and (despite_leave or not self.is_away(coach, wall))

    def is_away(self, coach: str, wall: datetime) -> bool:
        """On leave, single or repeating."""
        wall = _first_time(wall)
        if any(c == coach and s <= wall < e for c, s, e in self.leaves.values()):
            return True
        minute = wall.hour * 60 + wall.minute
        return any(
            rule.begins(day) and day not in rule.skipped and rule.starts <= at < rule.ends
            for rule in self.rules.values()
            if rule.coach == coach
            for day, at in (
                (wall.date(), minute),
                (wall.date() - timedelta(days=1), minute + 24 * 60),
            )
        )

    def is_on_leave(self, wanted: Stretch) -> bool:
        """Whether its coach is on leave for part of it."""
        walls = (wall_time(wanted.coach, t) for t in range(wanted.start, wanted.end, MINUTE))
        return any(self.is_away(wanted.coach, wall) for wall in walls)


def _first_time(wall: datetime) -> datetime:
    # An hour that comes twice is open the second time if it was open when the clock went back.
    return wall.replace(minute=59, fold=0) if wall.fold else wall
