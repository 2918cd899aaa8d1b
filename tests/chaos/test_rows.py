"""Each row of the table in its smoke form. COACHBOOK_SEED repeats a run."""

import os
import random
from collections.abc import Sequence

import pytest
from _pytest.mark import ParameterSet

from tests.chaos import rows
from tests.chaos.figures import Form, table

# Seeds with which a row has found a fault, so that it would again. `make chaos` draws its own.
FOUND = {"life": 84_235_066}


def beside_one_another(names: Sequence[str]) -> list[ParameterSet]:
    """In two groups, as each row keeps two processors busy half the time: a third would disturb
    them."""
    return [
        pytest.param(name, marks=pytest.mark.xdist_group(f"rows {number % 2}"))
        for number, name in enumerate(names)
    ]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", beside_one_another(rows.NAMES))
async def test_every_goal_of_the_row_is_met(name: str) -> None:
    drawn = FOUND.get(name) or random.SystemRandom().randrange(10**9)
    seed = int(os.environ.get("COACHBOOK_SEED") or drawn)
    print(f"COACHBOOK_SEED={seed}")

    figures = await rows.load(name)(Form.SMOKE, seed)

    assert {figure.row for figure in figures} == set(rows.NUMBERS[name])
    assert all(figure.met for figure in figures), table(figures)
