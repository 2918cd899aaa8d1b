"""What the process takes of the machine: memory at rest and in use, and time to get ready.

In use: ten thousand people have found their way from the month to the last look before a booking,
three screens each; the peers have echoed ten thousand texts, one of each person. Memory is the
resident set. Run it with `python -m benchmarks.memory`.
"""

from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from time import sleep

from benchmarks.stage import OURS, PEERS, Bot, Stage, open_stage
from benchmarks.table import Row, less_is_better, table

PEOPLE = 10_000
IN_FLIGHT = 64
STARTS = 3
SETTLED = 2.0  # seconds


def rows() -> list[Row]:
    """Seconds to ready, megabytes at rest and in use, against both echoes."""
    with open_stage() as stage:
        starts = {OURS: stage.ours} | {name: partial(stage.echo, name) for name in PEERS}
        ready = {name: median(_starts(stage, start)) for name, start in starts.items()}
        at_rest, in_use = dict[str, float](), dict[str, float]()
        for name, start in starts.items():
            bot = start()
            sleep(SETTLED)
            at_rest[name] = bot.megabytes()
            steps = stage.way_to_summary if name == OURS else bot.steps
            updates = PEOPLE * len(steps)
            stage.measure(bot, in_flight=IN_FLIGHT, updates=updates, people=PEOPLE, steps=steps)
            sleep(SETTLED)
            in_use[name] = bot.megabytes()
            stage.stop(bot)
    measured = (
        ("Start to ready", ready, "s"),
        ("Memory at rest", at_rest, "MB"),
        (f"Memory after {PEOPLE:,} conversations", in_use, "MB"),
    )
    return [
        less_is_better(what, found[OURS], f"{peer} echo", found[peer], unit)
        for what, found, unit in measured
        for peer in PEERS
    ]


def _starts(stage: Stage, start: Callable[[], Bot]) -> Iterator[float]:
    for _ in range(STARTS):
        bot = start()
        stage.stop(bot)
        yield bot.to_ready


if __name__ == "__main__":
    print(table(rows()))
