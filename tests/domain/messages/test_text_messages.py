"""How long a text message is, and where it is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.messages.text_messages import MOST_PARTS, fitting, parts, plain

LINK = "https://example.org/s/K7QX"
EMOJI = "👍"


@pytest.mark.parametrize(
    ("why", "text", "count"),
    [
        ("nothing is one", "", 1),
        ("seven bits", "a" * 160, 1),
        ("a number takes room", "a" * 161, 2),
        ("two full parts", "a" * 306, 2),
        ("three", "a" * 307, 3),
        ("every letter of the alphabet", "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà" * 4, 2),
        ("some take two places", "€" * 80, 1),
        ("some take two places, too many", "€" * 81, 2),
        ("all of those", "^{}\\[~]|€\f" * 8, 1),
        ("all of those, and one more", "^{}\\[~]|€\f" * 8 + "a", 2),
        ("another alphabet", "ж" * 70, 1),
        ("one letter of another is enough", "a" * 70 + "ж", 2),
        ("two full parts of it", "ж" * 134, 2),
        ("three of it", "ж" * 135, 3),
        ("an emoji takes two places", EMOJI * 35, 1),
        ("one more", EMOJI * 35 + "a", 2),
        ("half an emoji is counted, too", "\ud83d" * 70, 1),
    ],
)
def test_parts_are_counted_as_they_are_paid(why: str, text: str, count: int) -> None:
    assert parts(text) == count, why


def test_what_typesetters_write_is_said_plainly() -> None:
    typeset = "‘Moin’ „Tach“ “Hi” – — … · • × −\u00a0\u202f€"
    assert plain(typeset) == '\'Moin\' "Tach" "Hi" - - ... - - x -  €'


def test_what_fits_stays_whole_with_the_link_below() -> None:
    assert fitting("Tomorrow at 9 – see you…", LINK) == f"Tomorrow at 9 - see you...\n{LINK}"
    assert fitting("Tomorrow", "") == "Tomorrow"
    assert fitting("a" * 160, "", 1) == "a" * 160


def test_what_does_not_is_cut_as_late_as_can_be() -> None:
    assert fitting("a" * 161, "", 1) == "a" * 157 + "..."
    assert fitting("a" * 999, LINK, 1) == "a" * (160 - 3 - 1 - len(LINK)) + f"...\n{LINK}"
    for length in range(161, 260):
        assert fitting("a" * length, "", 1) == "a" * 157 + "..."
    assert fitting("a" * 156 + " " + "b" * 9, "", 1) == "a" * 156 + "..."
    assert parts(fitting("a" * 999, LINK)) == MOST_PARTS
    family = "👩\u200d👩\u200d👧"
    cut = fitting(family * 99, "", 1)
    assert cut == family * 8 + "..."
    # Where not even the link fits, it goes alone.
    assert fitting("abc", "x" * 999, 1) == "...\n" + "x" * 999


@given(st.text(max_size=400), st.integers(1, 3))
def test_it_is_never_longer_than_it_may_be(text: str, most: int) -> None:
    assert parts(fitting(text, LINK, most)) <= most
