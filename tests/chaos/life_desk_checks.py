"""What the tables of the desk should hold: messages and what ends them, rescues, lines."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from tests.chaos.life_model import Model
from tests.chaos.life_names import Names
from tests.chaos.life_queue import GRACE

Row = tuple[Any, ...]

DESK_ROWS: Final = {
    "messages": """
        SELECT id, key, appointment_id, sender_id, by_coach, kind, minutes,
            date_part('epoch', sent_at)::bigint AS sent FROM messages""",
    "stops": "SELECT person_id, other_id FROM message_stops",
    "bans": "SELECT person_id FROM message_bans",
    "complaints": """
        SELECT id, appointment_id, by_coach, decided_at IS NOT NULL AS decided
        FROM message_reports ORDER BY id""",
    "waits": """
        SELECT id, person_id, service_id, coach_id, first_day, last_day, zone, weekdays, part,
            short, date_part('epoch', joined_at)::bigint AS joined, state, silent FROM waits""",
    "turns": """
        SELECT id, wait_id, person_id, coach_id, service_id,
            date_part('epoch', starts_at)::bigint AS starts, session_id, short, kept, going, answer,
            reason, date_part('epoch', told_at) AS told, date_part('epoch', until) AS until
        FROM wait_offers""",
    # Ten minutes longer than the offer lasts.
    "turns_kept": """
        SELECT o.id, ARRAY(SELECT resource_id FROM claims c WHERE c.holder_id = o.holder_id
            AND c.reason = 'hold' ORDER BY nr, resource_id) AS claimed,
            date_part('epoch', o.until) + 600 AS until
        FROM wait_offers o WHERE o.kept AND o.holder_id IS NOT NULL""",
    "rescues": "SELECT id, coach_id, leave_id, starts_local, ends_local, made_by FROM rescues",
    "rescued": """
        SELECT rescue_id, appointment_id, date_part('epoch', was)::bigint AS was, offered, lapsed
        FROM rescued""",
}


def learn(rows: Mapping[str, Sequence[Row]], model: Model, names: Names) -> None:
    """Learn the ids of what was written, once it is there."""
    for id_, key, *_ in rows["messages"]:
        names.messages.setdefault(key, id_)
    for name, (coach, starts, ends) in model.leaves.items():
        # For leave that came with a rescue, only the rescue is told.
        like = names.coaches[coach], starts.isoformat(), ends.isoformat()
        of = (id_ for id_, *what in rows["leaves"] if (*what,) == like)
        names.leaves.setdefault(name, next(of, 0))
    for name, complaint in model.post.complaints.items():
        about = names.appointments.get(complaint.about), complaint.by_coach
        known = names.complaints.values()
        of = (id_ for id_, *what, _ in rows["complaints"] if (*what,) == about)
        if name not in names.complaints:
            names.complaints[name] = next((id_ for id_ in of if id_ not in known), 0)


def of_the_desk(model: Model, names: Names) -> dict[str, Iterable[Row]]:
    """The rows by table, as the model has them."""
    people = {name: person.id for name, person in names.people.items()}
    post = model.post
    return {
        "messages": _messages(model, names),
        "stops": ((people[person], people[other]) for person, other in post.stops),
        "bans": ((people[person],) for person in post.banned),
        "complaints": (
            (names.complaints[name], names.appointments[one.about], one.by_coach, one.decided)
            for name, one in post.complaints.items()
        ),
        "waits": _waits(model, names),
        "turns": _turns(model, names),
        "turns_kept": (
            (
                number,
                [names.coaches[one.coach], *(names.rooms[room] for room in one.rooms)],
                one.until + GRACE,
            )
            for number, one in model.queue.turns.items()
            if one.keeps_time(model.now)
        ),
        "rescues": _rescues(model, names),
        "rescued": (
            (id_, names.appointments[name], was, offered, name in one.lapsed)
            for id_, one in model.rescues.items()
            for name, was, offered in one.fates
        ),
    }


def _messages(model: Model, names: Names) -> Iterator[Row]:
    for name, one in model.post.messages.items():
        about, sender = names.appointments[one.about], names.people[one.sender].id
        content = ("late", one.late) if one.late else ("text", None)
        yield names.messages.get(name, 0), name, about, sender, one.by_coach, *content, one.at


def _rescues(model: Model, names: Names) -> Iterator[Row]:
    for id_, one in model.rescues.items():
        where, leave = names.coaches[one.coach], names.leaves[one.leave]
        by = names.people[one.coach].id
        yield id_, where, leave, one.starts.isoformat(), one.ends.isoformat(), by


def _waits(model: Model, names: Names) -> Iterator[Row]:
    for name, w in model.queue.waits.items():
        who, what = names.people[w.person].id, names.services[w.service]
        where = names.coaches[w.coach] if w.coach else None
        times = w.first.isoformat(), w.last.isoformat(), w.zone, w.weekdays, w.part, w.short
        yield names.waits[name], who, what, where, *times, w.joined, w.state, w.silent


def _turns(model: Model, names: Names) -> Iterator[Row]:
    for number, one in model.queue.turns.items():
        who, where = names.people[one.person].id, names.coaches[one.coach]
        group = names.groups[one.group] if one.group else None
        what = names.services[one.service], one.start, group
        became = one.short, one.kept, one.going, one.answer, one.reason
        yield number, names.waits[one.wait], who, where, *what, *became, one.told, one.until
