"""A full booking tap against a bare echo.

Ours: a day is pressed, its free times are computed from what PostgreSQL holds, the message is
edited to twenty buttons, the press is answered. The peers: a text is echoed. The fake server is the
same, 64 people at once wait for their answers, and in each round every bot has its turn. Run it
with `python -m benchmarks.tap`.
"""

from statistics import median

from benchmarks.stage import AIOGRAM, PEERS, PTB, Bot, Measurement, Stage, open_stage
from benchmarks.table import Row, less_is_better, more_is_better, table

IN_FLIGHT = 64
ROUNDS = 5
UPDATES = 3000
FEWEST_KEYS = 20
GOALS = {PTB: 8.0, AIOGRAM: 3.0}


def rows() -> list[Row]:
    """Updates per second and processor time per update, against both echoes."""
    with open_stage() as stage:
        bots = [stage.ours(), *map(stage.echo, PEERS)]
        for bot in bots:
            stage.warm_up(bot)
        runs: dict[str, list[Measurement]] = {bot.name: [] for bot in bots}
        for _ in range(ROUNDS):
            for bot in bots:
                runs[bot.name].append(_run(stage, bot))
    rates = {name: median(run.per_second for run in rounds) for name, rounds in runs.items()}
    costs = {name: median(run.microseconds for run in rounds) for name, rounds in runs.items()}
    ours = bots[0].name
    name = f"Booking tap, {IN_FLIGHT} in flight"
    return [
        *(
            more_is_better(name, rates[ours], f"{p} echo", rates[p], "updates/s", GOALS[p])
            for p in PEERS
        ),
        *(
            less_is_better(f"{name}, processor", costs[ours], f"{p} echo", costs[p], "µs/update")
            for p in PEERS
        ),
    ]


def _run(stage: Stage, bot: Bot) -> Measurement:
    measured = stage.measure(bot, in_flight=IN_FLIGHT, updates=UPDATES)
    if bot.steps != (None,) and measured.fewest_keys < FEWEST_KEYS:
        raise AssertionError(f"a tap was answered with {measured.fewest_keys} buttons")
    return measured


if __name__ == "__main__":
    print(table(rows()))
