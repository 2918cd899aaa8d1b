"""How the coaches of the model change hours and take leave, and which sessions are in the way."""

from dataclasses import dataclass, field
from datetime import date, datetime

from domain.hours import Window
from tests.chaos.life_calendar import Calendar
from tests.chaos.life_cast import MINUTE, No, Said, Session, first_shown, shown


@dataclass
class Openings(Calendar):
    """sessions: by name. audit: action, what, who."""

    sessions: dict[str, Session] = field(default_factory=dict)
    audit: list[tuple[str, str, str | None]] = field(default_factory=list)

    def take_leave(self, key: str, coach: str, starts: datetime, ends: datetime) -> Said:
        mine = {n: (s, e) for n, (c, s, e) in self.leaves.items() if c == coach}
        for name, stretch in mine.items():
            if stretch == (starts, ends):
                return "leave", name
        begin, end = first_shown(coach, starts), first_shown(coach, ends)
        if end <= self.now:
            raise No("LeaveInPast")
        if any(s < ends and starts < e for s, e in mine.values()):
            raise No("LeaveOverlaps")
        hit = [
            (s.customer, s.start)
            for s in sorted(self.sessions.values(), key=lambda s: s.start)
            if s.coach == coach and s.open and s.start > self.now
            if s.start < end and begin < s.end
        ]
        if hit:
            raise No("LeaveHitsBookings", tuple(hit))
        self.leaves[key] = (coach, starts, ends)
        self.audit.append(("take_leave", key, coach))
        return "leave", key

    def give_back(self, name: str, coach: str) -> Said:
        """Has no key: leave that is gone stays gone."""
        if self.leaves.get(name, ("",))[0] != coach:
            return "given back", False
        del self.leaves[name]
        self.audit.append(("give_back_leave", name, coach))
        return "given back", True

    def set_week(self, coach: str, weekday: int, windows: tuple[Window, ...]) -> Said:
        inside = self._inside(coach)
        self.weekly[coach, weekday] = windows
        self.audit.append(("set_hours", coach, coach))
        return "hours", len(inside - self._inside(coach))

    def set_date(self, coach: str, day: date, windows: tuple[Window, ...] | None) -> Said:
        inside = self._inside(coach)
        self.special.pop((coach, day), None)
        if windows is not None:
            self.special[coach, day] = windows
        self.audit.append(("set_date_hours", coach, coach))
        return "hours", len(inside - self._inside(coach))

    def _inside(self, coach: str) -> set[str]:
        """The coming sessions that lie in the hours, leave or not."""
        return {
            name
            for name, s in self.sessions.items()
            if s.coach == coach and s.open and s.start >= self.now
            if all(
                self.works(coach, shown(coach, t), despite_leave=True)
                for t in range(s.start, s.end, MINUTE)
            )
        }
