"""Caches the values made from rows that are read often and seldom change."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

import orjson

T = TypeVar("T")


class RowCache(Generic[T]):
    """Makes values from rows; a row that reads as it did last time gives the same value: of a
    hundred coaches, typically one has changed since.

    Values are shared by all readers, so they are immutable, and depend only on their row.
    """

    def __init__(self, make: Callable[[Mapping[str, Any]], T]) -> None:
        self._make = make
        self._last: Mapping[str, T] = {}

    def of(self, rows: Iterable[str] | None) -> list[T]:
        """The values of all rows, each row the text of a JSON object."""
        last = self._last
        now = {
            row: last[row] if row in last else self._make(orjson.loads(row)) for row in rows or ()
        }
        self._last = now
        return list(now.values())
