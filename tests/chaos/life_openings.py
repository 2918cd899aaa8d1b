"""How the coaches of the model change hours and take leave, and which sessions are in the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from domain.working_hours.hours import Window
from tests.chaos.life_calendar import Calendar
from tests.chaos.life_cast import MINUTE, No, Rule, Said, Session, first_shown, wall_time


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
        self.refuse_stretch(coach, starts, ends)
        self._refuse_hits(coach, [(starts, ends)])
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

    def take_rule(self, key: str, rule: Rule) -> Said:
        for name, other in self.rules.items():
            if replace(other, skipped=frozenset()) == rule:
                return "rule", name
        ahead = [one for one in rule.times() if first_shown(rule.coach, one[1]) > self.now]
        if not rule.times():
            raise No("LeaveNever")
        if not ahead:
            raise No("LeaveInPast")
        self._refuse_hits(rule.coach, ahead)
        self.rules[key] = rule
        self.audit.append(("take_repeating_leave", f"rule {key}", rule.coach))
        return "rule", key

    def end_rule(self, name: str, coach: str, day: date) -> Said:
        """Has no key: a rule that already ends then still does."""
        rule = self.rules.get(name)
        if rule is None or rule.coach != coach:
            return "ended", False
        until = min(rule.until, date.fromordinal(day.toordinal() - 1))
        if until < rule.until:
            shorter = replace(rule, until=until)
            if replace(shorter, skipped=frozenset()).times():
                self.rules[name] = shorter
            else:
                del self.rules[name]
            self.audit.append(("give_back_repeating_leave", f"rule {name}", coach))
        return "ended", True

    def work_on(self, name: str, coach: str, day: date, *, off: bool) -> Said:
        rule = self.rules.get(name)
        if rule is None or rule.coach != coach or not rule.begins(day):
            raise No("NotFound")
        skipped = rule.skipped - {day} if off else rule.skipped | {day}
        if skipped == rule.skipped:
            return ("done",)
        whole = replace(rule, first=day, until=day, every=1, skipped=frozenset()).times()
        if first_shown(coach, whole[0][1]) <= self.now:
            raise No("LeaveInPast")
        if off:
            self._refuse_hits(coach, whole)
        self.rules[name] = replace(rule, skipped=skipped)
        self.audit.append(("keep_leave" if off else "work_in_leave", f"rule {name}", coach))
        return ("done",)

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

    def refuse_stretch(self, coach: str, starts: datetime, ends: datetime) -> None:
        """Refuse it, whatever is booked then."""
        mine = [(s, e) for c, s, e in self.leaves.values() if c == coach]
        if first_shown(coach, ends) <= self.now:
            raise No("LeaveInPast")
        if any(s < ends and starts < e for s, e in mine):
            raise No("LeaveOverlaps")

    def hit(self, coach: str, stretches: Iterable[tuple[datetime, datetime]]) -> list[str]:
        """The coming sessions in these; without those whose customers are already asked."""
        spans = [(first_shown(coach, s), first_shown(coach, e)) for s, e in stretches]
        return [
            name
            for name, s in self.sessions.items()
            if s.coach == coach and s.open and s.start > self.now and s.rescue is None
            if any(s.start < end and begin < s.end for begin, end in spans)
        ]

    def _refuse_hits(self, coach: str, stretches: Iterable[tuple[datetime, datetime]]) -> None:
        hit = [self.sessions[name] for name in self.hit(coach, stretches)]
        if hit:
            raise No("LeaveHitsBookings", tuple(sorted((s.customer, s.start) for s in hit)))

    def _inside(self, coach: str) -> set[str]:
        """The coming sessions within the hours, leave or not."""
        return {
            name
            for name, s in self.sessions.items()
            if s.coach == coach and s.open and s.start >= self.now
            if all(
                self.works(coach, wall_time(coach, t), despite_leave=True)
                for t in range(s.start, s.end, MINUTE)
            )
        }
