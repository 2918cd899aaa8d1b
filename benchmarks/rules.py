"""All rules at once, groups with places, and a series: the same coach with and without them.

The coaches of W1 and W2. With every rule there is a season besides their week, times of this
service alone, another chosen length, notice, a horizon in working days, a gap, closed days, limits
of coach, service and customer, some of which are reached, and five rooms. A group's calendar has a
session with places left at each booking, against the loop over integers with those starts added. A
series is checked date by date, a year ahead.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

from benchmarks.rooms import NEEDS, claims
from benchmarks.slots import SERVICE, WINDOWS, Workload
from benchmarks.table import Row, less_is_better, median_times, table
from domain.series.series import Rhythm, Unit
from domain.series.series_plan import occasions
from domain.services.horizon import HorizonBy
from domain.services.limits import Caps, CountedSession, Whose, all_full, full
from domain.services.resources import Resource, ResourceKind
from domain.services.rules import Rules
from domain.services.terms import Length
from domain.starts.constraints import NONE, Constraints, Reason
from domain.starts.occupancy import occupancy
from domain.starts.rooming import crowded_starts
from domain.starts.slots import allowed_starts, free_slots
from domain.time.periods import Period
from domain.time.spans import moment
from domain.working_hours.closures import Closure, closed_spans
from domain.working_hours.hours import WorkingHours
from domain.working_hours.seasons import Season

ALL_DAY = ((480, 1080),)
CAPPED = Caps(day=10, week=40)
OWN = Caps(day=1, week=3)
RULES = Rules(
    notice_book=1440,
    horizon_by=HorizonBy.WORKING_DAYS,
    horizon_count=30,
    cap_day=CAPPED.day,
    cap_week=CAPPED.week,
    customer_day=OWN.day,
    customer_week=OWN.week,
)
DATES = 52
# As for a coach alone, in `slots`.
GROUP = 0.77


class WorkloadWithRules:
    """A workload that every rule applies to."""

    def __init__(self, plain: Workload) -> None:
        self.plain = plain
        week = plain.coach.hours.weekly
        season = Season(
            1, Period(date(2026, 10, 12), None), ((*WINDOWS, (1050, 1110)),) + (None,) * 6
        )
        times = WorkingHours((ALL_DAY,) * 5 + ((),) * 2, {})
        hours = WorkingHours(week, {}, (season,), {SERVICE.id: times})
        self.coach = replace(plain.coach, hours=hours, cap_day=CAPPED.day, cap_week=CAPPED.week)
        self.service = replace(SERVICE, rules=RULES, gap=5, lengths=(Length(45, 7000),))
        self.closures = [
            Closure(1, "Inventory", Period(date(2026, 10, 14), date(2026, 10, 14))),
            Closure(2, "Christmas", Period(date(2024, 12, 24), date(2024, 12, 31), yearly=True)),
            Closure(3, "Unity Day", Period(date(2026, 10, 3), date(2026, 10, 3)), "DE"),
        ]
        rooms = range(5)
        self.rooms = {
            n: Resource(n, ResourceKind.ROOM, f"Room {n}", 1, "Europe/Berlin") for n in rooms
        }
        self.claimed = {n: {1: claims(Random(n))} for n in rooms}
        self.theirs = [
            CountedSession(start, SERVICE.id, n) for n, (start, _) in enumerate(plain.busy)
        ]
        self.own = self.theirs[::10]

    def bears(self) -> Constraints:
        """The constraints of each rule, put together as the house does."""
        service, coach, zone = self.service.lasting(45), self.coach, self.coach.tz
        window, one = self.plain.window, SERVICE.id
        around = window[0], window[1] + service.minutes * 60
        closed = closed_spans(self.closures, coach.opened_days, zone, around)
        filled = all_full(
            full(self.theirs, coach.caps, Whose.COACH, zone),
            full(self.theirs, RULES.caps, Whose.SERVICE, zone, service_id=one),
            full(self.own, OWN, Whose.CUSTOMER, zone),
            full(self.own, RULES.customer_caps, Whose.CUSTOMER_SERVICE, zone, service_id=one),
        )
        return Constraints(
            closed=tuple((first, last, Reason.CLOSURE) for first, last in closed),
            crowded=tuple(crowded_starts(service, NEEDS, self.rooms, self.claimed, window)),
            full=tuple(filled),
        )

    def free(self) -> list[int]:
        plain = self.plain
        return free_slots(
            self.service.lasting(45), self.coach, plain.busy, plain.window, plain.now, self.bears()
        )

    def check(self) -> None:
        """Start by start: offered, or there is a reason why not."""
        plain, bears, service = self.plain, self.bears(), self.service.lasting(45)
        allowed = allowed_starts(service, self.coach, plain.now)
        why = occupancy(service, self.coach, plain.busy, plain.window, allowed, bears).why
        free = set(self.free())
        if not free or any(
            (why(start) is None) != (start in free) for start in range(*plain.window, 1800)
        ):
            raise AssertionError("a start is neither offered nor has it a reason, or both")


def rows() -> list[Row]:
    """The rows of this benchmark."""
    month, year = Workload(31, 150, seed=1), Workload(365, 2000, seed=2)
    ruled = WorkloadWithRules(month)
    ruled.check()
    with_all, without = median_times((ruled.free, month.ours), 41)
    return [
        less_is_better("month, every rule", with_all, "the same without", without, "ms"),
        _group("month of a group", month, 41),
        _group("year of a group", year, 9),
        _series(year),
    ]


def _group(name: str, one: Workload, rounds: int) -> Row:
    """A session with places at each booking, except for leave."""
    service = replace(SERVICE, capacity=8)
    open_sessions = Constraints(joinable=tuple(start for start, _ in one.busy))
    leave = one.bare.leave

    def ours() -> list[int]:
        return free_slots(service, one.coach, one.busy, one.window, one.now, open_sessions)

    def bare() -> list[int]:
        starts = {
            start
            for start, _ in one.busy
            if not any(off < start + SERVICE.minutes * 60 and start < back for off, back in leave)
        }
        return sorted(starts.union(one.bare.free()))

    if ours() != bare():
        raise AssertionError(f"{name}: the loop gives another answer")
    mine, theirs = median_times((ours, bare), rounds)
    return less_is_better(name, mine, "bare integers", theirs, "ms", GROUP)


def _series(year: Workload) -> Row:
    """Each date of a year's series, with all rules and without."""
    ruled = WorkloadWithRules(year)
    ruled.service = replace(ruled.service, rules=replace(RULES, horizon_count=260))
    first = moment(year.window[0] + 10 * 3600).replace(tzinfo=None)
    dates = occasions(first, year.coach.tz, Rhythm(Unit.WEEK), DATES)
    starts = [one.start for one in dates if one.start is not None and one.start < year.window[1]]

    def looked_at(with_all: bool) -> Callable[[], list[Reason | None]]:
        def look() -> list[Reason | None]:
            bears = ruled.bears() if with_all else NONE
            service = ruled.service.lasting(45) if with_all else SERVICE
            coach = ruled.coach if with_all else year.coach
            allowed = allowed_starts(service, coach, year.now)
            return [
                occupancy(service, coach, year.busy, (at, at + 1), allowed, bears).why(at)
                for at in starts
            ]

        return look

    mine, theirs = median_times((looked_at(True), looked_at(False)), 9)
    return less_is_better(
        f"series of {len(starts)} dates, every rule", mine, "the same without", theirs, "ms"
    )


if __name__ == "__main__":
    print(table(rows()))
