"""The same seed throws the same nonsense, and anything that led to a fault can be thrown again."""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from hashlib import sha256

import orjson
import pytest

from tests.chaos.crowd import tag_of
from tests.chaos.forger import Forger, Loot, number_of
from tests.chaos.plunder import FEW, Booking, gather_loot
from tests.chaos.rows import fuzz
from tests.chaos.rows.fuzz import Outcome

LOOT = Loot(["1:ac:3", "1:bt:1:2:0:30876540", "1:h"], [1, 2, 70])
MALLORY, EVE = 30_000, 30_001
# Enough that sessions are booked and requested, some soon enough for their customer to be reminded.
MANY = Booking(20, 300)


def bodies(
    *, seed: int = 7, person: int = MALLORY, loot: Loot = LOOT, times: int = 500
) -> list[bytes]:
    forger = Forger(seed, person, loot, menu=1)
    return [forger.draw() for _ in range(times)]


def digest(drawn: list[bytes]) -> str:
    return sha256(b"\n".join(drawn)).hexdigest()


def an_outcome() -> Outcome:
    """Any outcome has presses of bystanders."""
    return Outcome(Counter({200: 10}), presses=[0.1, 0.2], seconds=1.0)


def test_the_same_seed_person_and_loot_draw_the_same_bodies() -> None:
    assert bodies() == bodies()


def test_what_somebody_draws_does_not_depend_on_who_draws_beside_them() -> None:
    mallory, eve = (Forger(7, person, LOOT, menu=1) for person in (MALLORY, EVE))

    in_turns = [(mallory.draw(), eve.draw()) for _ in range(500)]

    assert [his for his, _ in in_turns] == bodies()
    assert [hers for _, hers in in_turns] == bodies(person=EVE)


@pytest.mark.parametrize(
    "others",
    [
        bodies(seed=8),
        bodies(person=EVE),
        bodies(loot=Loot(["1:ac:4", *LOOT.presses[1:]], LOOT.ids)),
    ],
    ids=["seed", "person", "loot"],
)
def test_another_seed_person_or_loot_draws_others(others: list[bytes]) -> None:
    assert others != bodies()


def test_another_process_draws_the_same_bodies() -> None:
    """With only the forger imported, and strings hashed differently."""
    program = (
        "from tests.chaos.forger import Forger, Loot\n"
        "from hashlib import sha256\n"
        f"forger = Forger(7, {MALLORY}, {LOOT!r}, menu=1)\n"
        "drawn = [forger.draw() for _ in range(500)]\n"
        "print(sha256(b'\\n'.join(drawn)).hexdigest())\n"
    )

    output = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout

    assert output.strip() == digest(bodies())


def test_no_two_people_send_an_update_with_the_same_id() -> None:
    numbers = [
        {number for body in bodies(person=person) if (number := number_of(body))}
        for person in (MALLORY, EVE)
    ]
    assert numbers[0].isdisjoint(numbers[1])


def test_what_was_drawn_can_be_drawn_once_more() -> None:
    forger = Forger(7, MALLORY, LOOT, menu=1)
    drawn = [forger.draw() for _ in range(50)]

    assert list(forger.replay()) == drawn
    assert [forger.draw() for _ in range(50)] == bodies(times=100)[50:]


def test_a_dead_letter_names_the_body_as_it_was_posted() -> None:
    """The letter itself is stored without the NULs that may have been the fault."""
    forger = Forger(7, MALLORY, LOOT, menu=1)
    drawn = [forger.draw() for _ in range(5_000)]
    body = next(one for one in drawn if b"a\\u0000b" in one)
    letter = {"update": orjson.loads(body.replace(b"\\u0000", b"")), "error": "Oops"}

    assert fuzz.to_post_again([forger], [letter], []) == [body]


def test_a_fault_that_left_no_letter_is_found_by_its_line_in_the_log() -> None:
    forger = Forger(7, MALLORY, LOOT, menu=1)
    drawn = [forger.draw() for _ in range(50)]
    body = next(one for one in reversed(drawn) if number_of(one))
    line = f'{{"update_id": {number_of(body)}, "event": "x", "level": "critical"}}'

    assert fuzz.to_post_again([forger], [], [line]) == [body]


def test_a_letter_of_somebody_who_forges_nothing_is_posted_again_as_it_is() -> None:
    forger = Forger(7, MALLORY, LOOT, menu=1)
    letter = {"update": {"update_id": 5, "message": {"date": 10**300}}, "error": "Oops"}

    [body] = fuzz.to_post_again([forger], [letter], [])

    assert json.loads(body) == letter["update"]


def test_the_figures_of_faults_and_of_5xx_say_where_the_bodies_are() -> None:
    outcome = an_outcome()
    outcome.statuses[503] = 2
    outcome.faults, outcome.again = ["Oops"], [b"{}", b"[]"]

    refused, faults, *others = fuzz.figures(outcome)

    assert refused.found == "2; to post again, on standard error: 2"
    assert faults.found == "1; Oops; to post again, on standard error: 2"
    assert [refused.met, faults.met] == [False, False]
    assert all(figure.met for figure in others)


def test_a_run_without_faults_says_nothing_of_posting_again() -> None:
    assert [figure.found for figure in fuzz.figures(an_outcome())] == ["0", "0", "0", "0.20 s"]


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("people", "tags"),
    [
        (FEW, {"ac", "bk"}),
        pytest.param(MANY, {"ac", "am", "ca", "bk"}, marks=pytest.mark.guard),
    ],
)
async def test_two_runs_of_a_seed_find_the_same_loot(people: Booking, tags: set[str]) -> None:
    async with fuzz.begun_fleet(7) as one, fuzz.begun_fleet(7) as other:
        loot = [gather_loot(fleet, 7, people) for fleet in (one, other)]
        first, second = await asyncio.gather(*loot)

    assert first == second
    assert {tag_of(data) for data in first.presses} >= tags
