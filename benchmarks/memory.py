"""What the process needs from the machine: memory at rest and in use, and time to get ready.

In use: ten thousand people have gone from the month to the summary before a booking, three screens
each; the peers have echoed ten thousand texts, one per person. Memory is the resident set. Run it
with `python -m benchmarks.memory`.
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
MEMORY = ("Memory at rest", f"Memory after {PEOPLE:,} conversations")


def rows() -> Iterator[Row]:
    """Seconds to ready, megabytes at rest and in use, against both echoes."""
    with open_stage() as stage:
        starts = {name: partial(stage.echo, name) for name in PEERS}
        ready = median(_starts(stage, stage.ours))
        for peer, start in starts.items():
            theirs = median(_starts(stage, start))
            yield less_is_better("Start to ready", ready, f"{peer} echo", theirs, "s")
        ours = _megabytes(stage, stage.ours())
        for peer, start in starts.items():
            for what, mine, others in zip(MEMORY, ours, _megabytes(stage, start()), strict=True):
                yield less_is_better(what, mine, f"{peer} echo", others, "MB")


def _megabytes(stage: Stage, bot: Bot) -> tuple[float, float]:
    """At rest, and after its conversations; the bot is stopped then."""
    sleep(SETTLED)
    at_rest = bot.megabytes()
    steps = stage.way_to_summary if bot.name == OURS else bot.steps
    updates = PEOPLE * len(steps)
    stage.measure(bot, in_flight=IN_FLIGHT, updates=updates, people=PEOPLE, steps=steps)
    sleep(SETTLED)
    in_use = bot.megabytes()
    stage.stop(bot)
    return at_rest, in_use


def _starts(stage: Stage, start: Callable[[], Bot]) -> Iterator[float]:
    for _ in range(STARTS):
        bot = start()
        stage.stop(bot)
        yield bot.to_ready


if __name__ == "__main__":
    print(table(rows()))
