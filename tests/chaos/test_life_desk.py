"""Each check of the desk made to fail once, in the state machine."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import settings
from hypothesis.stateful import RULE_MARKER

from tests.chaos.life_desk import Desk
from tests.chaos.life_machine import Life
from tests.chaos.life_stage import Stage
from tests.chaos.life_unguarded_desk import (
    Removal,
    no_end_of_messages,
    no_end_of_what_is_held,
    no_end_of_what_is_kept,
    no_hold_of_what_is_offered,
    no_look_who_is_on_the_other_side,
    no_look_who_was_asked,
    no_next_in_line,
    no_order_in_line,
    no_second_look_for_who_waited,
    no_time_held_with_a_colleague,
    no_time_kept,
    no_true_reason,
)
from tests.chaos.rows.life import SHORT, live
from tests.services import Postgres

WRITING = ("books", "says_something")
FALLING_ILL = ("books", "falls_ill")
KEEPING = ("looks_at_it_last", "two_look_at_it_last")
ASKING = ("a_colleague_is_asked", "two_decide_about_a_question")
FOR_CUSTOMERS = ("a_customer_is_asked",)
IN_LINE = ("books", "time_passes", "does_something_in_line", "a_time_comes_free")


@pytest.fixture
def stage(postgres: Postgres) -> Iterator[Stage]:
    opened = Stage(postgres)
    yield opened
    opened.close()


def living_by(*rules: str) -> type[Life]:
    """The desk with only these rules: among all of them, each guard would be missed minutes
    later."""
    others = {
        name: None
        for kind in Desk.__mro__
        for name, value in vars(kind).items()
        if hasattr(value, RULE_MARKER) and name not in rules
    }
    return type("Few", (Desk,), others)


@pytest.mark.guard
@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("remove", "difference", "rules"),
    [
        (no_end_of_what_is_kept, "holds: |SlotTaken", KEEPING),
        (no_time_held_with_a_colleague, "offers: ", ASKING),
        (no_look_who_was_asked, "NotAsked", ASKING),
        (no_end_of_what_is_held, "AlreadyDecided", FOR_CUSTOMERS),
        (no_second_look_for_who_waited, "NotFound", ASKING),
        (no_look_who_is_on_the_other_side, "letters: ", WRITING),
        (no_end_of_messages, "MessagesUnwanted", WRITING),
        (no_hold_of_what_is_offered, "offers: ", FALLING_ILL),
        (no_order_in_line, "it was not their turn", IN_LINE),
        (no_true_reason, "passed over for no reason", IN_LINE),
        (no_time_kept, "turns_kept: |cannot have what they were offered", IN_LINE),
        (no_next_in_line, "nobody was asked", IN_LINE),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_guard_of_the_desk_is_missed(
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
    remove: Removal,
    difference: str,
    rules: tuple[str, ...],
) -> None:
    remove(monkeypatch)

    lived = live(stage, settings(SHORT, max_examples=60), machine=living_by(*rules))

    assert re.search(difference, "\n".join(lived.differences))
