"""What the tables of groups, rooms, series, holds and repeating leave should hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tests.chaos.life_cast import MINUTE, SERVICES
from tests.chaos.life_model import Model
from tests.chaos.life_names import Names

Row = tuple[Any, ...]
_UNTIL = {"holds": 4, "offers": 4, "turns_kept": 2}  # if a row says it


def further(model: Model, names: Names) -> dict[str, Iterable[Row]]:
    """The rows by table, as the model has them."""
    return {
        "groups": _groups(model, names),
        "holds": _holds(model, names),
        "offers": _offers(model, names),
        "series": _series(model, names),
        "closed": (
            (names.rooms[room], *span) for room, spans in model.closed.items() for span in spans
        ),
        "rules": _rules(model, names),
        "times": (
            (names.rules[name], starts.isoformat(), ends.isoformat())
            for name, rule in model.rules.items()
            for starts, ends in rule.times()
        ),
    }


def standing(table: str, rows: Sequence[Row], now: int) -> Sequence[Row]:
    """Without what no longer means anything."""
    return [row for row in rows if row[at] > now] if (at := _UNTIL.get(table)) else rows


def kept_wrongly(rows: Mapping[str, Sequence[Row]], now: int) -> Iterator[str]:
    """Each claim of a hold must belong to something kept for somebody."""
    noted = sum(len(row[-1]) for row in rows["holds"] if row[_UNTIL["holds"]] > now)
    noted += sum(len(claimed) for *_, claimed, until in rows["turns_kept"] if until > now)
    claimed = sum(until > now for *_, until in rows["kept"])
    if noted != claimed:
        yield f"holds: {noted} resources are kept for somebody, and {claimed} claimed for it"


def _groups(model: Model, names: Names) -> Iterator[Row]:
    for name, g in model.groups.items():
        service = SERVICES[g.service]
        where, what = names.coaches[g.coach], names.services[g.service]
        places, rooms = (service.capacity, g.taken), [names.rooms[room] for room in g.rooms]
        yield names.groups[name], where, what, g.start, g.end, *places, g.state, g.version, rooms


def _holds(model: Model, names: Names) -> Iterator[Row]:
    for who, hold in model.holds.items():
        if hold.until > model.now:
            coach = names.coaches[hold.coach]
            claimed = [] if hold.group else [coach, *(names.rooms[room] for room in hold.rooms)]
            at = coach, hold.start, hold.end, hold.until
            yield names.people[who].id, *at, hold.places, claimed


def _offers(model: Model, names: Names) -> Iterator[Row]:
    """What is held of each coach and room, besides the session's own."""
    for name, s in model.sessions.items():
        held: dict[int, set[int]] = {}
        for one in s.held_stretches(model.now):
            for what in (one.coach, *one.rooms):
                known = {**names.coaches, **names.rooms}[what]
                own = range(*s.blocked_span, MINUTE) if what in (s.coach, *s.rooms) else ()
                held.setdefault(known, set()).update({*range(*one.blocked_span, MINUTE)} - {*own})
        for what_id, minutes in held.items():
            begins = sorted(at for at in minutes if at - MINUTE not in minutes)
            ends = sorted(at + MINUTE for at in minutes if at + MINUTE not in minutes)
            for begin, end in zip(begins, ends, strict=True):
                yield names.appointments[name], what_id, begin, end, s.offer_until or s.asked_until


def _series(model: Model, names: Names) -> Iterator[Row]:
    there = {s.series: s.customer for s in model.sessions.values() if s.series}
    begun = {**model.begun, **there}
    for name, customer in begun.items():
        yield names.series[name], names.people[customer].id


def _rules(model: Model, names: Names) -> Iterator[Row]:
    for name, rule in model.rules.items():
        days = rule.first.isoformat(), rule.until.isoformat()
        times = list(rule.weekdays), rule.starts, rule.ends
        yield names.rules[name], names.coaches[rule.coach], *times, *days, rule.every
