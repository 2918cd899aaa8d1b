"""Rows 2 to 4 with a guard taken away: each figure that rests on it is missed."""

from typing import Any

import pytest

from tests.chaos.figures import Figure
from tests.chaos.rows import kills, rolling

SEED = 20261120
LOST, TWICE, UNSENT, COPIES = "lost", "effects twice", "messages unsent", "messages sent twice"


def missed(figures: list[Figure]) -> set[str]:
    """What the figures that are missed have counted."""
    names = (LOST, TWICE, UNSENT, COPIES)
    return {name for name in names for one in figures if name in one.what and not one.met}


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("guard", "rests_on_it", "storm"),
    [
        # Nobody has decided anything in the first seconds, on a slow machine in the first ten.
        ("lease", COPIES, {"seconds": 12}),
        # Takes a message that is sent, not marked, and still true when its lease is over.
        ("flag", COPIES, {"seconds": 15}),
        # Takes a press that has decided something, and whose acknowledgement is lost.
        ("dedupe", TWICE, {"seconds": 12, "lost": 0.3}),
        ("acknowledged_last", LOST, {"seconds": 6}),
        ("outbox_row", UNSENT, {"seconds": 12}),
    ],
)
async def test_a_storm_of_kills_without_the_guard_is_noticed(
    guard: str, rests_on_it: str, storm: dict[str, Any]
) -> None:
    figures = await kills.storm(SEED, **storm, steady=0, guard=guard)

    assert rests_on_it in missed(figures), figures


@pytest.mark.timeout(240)
async def test_restarts_that_wait_for_nothing_are_noticed() -> None:
    figures = await rolling.roll(SEED, count=3, guard="drained")

    assert COPIES in missed(figures), figures
