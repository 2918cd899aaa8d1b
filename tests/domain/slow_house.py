"""What constrains starts besides a coach's calendar, written a second time, minute by minute.

Nothing is shared with the domain except the values that define the rules.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate, product
from zoneinfo import ZoneInfo

from domain.services.catalogue import Coach
from domain.services.horizon import HorizonBy
from domain.services.limits import Caps, CountedSession
from domain.services.resources import Need, Resource
from domain.services.service import Service
from domain.time.spans import Span
from domain.working_hours.closures import Closure
from domain.working_hours.leave_rules import LeaveRule
from tests.domain.model import clock, times_of, verdicts, walls_of, windows_on

DAY = timedelta(days=1)


@dataclass(frozen=True)
class SlowHouse:
    """A coach's service, and everything that constrains it.

    theirs: sessions of the coach. own: those of the customer. places: how many are left in its
    group's sessions, by start. claimed: what is taken of each resource, by unit.
    """

    service: Service
    coach: Coach
    busy: Sequence[Span]
    window: Span
    now: int
    closures: Sequence[Closure] = ()
    theirs: Sequence[CountedSession] = ()
    own: Sequence[CountedSession] = ()
    customer_caps: Caps = field(default_factory=Caps)
    needs: Sequence[Need] = ()
    resources: Mapping[int, Resource] = field(default_factory=dict)
    claimed: Mapping[int, Mapping[int, Sequence[Span]]] = field(default_factory=dict)
    places: Mapping[int, int] = field(default_factory=dict)

    def verdicts(self) -> dict[int, str | None]:
        """For each whole minute of the window, what keeps it from being offered."""
        service, rules = self.service, self.service.rules
        coach_caps, caps = self.coach.caps, rules.caps
        mine = [one for one in self.theirs if one.service_id == service.id]
        own_of_it = [one for one in self.own if one.service_id == service.id]
        limits = [
            self._full(self.own, self.customer_caps),
            self._full(own_of_it, rules.customer_caps),
        ]
        filled = [self._full(self.theirs, coach_caps), self._full(mine, caps)]
        last_day = self._last_day()
        others: dict[str, Callable[[int], bool]] = {
            "horizon": lambda at: self.clock.day(at) > last_day,
            "closure": lambda at: any(map(self._closed, self.clock.days_of(at, service.minutes))),
            "cap": lambda at: any(full(at) for full in filled),
            "limit": lambda at: any(full(at) for full in limits),
            "room": lambda at: not self._can_serve(at),
        }
        joinable = [at for at, left in self.places.items() if left >= service.party]
        return verdicts(
            service,
            self.coach,
            self.busy,
            self.window,
            self.now,
            joinable=joinable,
            others=others,
        )

    @cached_property
    def clock(self) -> "Clock":
        return Clock.of(self.coach.zone, self.window, self.service.minutes)

    def _closed(self, day: date) -> bool:
        if day not in self._closed_days:
            self._closed_days[day] = self._is_closed(day)
        return self._closed_days[day]

    @cached_property
    def _closed_days(self) -> dict[date, bool]:
        return {}

    def _is_closed(self, day: date) -> bool:
        if day in self.coach.opened_days:
            return False
        periods = (times for one in self.closures for times in times_of(one.period, day))
        return any(begins <= day <= ends for begins, ends in periods)

    def _last_day(self) -> date:
        rules = self.service.rules
        today = datetime.fromtimestamp(self.now, ZoneInfo(self.coach.zone)).date()
        farthest = today + 366 * DAY
        match rules.horizon_by:
            case HorizonBy.DAYS:
                return today + rules.horizon_days * DAY
            case HorizonBy.DATE:
                return min(rules.horizon_until or today, farthest)
            case HorizonBy.MONTHS:
                day, ahead = today, 0
                while ahead < rules.horizon_count or (day + DAY).month == day.month:
                    ahead += (day + DAY).month != day.month
                    day += DAY
                return min(day, farthest)
            case HorizonBy.WORKING_DAYS:
                days = (today + n * DAY for n in range(1, 367))
                at_work = [day for day in days if windows_on(self.coach.hours, day)]
                return [*at_work, *[farthest] * rules.horizon_count][rules.horizon_count - 1]

    def _full(self, sessions: Sequence[CountedSession], caps: Caps) -> Callable[[int], bool]:
        zone = ZoneInfo(self.coach.zone)
        starts = {one.session: one.start for one in sessions}.values()
        begun = [datetime.fromtimestamp(start, zone).date() for start in starts]
        days, weeks = Counter(begun), Counter(day.isocalendar()[:2] for day in begun)

        def full(at: int) -> bool:
            day = self.clock.day(at)
            by_day = 0 < caps.day <= days[day]
            return by_day or 0 < caps.week <= weeks[day.isocalendar()[:2]]

        return full

    def _can_serve(self, at: int) -> bool:
        """Whether any of the ways to serve all needs is free."""
        each = [[one for one in self.resources.values() if _would_do(n, one)] for n in self.needs]
        for way in product(*each):
            wanted: Counter[int] = Counter()
            for need, resource in zip(self.needs, way, strict=True):
                wanted[resource.id] += need.units
            if all(self._free(key, at) >= units for key, units in wanted.items()):
                return True
        return False

    def _free(self, key: int, at: int) -> int:
        """How many units of a resource are free for all of a session, with its breaks."""
        resource, service = self.resources[key], self.service
        minutes = range(at, at + service.minutes * 60, 60)
        if not all(map(self._is_open[key], minutes)):
            return 0
        begin = at - service.buffer_before * 60
        end = at + (service.minutes + service.buffer_after) * 60
        claimed = self.claimed.get(key, {})
        return sum(
            not any(max(begin, b) < min(end, e) for b, e in claimed.get(unit, ()))
            for unit in range(1, resource.units + 1)
        )

    @cached_property
    def _is_open(self) -> Mapping[int, Callable[[int], bool]]:
        return {key: self._opening(one) for key, one in self.resources.items()}

    def _opening(self, resource: Resource) -> Callable[[int], bool]:
        its = Clock.of(resource.zone, self.window, self.service.minutes)
        opened = [False] * len(its.latest)
        walls = walls_of(resource.hours, its.first, its.days)
        shut = [(one.starts, one.ends) for one in resource.closures]
        for spans, value in ((walls, True), (shut, False)):
            for begins, ends in spans:
                for i in range(bisect_left(its.latest, begins), bisect_left(its.latest, ends)):
                    opened[i] = value
        return lambda at: opened[its.index(at)]


@dataclass(frozen=True)
class Clock:
    """The latest that a clock has shown by each minute from a day on."""

    first: date
    days: int
    latest: Sequence[datetime]

    @classmethod
    def of(cls, zone: str, window: Span, minutes: int) -> "Clock":
        """From three days before a window until after whatever begins in it."""
        first = datetime.fromtimestamp(window[0], UTC).date() - 3 * DAY
        days = (window[1] - window[0]) // 86_400 + 8 + minutes // 1440
        return cls(first, days, list(accumulate(clock(zone, first, days)[1], max)))

    def index(self, at: int) -> int:
        return (at - self._begins) // 60

    @cached_property
    def _begins(self) -> int:
        return int(datetime.combine(self.first, time.min, UTC).timestamp())

    def day(self, at: int) -> date:
        return self._dates[self.index(at)]

    def days_of(self, at: int, minutes: int) -> set[date]:
        """The days it shows for this many minutes."""
        return set(self._dates[self.index(at) : self.index(at) + minutes])

    @cached_property
    def _dates(self) -> list[date]:
        return [shown.date() for shown in self.latest]


def times_off(rule: LeaveRule) -> Iterator[tuple[datetime, datetime]]:
    """Each time off of a rule, found by checking every day."""
    pattern, day = rule.pattern, rule.pattern.first
    monday = day - day.weekday() * DAY
    while day <= pattern.until:
        in_turn = (day - monday).days // 7 % pattern.every == 0
        if in_turn and day.weekday() in pattern.weekdays and day not in rule.skipped:
            midnight = datetime.combine(day, time.min)
            minutes = (timedelta(minutes=m) for m in (pattern.starts, pattern.ends))
            begins, ends = (midnight + minute for minute in minutes)
            yield begins, ends
        day += DAY


def _would_do(need: Need, resource: Resource) -> bool:
    named = resource.id in need.resource_ids if need.kind is None else resource.kind is need.kind
    return resource.active and named
