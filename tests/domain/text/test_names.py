"""Names as they are shown: whatever they hold, they disturb nothing around them."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.text import names
from domain.text.names import FSI, PDI
from tests.hostile_names import (
    AS_TYPED,
    BLANK,
    EVERY,
    TALL,
    TURNED,
    check_label,
    check_line,
    is_visible,
)

# Letters of many scripts, and all that is troublesome about them.
TROUBLE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from([c for name in EVERY.values() for c in name[:40]]),
        st.sampled_from("ab שa\u202e\u2066\u2067\u2068\u2069\u2069\u0301\u200d\u3164\n😀🏽🇩🇪"),
    ),
    max_size=60,
)


@pytest.mark.parametrize("typed", BLANK.values(), ids=BLANK)
def test_what_nobody_can_see_is_no_name(typed: str) -> None:
    assert not names.visible(typed)
    assert names.one_line(typed) == names.lines(typed) == ""


@pytest.mark.parametrize("typed", AS_TYPED.values(), ids=AS_TYPED)
def test_a_name_of_any_script_is_shown_as_it_was_typed(typed: str) -> None:
    assert names.visible(typed)
    assert names.one_line(typed) == names.lines(typed) == names.tidy(typed) == typed


@pytest.mark.parametrize(("typed", "shown"), TURNED.values(), ids=TURNED)
def test_a_name_orders_nothing_around_it(typed: str, shown: str) -> None:
    assert names.one_line(typed) == names.lines(typed) == shown


@pytest.mark.parametrize("typed", TALL.values(), ids=TALL)
def test_a_letter_keeps_four_marks(typed: str) -> None:
    shown = names.one_line(typed)
    letters = [c for c in typed if unicodedata.category(c)[0] == "L"]
    assert [c for c in shown if unicodedata.category(c)[0] == "L"] == letters
    assert len(shown) == len(letters) + names.MARKS * len(letters)


def test_a_plain_name_is_cut_as_any_other() -> None:
    assert names.one_line("Anna Berg", 9) == "Anna Berg"
    assert names.one_line("Anna Berg", 6) == "Anna…"
    assert names.one_line("W" * 200) == "W" * (names.LONGEST - 1) + "…"


def test_blanks_inside_are_left_out_and_spaces_joined() -> None:
    assert names.one_line(" An\u200bna \u2800 \u3000Be\u00adrg\n") == "Anna Berg"
    assert names.one_line("Mia\x00\x1b[2J\ud83d") == "Mia[2J"
    assert names.one_line("\u0301Anna \u0301Berg") == "Anna Berg"
    assert names.one_line("Anna\u200d \u200cBerg\u200d\u200d") == "Anna Berg"
    assert names.tidy("a\u200d\u200db\tc") == "a\u200db c"
    assert names.tidy(f"{FSI}\u0301a{PDI}\u0301") == f"{FSI}a{PDI}"


@pytest.mark.parametrize(
    "typed",
    [
        "REX Müller",
        "क्\u200dX",  # a joiner before a capital
        "5\u066a",  # an Arabic percent sign is no letter
        "\U0001fae9 Kim",  # an emoji that is newer than this Python
    ],
)
def test_what_is_as_it_should_be_stays_so(typed: str) -> None:
    assert names.visible(typed)
    assert names.one_line(typed) == names.lines(typed) == names.tidy(typed) == typed


def test_a_script_that_is_newer_than_this_python_is_read_from_where_it_stands() -> None:
    garay = "\U00010d50"
    assert names.one_line(garay) == f"{FSI}{garay}{PDI}"


def test_what_unicode_never_makes_a_character_is_none() -> None:
    for none in ("\ufdd0", "\ufdef", "\ufffe", "\U0010ffff"):
        assert not names.visible(none)
        assert names.tidy(f"a{none}") == "a"
    for beside in ("\ufdcf", "\ufdf0"):
        assert names.visible(beside)
        assert names.tidy(beside) == beside


@pytest.mark.parametrize(
    ("text", "from_the_right"),
    [
        ("שלום abc", True),
        ("12 – שלום", True),
        ("\u0663 abc", True),
        ("abc שלום", False),
        ("a שלום", False),
        ("123 …", False),
        ("", False),
    ],
)
def test_the_first_letter_says_from_where_a_text_is_read(text: str, from_the_right: bool) -> None:
    assert names.from_the_right(text) is from_the_right


def test_tags_stay_with_the_flag_that_they_make() -> None:
    scotland = AS_TYPED["a flag of tags"]
    assert names.one_line(f"{scotland}\U000e0041") == scotland
    assert names.one_line("🏴\U000e0067") == "🏴"


def test_lines_are_shown_each_for_itself_with_one_empty_between() -> None:
    typed = "first  one\r\n\r\n\r\n\u2028\x0bשלם\x85\u202eback\n\u3164\n"
    assert names.lines(typed) == f"first  one\n\n{FSI}שלם{PDI}\nback"
    assert names.lines("  two  spaces") == "  two  spaces"
    assert names.lines("   ") == ""
    assert names.lines("REX\u200b  \na\u3000b  \nX") == "REX\na\u3000b\nX"


@pytest.mark.parametrize(
    ("text", "longest", "shown"),
    [
        ("Anna", 4, "Anna"),
        ("Anna Berg", 6, "Anna…"),
        ("MAX Berg", 4, "MAX…"),
        ("Zoe\u0308e", 3, "Zo…"),
        ("a👩\u200d💻b", 4, "a…"),
        ("a👍🏽b", 3, "a…"),
        ("🇩🇪🇫🇷🇪🇸", 4, "🇩🇪…"),
        ("❤️❤️", 3, "❤️…"),
        (f"{FSI}שלום עולם{PDI}", 7, f"{FSI}שלום…{PDI}"),
        (f"a {FSI}ש{PDI} b", 5, "a…"),
        (f"a {FSI}ש{PDI} bcd", 7, f"a {FSI}ש{PDI}…"),
        ("e" + "\u0301" * 9, 5, "…"),
    ],
)
def test_what_is_cut_stays_whole_where_it_is_cut(text: str, longest: int, shown: str) -> None:
    assert names.cut(text, longest) == shown


@settings(deadline=None)
@given(TROUBLE)
@example(f"{FSI}{PDI}א")
@example(f"א{FSI}")
@example("\u2067\u2068\u2069\u2069א")
def test_every_name_is_fit_to_be_shown_and_stays_so(typed: str) -> None:
    shown, passage = names.one_line(typed), names.lines(typed)
    assert bool(shown) == bool(passage) == names.visible(typed)
    if shown:
        check_label(shown)
        assert names.one_line(shown) == shown
    for line in passage.split("\n"):
        check_line(line)
        assert not line or is_visible(line)
    assert names.lines(passage) == passage
    assert "\n\n\n" not in passage


@settings(deadline=None)
@given(TROUBLE, st.integers(1, 40))
def test_a_cut_name_is_as_fit_as_a_whole_one(typed: str, longest: int) -> None:
    shown = names.one_line(typed, longest)
    assert len(shown) <= longest
    check_line(shown)
    assert bool(shown) == names.visible(typed)


@settings(deadline=None)
@given(TROUBLE, TROUBLE)
def test_names_in_a_sentence_are_not_touched_again_in_a_longer_one(one: str, other: str) -> None:
    sentence = f"with {names.one_line(one)} · {names.one_line(other)} at 09:00"
    assert names.one_line(sentence, 999) == " ".join(sentence.split())
    assert names.lines(sentence) == sentence
