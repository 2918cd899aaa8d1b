"""Pages of lists that are in memory: each ends at an item, and the next begins after it."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from handlers.http.api import cursors
from handlers.http.api.shapes import Cursor, Limit, RequestShape

T = TypeVar("T")
ListPosition = tuple[str, int]
"""An item's position in its list: what it is sorted by, and its id."""


class Paging(RequestShape):
    """Which page of a list."""

    cursor: Cursor | None = None
    limit: Limit = 20


def page(
    things: Iterable[T], place_of: Callable[[T], ListPosition], query: Paging
) -> tuple[list[T], str | None]:
    """The items of a page in order, and the cursor of the next page.

    Raises Unacceptable: 400 for a cursor of another list.
    """
    placed = sorted(((place_of(one), one) for one in things), key=lambda pair: pair[0])
    if query.cursor is not None:
        after: ListPosition = cursors.decode_cursor(query.cursor, tuple[str, int])
        placed = [pair for pair in placed if pair[0] > after]
    pairs = placed[: query.limit]
    more = cursors.encode_cursor(pairs[-1][0]) if len(placed) > len(pairs) else None
    return [one for _, one in pairs], more
