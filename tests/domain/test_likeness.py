"""Whose name somebody means who types it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.likeness import alike, marks, sought

NAMES = {
    1: "Mia Keller",
    2: "Jürgen Groß",
    3: "Katharina Müller",
    4: "Michael Keller",
    5: "李 小龍",
}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Mia", [1]),
        ("mi", [1, 4]),
        ("keller", [1, 4]),
        ("Keller Mia", [1]),
        ("jurgen", [2]),
        ("GROSS", [2]),
        ("Kathrina", [3]),  # a letter is missing
        ("Mulelr", [3]),  # two changed about
        ("Kellar", [1, 4]),
        ("Mai", [1]),
        ("Mio", []),  # of so few letters each counts
        ("李", [5]),
        ("Mia Groß", []),
        ("😀 !", []),
        ("", []),
    ],
)
def test_a_name_is_found_by_its_parts_and_with_a_slip(typed: str, meant: list[int]) -> None:
    assert alike(typed, NAMES, 9) == meant


def test_the_likeliest_comes_first_and_no_more_than_asked_for() -> None:
    names = {1: "Annabel", 2: "Anna", 3: "Annie Hanna"}

    assert alike("anna", names, 9)[0] == 2
    assert alike("ann", names, 2) == [1, 2]


@given(st.dictionaries(st.integers(0, 9), st.text(max_size=20), max_size=5), st.text(max_size=40))
def test_nobody_is_found_who_is_not_there(names: dict[int, str], typed: str) -> None:
    found = alike(typed, names, 3)

    assert len(found) == len(set(found)) <= 3
    assert set(found) <= names.keys()


letters = st.text("abß", min_size=1, max_size=10)
slipped = st.tuples(st.integers(0, 9), st.sampled_from(["", "x", "ab"]))


@given(letters, st.lists(slipped, max_size=2), letters)
def test_whoever_is_meant_is_found_by_the_marks(
    name: str, slips: list[tuple[int, str]], other: str
) -> None:
    typed = name
    for place, instead in slips:
        typed = typed[:place] + instead + typed[place + 1 :]
    for text in (typed, other):
        if alike(text, {1: name}, 1):
            kept = marks([name])
            assert all(
                any(mark.startswith(begin) for mark in kept for begin in begins)
                or kept.intersection(others)
                for begins, others in sought(text)
            )
