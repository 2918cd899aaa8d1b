"""Rows 9, 10 and 14 with a guard removed: the figures that depend on it are missed."""

import math
from random import Random

import pytest

from tests.chaos import traffic, waits
from tests.chaos.figures import Figure
from tests.chaos.rows import asleep, reminders_due, soak
from tests.chaos.rows.reminders_due import BUSY, EACH
from tests.chaos.witness import Call

SEED = 20261120


def missed_names(figures: list[Figure]) -> list[str]:
    """What the missed figures counted."""
    return [one.what for one in figures if not one.met]


@pytest.mark.guard
@pytest.mark.timeout(400)
@pytest.mark.parametrize("guard", ["recheck", "second_look"])
async def test_a_bot_that_does_not_look_again_reminds_of_sessions_that_are_no_more(
    guard: str,
) -> None:
    figures = await asleep.sleep(SEED, 30, real=False, guard=guard)

    assert any("cancelled or moved" in what for what in missed_names(figures)), figures


@pytest.mark.guard
@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("guard", "each", "rest_on_it"),
    [
        # Enough for each that even a slow machine sends one chat more than Telegram takes.
        ("rates", 50, ["to one chat", "refused by Telegram"]),
        ("lanes", EACH, ["booking → coach told"]),
    ],
)
async def test_a_bot_that_lets_reminders_rush_is_noticed(
    guard: str, each: int, rest_on_it: list[str]
) -> None:
    figures = await reminders_due.rush(SEED, 200, quiet=6, grace=BUSY, each=each, guard=guard)

    noticed = missed_names(figures)
    assert all(any(one in what for what in noticed) for one in rest_on_it), figures


@pytest.mark.guard
@pytest.mark.timeout(400)
async def test_a_bot_that_keeps_something_of_each_update_grows() -> None:
    outcome = await soak.soak(SEED, warm_up=5, seconds=20, guard="forgetting")

    [figure] = soak.figures(outcome)
    assert not figure.met, figure
    assert max(line.growth for line in outcome.lines) >= soak.GROWTH, figure


def test_growth_is_that_of_the_line_and_not_of_one_lucky_sample() -> None:
    draw = Random(SEED)
    flat = [100 + draw.gauss(0, 1) for _ in range(600)]
    rising = [100 + 6 * n / 599 + draw.gauss(0, 1) for n in range(600)]

    assert abs(soak.fit_line([*flat[:-1], 150.0]).growth) < 0.01
    assert soak.fit_line([*rising[:-1], 50.0]).growth > 0.05


def test_nineteen_of_twenty_waits_decide_and_no_answer_is_the_longest_wait() -> None:
    assert waits.p95([*([0.01] * 95), *([9.0] * 5)]) == 0.01
    assert waits.p95([*([0.01] * 94), *([9.0] * 6)]) == 9.0
    assert waits.p95([0.01, math.inf]) == math.inf
    assert waits.p95([]) == math.inf


def test_messages_are_counted_in_the_fullest_second_wherever_it_begins() -> None:
    times = (0.0, 0.85, 1.25, 1.5, 1.75, 1.875, 3.0)
    calls = [Call(at, "sendmessage", {"chat_id": n % 2}, 200, {}) for n, at in enumerate(times)]

    assert traffic.most_in(1, calls) == 4
    assert traffic.most_to_one(calls) == 2
