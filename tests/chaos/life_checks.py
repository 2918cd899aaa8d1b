"""What the database says, and sentences on how it differs from the model.

Each check reads the tables by itself; none goes through the product.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

import asyncpg

from tests.chaos.life_cast import DAY, HOUR
from tests.chaos.life_desk_checks import DESK_ROWS, learn, of_the_desk
from tests.chaos.life_further_checks import Row, further, kept_wrongly, standing
from tests.chaos.life_model import Model
from tests.chaos.life_names import Names
from tests.claimed import DISAGREEMENTS

_ROWS = {
    "appointments": """
        SELECT id, customer_id, coach_id, service_id, status,
            date_part('epoch', starts_at)::bigint AS starts,
            date_part('epoch', ends_at)::bigint AS ends,
            date_part('epoch', lower(blocked))::bigint AS blocked_from,
            date_part('epoch', upper(blocked))::bigint AS blocked_to,
            version, attending_at IS NOT NULL AS attending, late_minutes,
            starts_at AT TIME ZONE zone = wall_start AS same_time,
            ARRAY(SELECT date_part('epoch', start)::bigint FROM unnest(proposed) start) AS proposed,
            ARRAY(SELECT date_part('epoch', start)::bigint FROM unnest(suggested) start)
                AS suggested,
            CASE WHEN offer_version = version THEN date_part('epoch', offer_until) END AS offered,
            CASE WHEN status = 'pending' THEN date_part('epoch', answer_by) END AS answer_by,
            places, session_id, series_id, series_nr, series_of,
            CASE WHEN offer_version = version THEN rescue_id END AS rescue,
            coalesce(resource_ids, '{}') AS rooms,
            date_part('epoch', held_until) AS held_until,
            CASE WHEN asked_version = version THEN asked_coach_id END AS asked,
            CASE WHEN asked_version = version THEN date_part('epoch', asked_until) END
                AS asked_until,
            handed_from
        FROM appointments""",
    "groups": """
        SELECT id, coach_id, service_id, date_part('epoch', starts_at)::bigint AS starts,
            date_part('epoch', ends_at)::bigint AS ends, capacity, taken, state, version,
            coalesce(resource_ids, '{}') AS rooms FROM sessions""",
    "holds": """
        SELECT person_id, coach_id, date_part('epoch', starts_at)::bigint AS starts,
            date_part('epoch', ends_at)::bigint AS ends,
            date_part('epoch', expires_at)::bigint AS until, places,
            ARRAY(SELECT resource_id FROM claims c WHERE c.holder_id = holds.holder_id
                AND c.reason = 'hold' AND c.expires_at = holds.expires_at
                ORDER BY nr, resource_id) AS claimed FROM holds""",
    "kept": """
        SELECT resource_id, date_part('epoch', lower(span))::bigint AS begins,
            date_part('epoch', upper(span))::bigint AS ends,
            date_part('epoch', expires_at)::bigint AS until FROM claims WHERE reason = 'hold'""",
    "offers": """
        SELECT holder_id, resource_id, date_part('epoch', lower(span))::bigint AS begins,
            date_part('epoch', upper(span))::bigint AS ends, date_part('epoch', until) AS until
        FROM (SELECT holder_id, resource_id, expires_at AS until, range_agg(span) AS spans
            FROM claims WHERE reason = 'proposal' GROUP BY holder_id, resource_id, expires_at) h
        CROSS JOIN LATERAL unnest(spans) AS spans (span)""",
    "series": "SELECT id, customer_id FROM series",
    "closed": """
        SELECT resource_id, date_part('epoch', starts_local AT TIME ZONE 'UTC')::bigint AS begins,
            date_part('epoch', ends_local AT TIME ZONE 'UTC')::bigint AS ends
        FROM resource_closures""",
    "letters": """
        SELECT recipient_id, kind, appointment_id, appointment_version,
            date_part('epoch', due_at), state, maybe_repeated FROM outbox""",
    "audit": "SELECT action, entity_id, actor_id FROM audit",
    "keys": "SELECT key FROM handled",
    "leaves": "SELECT id, coach_id, starts_local, ends_local FROM leaves WHERE rule_id IS NULL",
    "rules": """
        SELECT id, coach_id, weekdays, starts, ends, first_day, last_day, every FROM leave_rules""",
    "times": "SELECT rule_id, starts_local, ends_local FROM leaves WHERE rule_id IS NOT NULL",
    "weekly": "SELECT coach_id, weekday, starts, ends FROM working_hours",
    "special": "SELECT coach_id, day, windows FROM hours_overrides",
    "overlaps": """
        SELECT a.id AS one, b.id AS other FROM appointments a JOIN appointments b
            ON a.coach_id = b.coach_id AND a.id < b.id AND a.blocked && b.blocked
            AND (a.session_id = b.session_id) IS NOT TRUE
        WHERE a.status IN ('held', 'pending', 'confirmed')
            AND b.status IN ('held', 'pending', 'confirmed')
        UNION ALL
        SELECT a.holder_id, b.holder_id FROM claims a JOIN claims b
            ON a.resource_id = b.resource_id AND a.unit = b.unit AND a.holder_id < b.holder_id
            AND a.span && b.span""",
    "claims": DISAGREEMENTS,
    # Reminders that would be sent: not yet closed, and for the current version.
    "reminders": """
        SELECT a.id, a.status, date_part('epoch', a.starts_at)::bigint,
            coalesce(array_agg(date_part('epoch', o.due_at)::bigint ORDER BY o.due_at)
                FILTER (WHERE o.id IS NOT NULL), '{}'),
            coalesce(a.offer_version = a.version AND a.rescue_id IS NOT NULL, false) AS away
        FROM appointments a LEFT JOIN outbox o ON o.appointment_id = a.id AND o.lane = 1
            AND o.appointment_version = a.version AND o.state IN ('waiting', 'sending')
        GROUP BY a.coach_id, a.id""",
}
_PICTURE = "SELECT " + ", ".join(
    f"(SELECT coalesce(json_agg(to_json(r)), '[]') FROM ({rows}) r) AS {name}"
    for name, rows in {**_ROWS, **DESK_ROWS}.items()
)


@dataclass(frozen=True)
class Picture:
    """Every table of the booking life in one snapshot."""

    rows: Mapping[str, list[Row]]

    @classmethod
    async def take(cls, connection: asyncpg.Connection) -> "Picture":
        row = await connection.fetchrow(_PICTURE)
        return cls({k: [tuple(r.values()) for r in json.loads(v)] for k, v in row.items()})


def differences(picture: Picture, model: Model, names: Names) -> list[str]:
    """What is wrong, each in a sentence; nothing if all is well."""
    _learn(picture, model, names)
    learn(picture.rows, model, names)
    expected = {
        "appointments": _sessions(model, names),
        "letters": _letters(model, names),
        "audit": _audit(model, names),
        "keys": ((key,) for key in model.said),
        "leaves": _leaves(model, names),
        "weekly": _weekly(model, names),
        "special": _special(model, names),
        **further(model, names),
        **of_the_desk(model, names),
    }
    return [
        *overlaps(picture),
        *(f"claims: {sentence}" for (sentence,) in picture.rows["claims"]),
        *_reminders(picture, model.now),
        *kept_wrongly(picture.rows, model.now),
        *chain.from_iterable(
            _compare(name, picture, rows, model.now) for name, rows in expected.items()
        ),
    ]


def _learn(picture: Picture, model: Model, names: Names) -> None:
    """Groups and series are first recognised by who is in them, and known from then on."""
    ids = {row[0]: row for row in picture.rows["appointments"]}
    for name, session in model.sessions.items():
        row = ids.get(names.appointments.get(name, 0))
        if row and session.group:
            names.groups.setdefault(session.group, row[18])
        if row and session.series:
            names.series.setdefault(session.series, row[19])
    for name, group in model.groups.items():
        # Begun and left again in one step: nobody is left in it to recognise it by.
        known = names.groups.values()
        like = names.coaches[group.coach], group.start, group.state, group.version
        of = (r[0] for r in picture.rows["groups"] if (r[1], r[3], r[7], r[8]) == like)
        if name not in names.groups:
            names.groups[name] = next((id_ for id_ in of if id_ not in known), 0)


def _compare(table: str, picture: Picture, expected: Iterable[Row], now: int) -> Iterator[str]:
    """As multisets: a row that is there twice is wrong."""
    there = Counter(map(repr, standing(table, picture.rows[table], now)))
    wanted = Counter(map(repr, expected))
    if there != wanted:
        yield f"{table}: too many {sorted(there - wanted)}, missing {sorted(wanted - there)}"


def overlaps(picture: Picture) -> list[str]:
    """What overlaps for one coach, or for one unit of a room, buffers included."""
    return [f"overlap: {a} and {b}" for a, b in picture.rows["overlaps"]]


def _reminders(picture: Picture, now: int) -> Iterator[str]:
    """Everybody who will come is reminded once of each coming time; nobody else is, nor of times
    their coach is away."""
    for number, status, start, due, away in picture.rows["reminders"]:
        ahead = [at for at in due if at > now]
        will_come = status == "confirmed" and start > now and not away
        wanted = [at for at in (start - DAY, start - HOUR) if at > now] if will_come else []
        if ahead != wanted or (status not in ("pending", "confirmed") and due):
            yield f"reminders: of {status} appointment {number} hold {due}, wanted {wanted}"


def _sessions(model: Model, names: Names) -> Iterator[Row]:
    for name, s in model.sessions.items():
        who, where = names.people[s.customer].id, names.coaches[s.coach]
        what = names.services[s.service]
        agreed = (s.status, s.start, s.end, *s.blocked_span, s.version, s.attending, s.late, True)
        group = names.groups[s.group] if s.group else None
        series = names.series[s.series] if s.series else None
        rooms = [names.rooms[room] for room in s.rooms]
        offers = list(s.proposed), list(s.suggested), s.offer_until
        answer_by = s.answer_by if s.status == "pending" else None
        more = *offers, answer_by, s.places, group, series, s.nr, s.of, s.rescue, rooms
        colleague = names.coaches[s.asked] if s.asked else None
        handed = names.coaches[s.handed_from] if s.handed_from else None
        consent = s.held_until, colleague, s.asked_until, handed
        yield names.appointments[name], who, where, what, *agreed, *more, *consent


def _letters(model: Model, names: Names) -> Iterator[Row]:
    for x in model.letters:
        who = names.people[x.to].id
        about = (None, None) if x.lasting else (names.appointments[x.about], x.version)
        yield who, x.kind, *about, x.due, x.state, x.repeated


def _audit(model: Model, names: Names) -> Iterator[Row]:
    for action, what, who in model.audit:
        yield action, names.of(what), names.people[who].id if who else None


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
