"""What the database says, and in which sentences it differs from the model.

Each check reads the tables by itself; none goes through the product.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import asyncpg

from tests.chaos.life_cast import DAY, HOUR
from tests.chaos.life_deeds import Names
from tests.chaos.life_model import Model
from tests.claimed import DISAGREEMENTS

Row = tuple[Any, ...]

_ROWS = {
    "appointments": """
        SELECT id, customer_id, coach_id, service_id, status,
            date_part('epoch', starts_at)::bigint AS starts,
            date_part('epoch', ends_at)::bigint AS ends,
            date_part('epoch', lower(blocked))::bigint AS blocked_from,
            date_part('epoch', upper(blocked))::bigint AS blocked_to,
            version, attending_at IS NOT NULL AS attending,
            starts_at AT TIME ZONE zone = wall_start AS same_time,
            ARRAY(SELECT date_part('epoch', start)::bigint FROM unnest(proposed) start) AS proposed
        FROM appointments""",
    "letters": """
        SELECT recipient_id, kind, appointment_id, appointment_version,
            date_part('epoch', due_at)::bigint, state, maybe_repeated FROM outbox""",
    "audit": "SELECT action, entity_id, actor_id FROM audit",
    "keys": "SELECT key FROM handled",
    "leaves": "SELECT id, coach_id, starts_local, ends_local FROM leaves",
    "weekly": "SELECT coach_id, weekday, starts, ends FROM working_hours",
    "special": "SELECT coach_id, day, windows FROM hours_overrides",
    "overlaps": """
        SELECT a.id AS one, b.id AS other FROM appointments a JOIN appointments b
            ON a.coach_id = b.coach_id AND a.id < b.id AND a.blocked && b.blocked
        WHERE a.status IN ('held', 'pending', 'confirmed')
            AND b.status IN ('held', 'pending', 'confirmed')""",
    "claims": DISAGREEMENTS,
    # Reminders that would be sent: not yet closed, and of the version that stands.
    "reminders": """
        SELECT a.id, a.status, date_part('epoch', a.starts_at)::bigint,
            coalesce(array_agg(date_part('epoch', o.due_at)::bigint ORDER BY o.due_at)
                FILTER (WHERE o.id IS NOT NULL), '{}')
        FROM appointments a LEFT JOIN outbox o ON o.appointment_id = a.id AND o.lane = 1
            AND o.appointment_version = a.version AND o.state IN ('waiting', 'sending')
        GROUP BY a.coach_id, a.id""",
}
_PICTURE = "SELECT " + ", ".join(
    f"(SELECT coalesce(json_agg(to_json(r)), '[]') FROM ({rows}) r) AS {name}"
    for name, rows in _ROWS.items()
)


@dataclass(frozen=True)
class Picture:
    """Every table of the booking life in one snapshot."""

    rows: Mapping[str, list[Row]]

    @classmethod
    async def take(cls, connection: asyncpg.Connection) -> "Picture":
        found = await connection.fetchrow(_PICTURE)
        return cls({k: [tuple(r.values()) for r in json.loads(v)] for k, v in found.items()})


def differences(picture: Picture, model: Model, names: Names) -> list[str]:
    """What is wrong, each in a sentence; nothing when all is well."""
    return [
        *overlaps(picture),
        *(f"claims: {sentence}" for (sentence,) in picture.rows["claims"]),
        *_reminders(picture, model.now),
        *_compare("appointments", picture, _sessions(model, names)),
        *_compare("letters", picture, _letters(model, names)),
        *_compare("audit", picture, _audit(model, names)),
        *_compare("keys", picture, ((key,) for key in model.said)),
        *_compare("leaves", picture, _leaves(model, names)),
        *_compare("weekly", picture, _weekly(model, names)),
        *_compare("special", picture, _special(model, names)),
    ]


def _compare(table: str, picture: Picture, expected: Iterable[Row]) -> Iterator[str]:
    """As bags: a row that is there twice is wrong."""
    there = Counter(map(repr, picture.rows[table]))
    wanted = Counter(map(repr, expected))
    if there != wanted:
        yield f"{table}: too many {sorted(there - wanted)}, missing {sorted(wanted - there)}"


def overlaps(picture: Picture) -> list[str]:
    """Open appointments of one coach that share time, buffers included."""
    return [f"overlap: appointments {a} and {b}" for a, b in picture.rows["overlaps"]]


def _reminders(picture: Picture, now: int) -> Iterator[str]:
    """Who will come is reminded of each time that lies ahead, once; nobody else of any."""
    for number, status, start, due in picture.rows["reminders"]:
        ahead = [at for at in due if at > now]
        will_come = status == "confirmed" and start > now
        wanted = [at for at in (start - DAY, start - HOUR) if at > now] if will_come else []
        if ahead != wanted or (status not in ("pending", "confirmed") and due):
            yield f"reminders: of {status} appointment {number} hold {due}, wanted {wanted}"


def _sessions(model: Model, names: Names) -> Iterator[Row]:
    for name, s in model.sessions.items():
        who, where = names.people[s.customer].id, names.coaches[s.coach]
        what = names.services[s.service]
        agreed = (s.status, s.start, s.end, *s.blocked, s.version, s.attending, True)
        yield names.appointments[name], who, where, what, *agreed, list(s.proposed)


def _letters(model: Model, names: Names) -> Iterator[Row]:
    for x in model.letters:
        who, what = names.people[x.to].id, names.appointments[x.about]
        yield who, x.kind, what, x.version, x.due, x.state, x.repeated


def _audit(model: Model, names: Names) -> Iterator[Row]:
    known = {**names.coaches, **names.appointments, **names.leaves}
    for action, what, who in model.audit:
        yield action, known[what], names.people[who].id if who else None


def _leaves(model: Model, names: Names) -> Iterator[Row]:
    for name, (coach, starts, ends) in model.leaves.items():
        yield names.leaves[name], names.coaches[coach], _iso(starts), _iso(ends)


def _weekly(model: Model, names: Names) -> Iterator[Row]:
    for (coach, weekday), windows in model.weekly.items():
        yield from ((names.coaches[coach], weekday, *window) for window in windows)


def _special(model: Model, names: Names) -> Iterator[Row]:
    for (coach, day), windows in model.special.items():
        yield names.coaches[coach], _iso(day), [list(window) for window in windows]


def _iso(when: date | datetime) -> str:
    return when.isoformat()
