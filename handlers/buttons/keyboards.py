"""The keys that many screens share."""

from collections.abc import Sequence

from handlers.buttons.labels import PAIR, fits
from handlers.buttons.press import Blank, Home, Press
from handlers.buttons.screen import SUCCESS, Key, Row
from handlers.wording.words import Words

# Telegram refuses an empty label; a space passes and shows nothing.
BLANK = Key(" ", Blank())


def way_out(words: Words, back: Press | None = None) -> Row:
    """The last row of a screen: one step back, and the menu."""
    menu = Key(words.label("key.menu"), Home())
    return (Key(words.label("key.back"), back), menu) if back else (menu,)


def choice_key(label: str, press: Press, *, chosen: bool) -> Key:
    """One of several values, marked if it is the current one."""
    return Key(f"✓ {label}" if chosen else label, press, SUCCESS if chosen else None)


def in_rows(keys: Sequence[Key], width: int) -> tuple[Row, ...]:
    """Keys side by side, `width` in a row; the last row may have fewer, which are wider."""
    return tuple(tuple(keys[i : i + width]) for i in range(0, len(keys), width))


def in_pairs(keys: Sequence[Key]) -> tuple[Row, ...]:
    """Keys in order, two in a row if a phone shows both labels whole."""
    rows, at = list[Row](), 0
    while at < len(keys):
        pair = keys[at : at + 2]
        wide = 2 if all(fits(key.label, PAIR) for key in pair) else 1
        rows.append(tuple(pair[:wide]))
        at += wide
    return tuple(rows)


def grid(keys: Sequence[Key], most: int, least: int) -> tuple[Row, ...]:
    """Keys of equal width, `least` to `most` in a row: Telegram stretches those of a short row."""
    return in_columns(keys, columns((len(keys),), most, least))


def in_columns(keys: Sequence[Key], width: int) -> tuple[Row, ...]:
    """Keys of equal width, `width` in a row; the last row is filled up with blanks."""
    return in_rows((*keys, *(BLANK,) * (-len(keys) % width)), width)


def columns(counts: Sequence[int], most: int, least: int) -> int:
    """How many keys to put in a row, so that groups take the fewest rows, with few blanks."""
    longest = max(counts, default=1) or 1
    widths = range(min(most, longest), min(least, longest) - 1, -1)

    def rows_and_blanks(width: int) -> tuple[int, int]:
        return sum(-(-n // width) for n in counts), sum(-n % width for n in counts)

    return min(widths, key=rows_and_blanks)
