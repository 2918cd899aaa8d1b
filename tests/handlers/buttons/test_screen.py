"""A phone shows every label of a row whole: where it would not, the row becomes several."""

import pytest

from handlers.buttons.keyboards import BLANK
from handlers.buttons.press import Nothing
from handlers.buttons.screen import Key, Row, Screen


def row(*labels: str) -> Row:
    return tuple(Key(label, Nothing()) for label in labels)


def shown(*rows: Row) -> list[list[str]]:
    keyboard = Screen("Text", rows).payload()["reply_markup"]["inline_keyboard"]
    return [[key["text"] for key in one] for one in keyboard]


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        (("3 times, to Mon 19 May", "4 times"), [["3 times, to Mon 19 May"], ["4 times"]]),
        (("Note", "Devices"), [["Note", "Devices"]]),
        (("Mon", "Tue", "Wed"), [["Mon", "Tue", "Wed"]]),
        (("Mon", "Wednesday at half past", "Tue"), [["Mon"], ["Wednesday at half past"], ["Tue"]]),
        (("Mon", "Wednesday, all day", "Tue"), [["Mon", "Wednesday, all day"], ["Tue"]]),
        (("9", "10", "11", "12, the last one"), [["9", "10", "11", "12, the last one"]]),
        (("A label of any length in a row alone",), [["A label of any length in a row alone"]]),
    ],
)  # fmt: skip
def test_a_row_that_would_cut_a_label_is_several(
    labels: tuple[str, ...], rows: list[list[str]]
) -> None:
    assert shown(row(*labels)) == rows


def test_what_kept_the_place_of_a_key_in_a_row_goes_with_it() -> None:
    assert shown((*row("Every second Wednesday"), BLANK)) == [["Every second Wednesday"]]
