"""Lists of keys: longer than a screen, and switched on and off."""

import json
from collections.abc import Callable, Sequence
from typing import TypeVar

from handlers.buttons.keyboards import in_rows
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.press import LIMIT, Press
from handlers.buttons.screen import SUCCESS, Key, Row
from handlers.wording.words import Words

T = TypeVar("T")

MOST = 40  # keys on one page; Telegram takes 100 in all
HEAVIEST = 8_000  # bytes of the keys on one page; Telegram takes about 10,000 in all
FEW = 20  # names in one line
AROUND = 60  # bytes of a key besides its label and its data


def page_rows(
    words: Words, keys: Sequence[Key], page: int, to_page: Callable[[int], Press], *, width: int = 2
) -> tuple[Row, ...]:
    """One page of keys, `width` in a row, and the ways to the pages around it.

    page: from 0; one beyond the last, from an old or a forged button, is the last.
    """
    pages = split_into_pages(keys, MOST, HEAVIEST, _bytes)
    page = min(max(page, 0), len(pages) - 1)
    return (*in_rows(pages[page], width), *around(words, page, len(pages), to_page))


def around(words: Words, page: int, pages: int, to_page: Callable[[int], Press]) -> tuple[Row, ...]:
    """The ways to the pages before and after, if there are any, in one row."""
    ways = []
    if page > 0:
        ways.append(Key(words.label("pages.previous"), to_page(page - 1)))
    if page < pages - 1:
        ways.append(Key(words.label("pages.next"), to_page(page + 1)))
    return (tuple(ways),) if ways else ()


def split_into_pages(
    things: Sequence[T], most: int, heaviest: int, weigh: Callable[[T], int]
) -> list[Sequence[T]]:
    """Pages limited by number and by total weight; one page if there is nothing.

    A thing heavier than a page has one to itself.
    """
    pages: list[Sequence[T]] = []
    first = weight = 0
    for place, thing in enumerate(things):
        weight += weigh(thing)
        if place > first and (place - first == most or weight > heaviest):
            pages.append(things[first:place])
            first, weight = place, weigh(thing)
    return [*pages, things[first:]]


def in_brief(words: Words, names: Sequence[str]) -> str:
    """Names in a row; a long list is cut short, because a message has limits."""
    row = ", ".join(names[:FEW])
    return words.label("pages.and_more", names=row, n=len(names) - FEW) if names[FEW:] else row


def switch(words: Words, name: str, on: bool, press: Press) -> Key:
    """A key that shows whether something is on; `press` switches it."""
    text = LabelFitter(words, WHOLE).label("pages.on" if on else "pages.off", cut="name", name=name)
    return Key(text, press, SUCCESS if on else None)


def _bytes(key: Key) -> int:
    """The most bytes a key can take, counted with everything but ASCII escaped."""
    text = len(key.label) if key.label.isascii() else len(json.dumps(key.label))
    return AROUND + LIMIT + text
