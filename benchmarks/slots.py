"""Free starts: our sweep against `portion`, `python-dateutil` and a bare loop on the same rule.

One coach: Monday to Friday 09:00–13:00 and 14:00–17:00 in Berlin, sessions of 30 minutes every 15,
10 minutes between sessions, two days of leave.

- W1: 31 days across the October change, 150 bookings
- W2: 365 days, 2,000 bookings
- W3: a hundred such coaches for 31 days, all starts and the first of each coach

Each answers the same question before any is timed. Run it with `python -m benchmarks.slots`.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from benchmarks.slot_peers import BareSweep, Question, dateutil_free, portion_free
from benchmarks.table import Row, less_is_better, median_times, table
from domain.services.catalogue import Coach
from domain.services.rules import Rules
from domain.services.service import Approval, Money, Service
from domain.starts.slots import first_free, free_slots
from domain.time.spans import Span
from domain.working_hours.hours import WorkingHours, day_span
from domain.working_hours.leave import Leave, days_off

WINDOWS = ((540, 780), (840, 1020))
SERVICE = Service(
    1,
    "Session",
    30,
    Money(5000, "EUR"),
    buffer_after=10,
    step=15,
    rules=Rules(notice_book=60, horizon_days=400),
)
FIRST = date(2026, 10, 1)
COACHES = 100
# How close all starts come to a loop over integers, without reasons: 1.3 times its time.
ALL = 0.77


class Workload:
    """One coach with bookings, in the form of our engine and of the peers."""

    def __init__(self, days: int, bookings: int, seed: int) -> None:
        last = FIRST + timedelta(days=days - 1)
        leaves = (Leave(1, *days_off(FIRST + timedelta(days=11), FIRST + timedelta(days=12))),)
        hours = WorkingHours((WINDOWS,) * 5 + ((),) * 2, {})
        self.coach = Coach(
            1, 1, "Anna", "Europe/Berlin", Approval.AUTO, True, None, hours, leaves, frozenset({1})
        )
        self.window = day_span(FIRST, last, self.coach.tz)
        self.now = self.window[0] - 86_400
        self.busy = self._random_bookings(bookings, Random(seed))
        self.question = Question(
            zone=self.coach.tz,
            windows=WINDOWS,
            weekdays=5,
            first=FIRST,
            last=last,
            leave=tuple((leave.starts, leave.ends) for leave in leaves),
            busy=self.busy,
            minutes=SERVICE.minutes,
            step=SERVICE.step,
            buffer_after=SERVICE.buffer_after,
        )
        self.bare = BareSweep(self.question)

    def _random_bookings(self, count: int, random: Random) -> list[Span]:
        """Bookings as people make them: the first free time from some hour on."""
        busy: list[Span] = []
        length = (SERVICE.minutes + SERVICE.buffer_after) * 60
        while len(busy) < count:
            since = random.randrange(self.window[0], self.window[1], 900)
            start = first_free(SERVICE, self.coach, busy, (since, self.window[1]), self.now)
            if start is not None:
                busy.append((start, start + length))
        random.shuffle(busy)
        return busy

    def ours(self) -> list[int]:
        return free_slots(SERVICE, self.coach, self.busy, self.window, self.now)

    def our_first(self) -> int | None:
        return first_free(SERVICE, self.coach, self.busy, self.window, self.now)

    def portion(self) -> list[int]:
        return list(portion_free(self.question))

    def portion_first(self) -> int | None:
        return next(portion_free(self.question), None)

    def dateutil(self) -> list[int]:
        return list(dateutil_free(self.question))

    def dateutil_first(self) -> int | None:
        return next(dateutil_free(self.question), None)


def rows() -> list[Row]:
    """W1 to W3 against all peers."""
    month, year = Workload(31, 150, seed=1), Workload(365, 2000, seed=2)
    team = [Workload(31, 150, seed=seed) for seed in range(COACHES)]

    def each(answer: Callable[[Workload], object]) -> Callable[[], list[object]]:
        return lambda: [answer(one) for one in team]

    def all_of(one: Workload) -> list[Callable[[], object]]:
        return [one.ours, one.portion, one.dateutil, one.bare.free]

    every = (Workload.ours, Workload.portion, Workload.dateutil, lambda one: one.bare.free())
    first = (
        Workload.our_first,
        Workload.portion_first,
        Workload.dateutil_first,
        lambda one: one.bare.first(),
    )
    return [
        *_compare("W1 one coach, 31 days", all_of(month), (12, ALL), 41),
        *_compare("W2 one coach, 365 days", all_of(year), (12, ALL), 9),
        *_compare("W3 100 coaches, all starts", [each(answer) for answer in every], (12, ALL), 5),
        *_compare("W3 100 coaches, first start", [each(answer) for answer in first], (100, 1), 9),
    ]


def _compare(
    name: str,
    answers: Sequence[Callable[[], object]],
    goals: tuple[float, float],
    rounds: int,
) -> list[Row]:
    expected = answers[0]()
    if not expected or any(answer() != expected for answer in answers):
        raise AssertionError(f"{name}: the peers give another answer")
    goal, of_bare = goals
    ours, portion, dateutil, bare = median_times(answers, rounds)
    return [
        less_is_better(name, ours, "portion", portion, "ms", goal),
        less_is_better(name, ours, "python-dateutil", dateutil, "ms"),
        less_is_better(name, ours, "bare integers", bare, "ms", of_bare),
    ]


if __name__ == "__main__":
    print(table(rows()))
