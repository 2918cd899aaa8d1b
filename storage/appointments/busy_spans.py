"""What blocks coaches over a stretch of time, as compactly as Postgres can return it."""

from collections.abc import Iterator, Sequence
from struct import iter_unpack
from typing import Any, Final

from domain.time.spans import Span

_SPAN = ">qq"  # two epoch seconds, as int8send writes them
_SPAN_BYTES = 16
PACKED: Final = """
    string_agg(
        int8send(date_part('epoch', lower(span))::bigint)
            || int8send(date_part('epoch', upper(span))::bigint), '')
"""
"""An aggregate of `claims`: its spans as bytes, for `BlockedSpans`."""


def packed_spans(coach: str, start: str, end: str, now: str, condition: str = "true") -> str:
    """A query for one value: what blocks a coach as bytes, NULL for nothing. For `BlockedSpans`.

    coach, start, end: expressions for the coach's id and the half-open stretch. now: for the
    instant by which claims may have expired; if NULL, none has. condition: on `claims`.
    """
    return f"""
        SELECT {PACKED} AS spans
        FROM claims
        WHERE resource_id = {coach} AND span && tstzrange({start}, {end})
            AND (expires_at <= {now}) IS NOT TRUE AND {condition}
    """


def packed_spans_by_coach(
    coaches: str, start: str, end: str, now: str, condition: str = "true"
) -> str:
    """A query for one row: coach ids, and the spans of each. For `by_coach`.

    coaches: a FROM item `c` with the column `id`. The rest is as for `packed_spans`.
    """
    # The inner aggregate keeps the planner from joining the two tables its own way. It considers a
    # stretch of time more selective, and would read what blocks all coaches then; this is one
    # lookup per coach in the index of the exclusion constraint, which covers all the columns
    # needed.
    return f"""
        SELECT array_agg(c.id), array_agg(spans)
        FROM {coaches} CROSS JOIN LATERAL ({packed_spans("c.id", start, end, now, condition)}) found
        WHERE spans IS NOT NULL
    """


class BlockedSpans(Sequence[Span]):
    """A coach's blocked spans, in no order, unpacked when read.

    packed: their identity. Equal bytes mean equal spans, but not the reverse.
    """

    __slots__ = ("packed",)

    def __init__(self, packed: bytes = b"") -> None:
        self.packed = packed

    def __iter__(self) -> Iterator[Span]:
        return iter_unpack(_SPAN, self.packed)

    def __len__(self) -> int:
        return len(self.packed) // _SPAN_BYTES

    def __getitem__(self, index: Any) -> Any:
        return list(self)[index]

    def __repr__(self) -> str:
        return f"Blocked of {list(self)}"


def by_coach(
    coach_ids: Sequence[int] | None, packed: Sequence[bytes] | None
) -> dict[int, BlockedSpans]:
    """Blocked spans by coach; None, None is the query's answer if there are none."""
    coaches = zip(coach_ids or (), packed or (), strict=True)
    return {coach_id: BlockedSpans(spans) for coach_id, spans in coaches}
