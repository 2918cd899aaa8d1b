"""Keys that share a row."""

import pytest

from handlers.buttons.keyboards import in_pairs
from handlers.buttons.press import Blank
from handlers.buttons.screen import Key

LONG = "Same person as somebody else"


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        ([], []),
        (["Note"], [["Note"]]),
        (["Note", "Devices", "Block them"], [["Note", "Devices"], ["Block them"]]),
        (["Note", LONG, "Devices"], [["Note"], [LONG], ["Devices"]]),
        ([LONG, "Note", "Devices"], [[LONG], ["Note", "Devices"]]),
    ],
)
def test_two_keys_share_a_row_where_both_are_shown_whole(
    labels: list[str], rows: list[list[str]]
) -> None:
    keys = [Key(label, Blank()) for label in labels]
    assert [[key.label for key in row] for row in in_pairs(keys)] == rows
