"""Half-open spans of time and their algebra.

A span is `(start, end)` in epoch seconds: it has its start and not its end, so spans that touch do
not overlap. A list of spans is in order when it is sorted and none of it overlap; what these
functions return is in order and never has empty or touching spans.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

Span = tuple[int, int]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def epoch(dt: datetime) -> int:
    """The epoch second of an aware datetime; fractions are dropped."""
    return (dt - _EPOCH) // _SECOND


def moment(seconds: int) -> datetime:
    """The aware UTC datetime of an epoch second."""
    return _EPOCH + timedelta(seconds=seconds)


def overlaps(a: Span, b: Span) -> bool:
    """Whether two spans share an instant. An empty span shares none."""
    return max(a[0], b[0]) < min(a[1], b[1])


def union(spans: Iterable[Span]) -> list[Span]:
    """Every instant in any of the spans, given in any order."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            if merged[-1][1] < end:
                merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def intersect(a: Sequence[Span], b: Sequence[Span]) -> list[Span]:
    """The instants in both; a and b in order."""
    shared: list[Span] = []
    i = j = 0
    while i < len(a) and j < len(b):
        start, end = max(a[i][0], b[j][0]), min(a[i][1], b[j][1])
        if shared and shared[-1][1] == start < end:
            shared[-1] = shared[-1][0], end
        elif start < end:
            shared.append((start, end))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return shared


def subtract(a: Sequence[Span], b: Sequence[Span]) -> list[Span]:
    """The instants in a but not in b; a and b in order."""
    remainder: list[Span] = []
    j = 0
    for start, end in a:
        while j < len(b) and b[j][1] <= start:
            j += 1
        begin, k = start, j
        while k < len(b) and b[k][0] < end:
            remainder.append((begin, b[k][0]))
            begin = b[k][1]
            k += 1
        remainder.append((begin, end))
    return union(remainder)
