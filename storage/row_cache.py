"""What rows come to that are read again and again and have seldom changed."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

import orjson

T = TypeVar("T")


class RowCache(Generic[T]):
    """Makes values of rows, and a row that reads as it did at the last reading comes to the same
    value: of a business of a hundred coaches one has changed since.

    Values are shared by all who read, so they are immutable, and come from their row alone.
    """

    def __init__(self, make: Callable[[Mapping[str, Any]], T]) -> None:
        self._make = make
        self._last: Mapping[str, T] = {}

    def of(self, rows: Iterable[str] | None) -> list[T]:
        """The values of all rows that there are, each row the text of a JSON object."""
        last = self._last
        now = {
            row: last[row] if row in last else self._make(orjson.loads(row)) for row in rows or ()
        }
        self._last = now
        return list(now.values())
