"""A month of fifty coaches who share rooms, against the same coaches without any.

Each has the bookings of W3. They share one room with 300 claims in that month, or any of five: the
times with no room free are computed once for all of them, and are then one more obstacle for each.
"""

from dataclasses import replace
from random import Random

from benchmarks.slots import COACHES, SERVICE, Workload
from benchmarks.table import Row, less_is_better, median_times, table
from domain.services.resources import Need, Resource, ResourceKind
from domain.starts.constraints import NONE, Constraints
from domain.starts.rooming import crowded_starts
from domain.starts.slots import free_slots
from domain.time.spans import Span, overlaps

TEAM = [Workload(31, 150, seed=seed) for seed in range(COACHES // 2)]
WINDOW, NOW = TEAM[0].window, TEAM[0].now
ALL = [(replace(one.coach, id=number), one.busy) for number, one in enumerate(TEAM)]
CLAIMS = 300
NEEDS = [Need(1, ResourceKind.ROOM)]


def rows() -> list[Row]:
    """The rows of this benchmark."""
    return [*_compare(1), *_compare(5)]


def _compare(number: int) -> list[Row]:
    house = {
        n: Resource(n, ResourceKind.ROOM, f"Room {n}", 1, "Europe/Berlin") for n in range(number)
    }
    claimed_spans = {n: {1: claims(Random(n))} for n in house}

    def with_rooms() -> list[list[int]]:
        lacking = crowded_starts(SERVICE, NEEDS, house, claimed_spans, WINDOW)
        return _free(Constraints(crowded=tuple(lacking)))

    def without() -> list[list[int]]:
        return _free(NONE)

    _check(with_rooms(), without(), claimed_spans)
    ours, theirs = median_times((with_rooms, without), 21)
    what = "one room" if number == 1 else f"any of {number} rooms"
    return [
        less_is_better(
            f"month of {len(ALL)} coaches who share {what}", ours, "the same without", theirs, "ms"
        )
    ]


def _free(constraints: Constraints) -> list[list[int]]:
    return [free_slots(SERVICE, coach, busy, WINDOW, NOW, constraints) for coach, busy in ALL]


def _check(
    starts: list[list[int]], alone: list[list[int]], claimed_spans: dict[int, dict[int, list[Span]]]
) -> None:
    """Start by start: one remains if a room is free for the whole session and its break."""
    keeps = SERVICE.minutes * 60 + SERVICE.buffer_after * 60
    for with_rooms, without in zip(starts, alone, strict=True):
        remaining = [
            start
            for start in without
            if any(
                not any(overlaps((start, start + keeps), span) for span in units[1])
                for units in claimed_spans.values()
            )
        ]
        if with_rooms != remaining:
            raise AssertionError("rooms give another answer than each start by itself")


def claims(random: Random) -> list[Span]:
    spans: list[Span] = []
    while len(spans) < CLAIMS:
        start = random.randrange(*WINDOW) // 900 * 900
        span = start, start + random.choice([2400, 4200])
        if not any(overlaps(span, other) for other in spans):
            spans.append(span)
    return spans


if __name__ == "__main__":
    print(table(rows()))
