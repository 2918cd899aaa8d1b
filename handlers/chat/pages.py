"""Lists of keys: longer than a screen, and switched on and off."""

from collections.abc import Callable, Sequence

from handlers.chat.buttons import Press
from handlers.chat.keyboards import in_rows
from handlers.chat.screen import SUCCESS, Key, Row
from handlers.words import Words

MOST = 40  # keys on one page; Telegram takes 100 in all
FEW = 20  # names in one line


def paged(
    words: Words, keys: Sequence[Key], page: int, to_page: Callable[[int], Press], *, width: int = 2
) -> tuple[Row, ...]:
    """One page of keys, `width` in a row, and the ways to the pages around it.

    page: from 0; one beyond the last, from an old or a forged button, is the last.
    """
    last = max(len(keys) - 1, 0) // MOST
    page = min(max(page, 0), last)
    rows = in_rows(keys[page * MOST : (page + 1) * MOST], width)
    around = []
    if page > 0:
        around.append(Key(words.label("pages.previous"), to_page(page - 1)))
    if page < last:
        around.append(Key(words.label("pages.next"), to_page(page + 1)))
    return (*rows, tuple(around)) if around else rows


def in_brief(words: Words, names: Sequence[str]) -> str:
    """Names in a row; many are cut short, because a message has its limits."""
    row = ", ".join(names[:FEW])
    return words.label("pages.and_more", names=row, n=len(names) - FEW) if names[FEW:] else row


def switch(words: Words, name: str, on: bool, press: Press) -> Key:
    """A key that shows whether something is on; `press` turns it over."""
    label = words.label("pages.on" if on else "pages.off", name=name)
    return Key(label, press, SUCCESS if on else None)
