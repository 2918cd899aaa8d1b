"""Rows 5, 7 and 8 with a guard removed: each figure that depends on it is missed."""

import pytest

from tests.chaos.figures import Figure
from tests.chaos.rows import postgres_crash, telegram_faults, threefold
from tests.chaos.silence import knocks
from tests.chaos.witness import Call

SEED = 20261120


def is_missed(figures: list[Figure], counted: str) -> bool:
    """Whether the figure that counts this is missed."""
    [figure] = [one for one in figures if counted in one.what]
    return not figure.met


@pytest.mark.guard
@pytest.mark.timeout(400)
async def test_an_update_that_is_acknowledged_before_it_is_stored_is_lost_in_a_crash() -> None:
    figures = await postgres_crash.crashes(SEED, seconds=9, every=4, guard="acknowledged_last")

    assert is_missed(figures, "lost"), figures


@pytest.mark.guard
@pytest.mark.timeout(400)
async def test_replicas_that_do_not_hear_a_retry_after_call_inside_it() -> None:
    figures = await telegram_faults.bad_day(SEED, seconds=6, guard="quiet")

    assert is_missed(figures, "calls inside"), figures


@pytest.mark.guard
@pytest.mark.timeout(400)
async def test_an_update_that_is_not_known_again_changes_the_database_twice() -> None:
    figures = await threefold.compare(SEED, pairs=4, rounds=2, guard="dedupe")

    assert is_missed(figures, "different"), figures


def a_call(at: float, chat: int = 0, retry_after: int | None = None) -> Call:
    refusal = None if retry_after is None else {"parameters": {"retry_after": retry_after}}
    return Call(at, "editmessagetext", {"chat_id": chat}, 429 if refusal else 200, refusal)


@pytest.mark.parametrize(
    ("calls", "inside"),
    [
        ([a_call(0, 1, 3), a_call(2, 1)], 1),
        ([a_call(0, 1, 3), a_call(3.1, 1)], 0),
        ([a_call(0, 1, 3), a_call(2, 2)], 0),
        ([a_call(0, 1, 3), a_call(0.1, 1)], 0),
        ([a_call(0, 1, 3), a_call(1, 2, 3), a_call(2, 4)], 1),
        ([a_call(0, 1, 3), a_call(1, 2, 3), a_call(3.5, 4)], 1),
        ([a_call(0, 1, 3), a_call(4, 2, 3), a_call(5, 4)], 0),
        ([a_call(0, 0, 3), a_call(2, 4)], 1),
        ([a_call(0, 1, 3), a_call(0.1, 1, 1), a_call(2, 1)], 1),
    ],
    ids=[
        "in the quiet of its chat",
        "after it",
        "to another chat",
        "on its way already",
        "to a third when two were told",
        "as long as the second was told",
        "one after the other are not two",
        "about no chat is about all",
        "a shorter one shortens nothing",
    ],
)
def test_who_knocks_in_a_quiet_time_is_counted(calls: list[Call], inside: int) -> None:
    assert len(knocks(calls)) == inside
