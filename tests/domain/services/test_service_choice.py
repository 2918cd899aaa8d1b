"""What was chosen of a service is written into a button, and only that is read from one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import NoLongerOffered
from domain.services.service_choice import MOST_ALSO, USUAL, Choice, read

choices = st.builds(
    Choice,
    length=st.integers(0, 9999),
    places=st.integers(1, 9999),
    also=st.lists(st.integers(1, 10**12), max_size=MOST_ALSO).map(tuple),
)


@given(choices)
def test_a_choice_is_read_as_it_was_written_in_letters_and_digits(choice: Choice) -> None:
    assert read(choice.as_text) == choice
    assert not choice.as_text or (choice.as_text.isascii() and choice.as_text.isalnum())


def test_the_usual_choice_takes_no_room_on_a_button() -> None:
    assert not USUAL.as_text
    assert Choice(45, 2, (7, 9)).as_text == "45p2a7a9"
    assert Choice(45, 1, (9_999, 10_000)).as_text == "45a9999b7PS"


@pytest.mark.parametrize(
    "forged", ["x", "p", "p0", "0p0", "45a", "45b", "ba", "b7ps", "a1a2a3a4", "-45", "45p-2", "٤٥"]
)
def test_what_nobody_can_have_chosen_is_no_longer_offered(forged: str) -> None:
    with pytest.raises(NoLongerOffered):
        read(forged)
