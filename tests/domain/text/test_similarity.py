"""Whose name somebody means who types it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text.similarity import alike, marks, sought

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


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("nna", "anna"),  # of three letters none may be wrong
        ("anaa", "ana"),
        ("xnna", "anna"),
        ("anxa", "anna"),
        ("annx", "anna"),
        ("naan", "anan"),
        ("ann-marie", "anne marie"),
        ("katharnia", "katharina"),
        ("ktharin", "katharina"),
        ("katahrni", "katharin"),
        ("xxtharin", "katharin"),
        ("ab", "ba"),
        ("abc", "bca"),
        ("abcd", "bcda"),
        ("katharinx", "xatharina"),
        ("katharxxx", "katharina"),
    ],
)
def test_so_many_slips_are_forgiven_as_a_word_has_letters(typed: str, name: str) -> None:
    wrong = {"nna", "ab", "abcd", "ktharin", "katharxxx"}
    assert alike(typed, {1: name}, 1) == ([] if typed in wrong else [1])


def test_whole_words_come_before_beginnings_and_those_before_slips() -> None:
    names = {
        1: "kxthxrina",  # two slips
        2: "katharinx",  # one
        3: "katharinas",  # more than was typed
        4: "katharina",
        5: "hanna katharina",
    }
    assert alike("katharina", names, 9) == [4, 5, 3, 2, 1]
    assert alike("ann", {1: "anan", 2: "nan", 3: "anni", 4: "ann"}, 9) == [4, 3, 2]
    # What is far from both words together counts.
    assert alike("katharina maria", {1: "katharinx maris", 2: "katharina marix"}, 9) == [2, 1]


@pytest.mark.parametrize(
    ("typed", "name", "slips"),
    [
        ("katharina", "katharina", 0),
        ("kxathaxrina", "katharina", 2),  # too many
        ("kthrinas", "katharinas", 2),  # missing
        ("kbthbrina", "katharina", 2),  # wrong
        ("akthairna", "katharina", 2),  # changed about
        ("kxathaxrinq", "katharina", 3),
        ("kthrinaq", "katharinas", 3),
        ("kbthbrinq", "katharina", 3),
        ("akthairnq", "katharina", 3),
        # One letter in its place of two that are not is no change of places.
        ("kbtharinaxy", "katharinazx", 3),
        ("kbtharinayz", "katharinazx", 3),
    ],
)
def test_two_slips_of_any_kind_are_forgiven_and_three_are_not(
    typed: str, name: str, slips: int
) -> None:
    assert alike(typed, {1: name}, 1) == ([1] if slips < 3 else [])


def test_of_several_words_the_nearest_counts_and_of_equal_names_the_first() -> None:
    assert alike("katharina", {1: "katharinx", 2: "katharinx katharina"}, 9) == [2, 1]
    assert alike("anna", {5: "Anna", 2: "Anna", 9: "Anna"}, 2) == [5, 2]


def test_what_is_no_letter_parts_words_and_marks_do_not() -> None:
    assert alike("jones", {1: "Smith-Jones"}, 1) == [1]
    assert alike("neil", {1: "O'Neil"}, 1) == [1]
    assert alike("smithjones", {1: "Smith-Jones"}, 1) == []
    assert alike("zoe", {1: "Zoë"}, 1) == [1]


def test_of_very_much_only_the_beginning_is_asked_for() -> None:
    assert alike("ann bea cay dot nobody", {1: "Ann Bea Cay Dot"}, 1) == [1]
    assert alike("ann bea cay xyz", {1: "Ann Bea Cay Dot"}, 1) == []
    assert alike("n" * 30 + "x", {1: "n" * 30}, 1) == [1]
    assert alike("n" * 29 + "xxx", {1: "n" * 40}, 1) == [1]  # one letter is wrong of thirty
    assert [begins for begins, _ in sought("a b c d e")] == [["a"], ["b"], ["c"], ["d"]]


def test_what_is_kept_of_names_and_asked_of_it() -> None:
    assert marks(["Al"]) == {"al", "~al"}
    assert marks(["Mia"]) == {"mia", "~mia", "~ia", "~ma", "~mi"}
    assert "~def" not in marks(["abcdef"])
    assert {"~cdefg", "~abcde"} < marks(["abcdefg"])
    assert "~defg" not in marks(["abcdefg"])
    assert {"abcdefgh", "~abcdefg"} < marks(["abcdefgh"])
    assert "~abcdefgh" not in marks(["abcdefgh"])

    assert sought("a") == [(["a"], [])]
    assert sought("aab") == [(["aab"], ["aba", "baa"])]
    assert sought("abc") == [(["abc"], ["acb", "bac", "bca", "cab", "cba"])]
    assert sought("abcd") == [(["abcd"], ["~abc", "~abcd", "~abd", "~acd", "~bcd"])]
    (_, seven), (_, eight) = sought("abcdefg abcdefgh")
    assert len(seven) == 1 + 7
    assert len(eight) == 1 + 7 + 21


@given(st.dictionaries(st.integers(0, 9), st.text(max_size=20), max_size=5), st.text(max_size=40))
def test_nobody_is_found_who_is_not_there(names: dict[int, str], typed: str) -> None:
    ids = alike(typed, names, 3)

    assert len(ids) == len(set(ids)) <= 3
    assert set(ids) <= names.keys()


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
