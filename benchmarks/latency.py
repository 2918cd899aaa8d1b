"""How long a person waits: from the press, or the text, to the last call that answers it.

Measured by the fake server, from outside, with 1, 8 and 64 people waiting at once; ours is the full
booking tap, the peers echo. Run it with `python -m benchmarks.latency`.
"""

from collections import defaultdict
from statistics import median

from benchmarks.stage import PEERS, Bot, Measurement, Stage, open_stage
from benchmarks.table import Row, less_is_better, table

ROUNDS = 3
UPDATES = {1: 300, 8: 1000, 64: 3000}  # by how many are in flight
PERCENTILES = (50, 99)


def rows() -> list[Row]:
    """p50 and p99 in milliseconds, against both echoes."""
    with open_stage() as stage:
        bots = [stage.ours(), *map(stage.echo, PEERS)]
        for bot in bots:
            stage.warm_up(bot)
        runs: dict[tuple[int, str], list[Measurement]] = defaultdict(list)
        for in_flight, _ in [each for each in UPDATES.items() for _ in range(ROUNDS)]:
            for bot in bots:
                runs[in_flight, bot.name].append(_run(stage, bot, in_flight))
    ours = bots[0].name

    def median_latency(name: str, in_flight: int, percentile: int) -> float:
        return median(run.percentile(percentile) for run in runs[in_flight, name])

    return [
        less_is_better(
            f"Booking tap, {in_flight} in flight, p{percentile}",
            median_latency(ours, in_flight, percentile),
            f"{peer} echo",
            median_latency(peer, in_flight, percentile),
            "ms",
        )
        for peer in PEERS
        for in_flight in UPDATES
        for percentile in PERCENTILES
    ]


def _run(stage: Stage, bot: Bot, in_flight: int) -> Measurement:
    return stage.measure(bot, in_flight=in_flight, updates=UPDATES[in_flight])


if __name__ == "__main__":
    print(table(rows()))
