"""What blocks coaches over a stretch of time, read as compactly as Postgres can say it."""

from collections.abc import Sequence
from struct import unpack

from domain.spans import Span


def packed_spans(coach: str, start: str, end: str, condition: str = "true") -> str:
    """A query of one value: what blocks a coach as bytes, NULL for nothing. For `unpacked`.

    coach, start, end: expressions of the coach's id and of the half-open stretch. condition: on
    `appointments`.
    """
    return f"""
        SELECT string_agg(
            int8send(date_part('epoch', lower(blocked))::bigint)
                || int8send(date_part('epoch', upper(blocked))::bigint), '') AS spans
        FROM appointments
        WHERE coach_id = {coach} AND blocked && tstzrange({start}, {end})
            AND status IN ('held', 'pending', 'confirmed') AND {condition}
    """


def packed_spans_by_coach(coaches: str, start: str, end: str, condition: str = "true") -> str:
    """A query of one row: coach ids, and for each of them their spans. For `unpacked_by_coach`.

    coaches: a FROM item `c` with the column `id`. The rest is as for `packed_spans`.
    """
    # The inner aggregate keeps the planner from joining the two tables its own way. It thinks that
    # a stretch of time is the rarer thing to look for, and reads what blocks all coaches then;
    # this is one lookup per coach in the index of the exclusion constraint, which has both columns
    # and needs nothing from the table.
    return f"""
        SELECT array_agg(c.id), array_agg(spans)
        FROM {coaches} CROSS JOIN LATERAL ({packed_spans("c.id", start, end, condition)}) found
        WHERE spans IS NOT NULL
    """


def unpacked(packed: bytes) -> list[Span]:
    """The blocked spans of a coach, in no order."""
    numbers = iter(unpack(f">{len(packed) // 8}q", packed))
    return list(zip(numbers, numbers, strict=True))


def unpacked_by_coach(
    coach_ids: Sequence[int] | None, packed: Sequence[bytes] | None
) -> dict[int, list[Span]]:
    """Blocked spans by coach; None, None is what the query answers when there are none."""
    coaches = zip(coach_ids or (), packed or (), strict=True)
    return {coach_id: unpacked(spans) for coach_id, spans in coaches}
