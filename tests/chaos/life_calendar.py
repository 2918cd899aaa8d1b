"""When the coaches of the model work: hours, special days and leave, minute by minute."""

from dataclasses import dataclass, field
from datetime import date, datetime

from domain.hours import Window
from tests.chaos.life_cast import HOURS, MINUTE, SERVICES, ZONES, shown


@dataclass
class Calendar:
    """now: epoch seconds. weekly: by coach and weekday. special: by coach and date."""

    now: int
    leaves: dict[str, tuple[str, datetime, datetime]] = field(default_factory=dict)
    weekly: dict[tuple[str, int], tuple[Window, ...]] = field(
        default_factory=lambda: {(c, day): HOURS[c] for c in ZONES for day in range(7)}
    )
    special: dict[tuple[str, date], tuple[Window, ...]] = field(default_factory=dict)

    def offers(self, coach: str, service: str, start: int) -> bool:
        """Whether the coach is open for the whole session and may begin at its start."""
        wall = shown(coach, start)
        if wall.fold or not self.works(coach, wall):
            return False
        minute = wall.hour * 60 + wall.minute
        opens = next(s for s, e in self.windows(coach, wall.date()) if s <= minute < e)
        length = SERVICES[service].minutes * MINUTE
        minutes = (shown(coach, t) for t in range(start, start + length, MINUTE))
        on_grid = (minute - opens) % SERVICES[service].step == 0
        return on_grid and all(self.works(coach, wall) for wall in minutes)

    def windows(self, coach: str, day: date) -> tuple[Window, ...]:
        return self.special.get((coach, day), self.weekly[coach, day.weekday()])

    def works(self, coach: str, wall: datetime, *, despite_leave: bool = False) -> bool:
        # An hour that comes twice is open the second time if it was when the clock went back.
        wall = wall.replace(minute=59, fold=0) if wall.fold else wall
        minute = wall.hour * 60 + wall.minute
        away = any(c == coach and s <= wall < e for c, s, e in self.leaves.values())
        working = any(s <= minute < e for s, e in self.windows(coach, wall.date()))
        return working and (despite_leave or not away)
