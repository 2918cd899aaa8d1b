"""The keys that many screens share."""

from collections.abc import Sequence

from handlers.chat.buttons import Home, Press
from handlers.chat.screen import Key, Row
from handlers.words import Words


def way_out(words: Words, back: Press | None = None) -> Row:
    """The last row of a screen: one step back, and the menu."""
    menu = Key(words.label("key.menu"), Home())
    return (Key(words.label("key.back"), back), menu) if back else (menu,)


def in_rows(keys: Sequence[Key], width: int) -> tuple[Row, ...]:
    """Keys side by side, `width` in a row."""
    return tuple(tuple(keys[i : i + width]) for i in range(0, len(keys), width))
