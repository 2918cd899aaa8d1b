"""What blocks coaches over a stretch of time, read as compactly as Postgres can say it."""

from collections.abc import Sequence
from struct import unpack

from domain.spans import Span


def packed_spans(coaches: str, start: str, end: str, condition: str = "true") -> str:
    """A query of one row: coach ids, and for each of them their blocked spans as bytes.

    coaches: a FROM item `c` with the column `id`. start, end: expressions of the half-open
    stretch. condition: on `appointments`. For `unpacked`.
    """
    # The inner aggregate keeps the planner from joining the two tables its own way. It thinks that
    # a stretch of time is the rarer thing to look for, and reads what blocks all coaches then;
    # this is one lookup per coach in the index of the exclusion constraint, which has both columns
    # and needs nothing from the table.
    return f"""
        SELECT array_agg(c.id), array_agg(spans)
        FROM {coaches} CROSS JOIN LATERAL (
            SELECT string_agg(
                int8send(date_part('epoch', lower(blocked))::bigint)
                    || int8send(date_part('epoch', upper(blocked))::bigint), '') AS spans
            FROM appointments
            WHERE coach_id = c.id AND blocked && tstzrange({start}, {end})
                AND status IN ('held', 'pending', 'confirmed') AND {condition}
        ) found
        WHERE spans IS NOT NULL
    """


def unpacked(
    coach_ids: Sequence[int] | None, packed: Sequence[bytes] | None
) -> dict[int, list[Span]]:
    """Blocked spans by coach; None, None is what the query answers when there are none."""
    found: dict[int, list[Span]] = {}
    for coach_id, spans in zip(coach_ids or (), packed or (), strict=True):
        numbers = iter(unpack(f">{len(spans) // 8}q", spans))
        found[coach_id] = list(zip(numbers, numbers, strict=True))
    return found
