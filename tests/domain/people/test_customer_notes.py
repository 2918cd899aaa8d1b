"""What a coach writes down about a customer."""

import pytest

from domain.people.customer_notes import FIELD, LONGEST, validate_note, with_more
from domain.refusals import BadInput


def test_a_note_is_kept_as_it_is_up_to_its_length() -> None:
    assert validate_note(" Left knee.\nLikes mornings. ") == "Left knee.\nLikes mornings."
    assert len(validate_note("x" * LONGEST)) == LONGEST


def test_something_is_added_below_as_far_as_there_is_room() -> None:
    assert with_more(None, " Left knee. ") == "Left knee."
    assert with_more("Left knee.", "Better.") == "Left knee.\nBetter."
    full = with_more("x" * (LONGEST - 2), "y")
    assert len(full) == LONGEST


@pytest.mark.parametrize(
    ("note", "text"),
    [(None, ""), ("there", "  "), (None, "x" * (LONGEST + 1)), ("x" * (LONGEST - 1), "y")],
)
def test_nothing_and_too_much_are_refused(note: str | None, text: str) -> None:
    with pytest.raises(BadInput) as refused:
        with_more(note, text)
    assert (refused.value.field, refused.value.limit) == (FIELD, LONGEST)
