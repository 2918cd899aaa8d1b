"""Who belongs to an audience, and which of them are written to: conditions on a person `p`."""

from datetime import datetime
from typing import Any, Final

from domain.messages.broadcasts import Audience, AudienceGroup, AudienceSize
from storage.transactions import Reader

_CAME = "a.status IN ('confirmed', 'completed') AND a.ends_at <= $1"
_BOOKED = "a.status IN ('pending', 'confirmed', 'completed', 'no_show')"
_WHO: Final = {
    AudienceGroup.EVERYBODY: "true",
    AudienceGroup.COACHES: "EXISTS (SELECT FROM coaches c WHERE c.person_id = p.id)",
    AudienceGroup.CUSTOMERS: "coalesce(p.role, 'customer') = 'customer'"
    " AND NOT EXISTS (SELECT FROM coaches c WHERE c.person_id = p.id)",
}
REACHED = (
    "p.no_news_at IS NULL AND p.blocked_at IS NULL AND p.unreachable_since IS NULL"
    " AND p.telegram_id IS NOT NULL"
)


async def reach(reader: Reader, audience: Audience, now: datetime) -> AudienceSize:
    """How many people would get it now, and how many would not."""
    condition, values = which(audience, now)
    rows = await reader.fetch(
        f"""
        SELECT count(*) FILTER (WHERE {REACHED}),
            count(*) FILTER (WHERE no_news_at IS NOT NULL),
            count(*) FILTER (WHERE no_news_at IS NULL AND blocked_at IS NOT NULL),
            count(*)
        FROM people p WHERE {condition}
        """,
        *values,
    )
    reached, unwanted, blocked, everybody = rows[0]
    return AudienceSize(reached, unwanted, blocked, everybody - reached - unwanted - blocked)


def which(audience: Audience, now: datetime) -> tuple[str, list[Any]]:
    """The condition for a person `p` to be in an audience, and its values, with now as $1."""
    values: list[Any] = [now]
    with_ = ["a.customer_id = p.id"]
    for column, id_ in (
        ("a.coach_id", audience.coach_id),
        ("a.service_id", audience.service_id),
    ):
        if id_:
            values.append(id_)
            with_.append(f"{column} = ${len(values)}")
    those = " AND ".join(with_)
    conditions = ["p.erased_at IS NULL AND p.merged_into IS NULL"]
    if not audience.narrowed:
        conditions.append(_WHO[audience.who])
    elif not audience.days:
        conditions.append(f"EXISTS (SELECT FROM appointments a WHERE {those} AND {_BOOKED})")
    else:
        values.append(audience.since(now))
        lately = f"a.starts_at >= ${len(values)}"
        came = f"EXISTS (SELECT FROM appointments a WHERE {those} AND {_CAME}{{}})"
        conditions.append(came.format(f" AND {lately}" if audience.days > 0 else ""))
        if audience.days < 0:
            conditions.append(
                f"NOT EXISTS (SELECT FROM appointments a WHERE {those} AND {lately}"
                " AND a.status IN ('held', 'pending', 'confirmed', 'completed'))"
            )
    return f"$1::timestamptz IS NOT NULL AND {' AND '.join(conditions)}", values
