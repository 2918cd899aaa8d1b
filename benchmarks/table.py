"""The table of a benchmark: ratios first, because they carry over between machines."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

# The least seconds a turn takes.
TURN = 0.05


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison. ours, peer: medians in `unit`. ratio: how many times better than the peer we
    are, whichever direction is better. goal: the lowest ratio wanted, None without one."""

    name: str
    ours: float
    peer_name: str
    peer: float
    unit: str
    ratio: float
    goal: float | None = None

    @property
    def met(self) -> bool:
        return self.goal is None or self.ratio >= self.goal


def less_is_better(
    name: str, ours: float, peer_name: str, peer: float, unit: str, goal: float | None = None
) -> Row:
    """A row of times, sizes or costs."""
    return Row(name, ours, peer_name, peer, unit, peer / ours, goal)


def more_is_better(
    name: str, ours: float, peer_name: str, peer: float, unit: str, goal: float | None = None
) -> Row:
    """A row of rates."""
    return Row(name, ours, peer_name, peer, unit, ours / peer, goal)


def median_times(runs: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """The median time of each run in milliseconds.

    Every round gives each a turn, so that a busy machine is busy for all of them. A short one runs
    several times in its turn: a single run would mostly wait for the processor's caches.
    """
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds):
        for run_times, run in zip(times, runs, strict=True):
            done, start = 0, perf_counter()
            while (elapsed := perf_counter() - start) < TURN or not done:
                run()
                done += 1
            run_times.append(elapsed / done * 1000)
    return [median(run_times) for run_times in times]


def line(row: Row) -> str:
    """A single row."""
    return "  ".join(filter(None, _cells(row)))


def table(rows: Iterable[Row]) -> str:
    """The rows in aligned columns."""
    heads = ("ratio", "goal", "", "what", "ours", "peer", "unit", "against")
    cells = [heads, *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    left = {2, 3, 6, 7}
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i in left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    )


def _cells(row: Row) -> tuple[str, ...]:
    goal = "" if row.goal is None else f"≥ {row.goal:g}×"
    verdict = "" if row.goal is None else "met" if row.met else "missed"
    ours, peer = _figure(row.ours), _figure(row.peer)
    return f"{row.ratio:.3g}×", goal, verdict, row.name, ours, peer, row.unit, row.peer_name


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
