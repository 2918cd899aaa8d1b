"""What somebody is about to do with groups, rooms, series, holds and repeating leave."""

from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeVar

from tests.chaos.life_cast import (
    CUSTOMERS,
    HOUR,
    ROOMS,
    SERVICES,
    ZONES,
    Rule,
    Session,
    at_wall,
    on_day,
    wall_time,
)
from tests.chaos.life_deeds import Book, Deed
from tests.chaos.life_groups import ApproveGroup, CallOff, CloseGroup, MoveGroup
from tests.chaos.life_intents import (
    BOOKING,
    DECIDING,
    HOURS,
    PROPOSING,
    Intent,
    intended_deed,
    whose,
)
from tests.chaos.life_keeping import CloseRoom, EndRule, GiveRoom, Keep, LetGo, TakeRule, WorkOn
from tests.chaos.life_model import Model
from tests.chaos.life_series import CarryOut, Date, Draft, PlanSeries, dates_from
from tests.chaos.life_series_changes import WHOLE, DecideSeries, shown_of

T = TypeVar("T")

JOINING: Final = ("join",)
GROUPS: Final = ("group_close", "group_approve", "group_call_off", "group_move")
KEEPING: Final = ("keep", "let_go", "book_kept")
ROOMING: Final = ("give_room", "close_room")
REPEATING: Final = ("take_rule", "end_rule", "work_on")
PLANNING: Final = ("plan", "plan_move")
SERIES: Final = (
    "carry_out",
    "series_cancel",
    "series_call_off",
    "series_approve",
    "series_decline",
)
_FURTHER: Final = (*JOINING, *GROUPS, *KEEPING, *ROOMING, *REPEATING, *SERIES)
ANY: Final = (*BOOKING, *DECIDING, *PROPOSING, *HOURS, *_FURTHER)
TIMES: Final = ((0, 1440), (540, 780), (840, 1500))


def deed_of(i: Intent, model: Model) -> Deed | None:
    """The deed, if there is anything to do it with."""
    if i.kind not in (*_FURTHER, *PLANNING):
        return intended_deed(i, model)
    if i.kind in (*JOINING, *KEEPING):
        return _about_slots(i, model)
    if i.kind in GROUPS:
        return _about_groups(i, model)
    if i.kind in REPEATING:
        return _about_rules(i, model)
    if i.kind == "close_room":
        begin, room = at_wall(i.coach, model.now, i.day, i.minute, i.fold), ROOMS[i.which % 2]
        inside = [s for s in model.sessions.values() if s.open and s.rooms]
        if inside and i.who == 1:
            begin, [room] = _nth(inside, i.which).start - HOUR, _nth(inside, i.which).rooms
        return CloseRoom(room, (begin, begin + 2 * HOUR), anyway=bool(i.fold))
    if i.kind == "give_room":
        able = [name for name, s in model.sessions.items() if s.open and s.service == "room"]
        having = able if i.which < 4 else [name for name, s in model.sessions.items() if s.rooms]
        return _another_room(i, model, _nth(having, i.which)) if having else None
    return _about_series(i, model)


def _about_slots(i: Intent, model: Model) -> Deed | None:
    customer = CUSTOMERS[i.who % 3]
    start = at_wall(i.coach, model.now, i.day, i.minute, i.fold)
    if i.kind == "join":
        standing = [g for g in model.groups.values() if g.standing]
        if standing and i.which < 4:
            group = _nth(standing, i.which)
            return Book(customer, group.coach, "class", group.start, 1 + i.fold)
        return Book(customer, i.coach, "class", start, 1 + i.fold)
    if i.kind == "let_go":
        return LetGo(customer)
    if i.kind == "keep":
        standing = [g for g in model.groups.values() if g.standing]
        if standing and i.which < 2 and i.service in ("class", "red"):
            group = _nth(standing, i.which)
            wanted = Session(
                coach=group.coach, service="class", start=group.start, customer=customer
            )
        else:
            wanted = Session(coach=i.coach, service=i.service, start=start, customer=customer)
        return Keep(replace(wanted, places=1 + i.fold if wanted.for_groups else 1))
    # By whoever it is kept for, or by somebody else; often what was kept, even if it no longer is.
    if not model.holds:
        return None
    holder = _nth(list(model.holds), i.which)
    hold = model.holds[holder]
    service = i.service if i.day == 3 else hold.service
    places = (hold.places or 1) if service == hold.service else 1
    return Book(customer if i.who == 3 else holder, hold.coach, service, hold.start, places)


def _about_groups(i: Intent, model: Model) -> Deed | None:
    # Existing ones come first; the others are there to be refused.
    names = sorted(model.groups, key=lambda name: model.groups[name].standing)
    if not names:
        return None
    name = _nth(names, i.which % 3)
    group = model.groups[name]
    coach = _other(group.coach) if i.who == 3 else group.coach
    version = group.version - (i.fold if i.day == 3 else 0)
    match i.kind:
        case "group_close":
            return CloseGroup(name, coach, version, closed=group.state == "open")
        case "group_approve":
            return ApproveGroup(name, coach, version)
        case "group_call_off":
            return CallOff(name, coach, version)
    start = at_wall(group.coach, model.now, i.day, i.minute, i.fold)
    return MoveGroup(name, coach, version, start)


def _about_rules(i: Intent, model: Model) -> Deed | None:
    today = wall_time(i.coach, model.now).date()
    if i.kind == "take_rule":
        weekdays = tuple(sorted({(today.weekday() + n) % 7 for n in (i.day, i.day + i.which % 2)}))
        starts, ends = TIMES[i.who % 3]
        first, until = today + timedelta(days=i.fold), today + timedelta(days=9 + 7 * i.which)
        return TakeRule(Rule(i.coach, weekdays, starts, ends, first, until, 1 + i.fold))
    if not model.rules:
        return None
    name = _nth(list(model.rules), i.which)
    rule = model.rules[name]
    coach = _other(rule.coach) if i.who == 3 else rule.coach
    day = today + timedelta(days=i.day)
    if i.kind == "end_rule":
        return EndRule(name, coach, day)
    near = [day + timedelta(days=n) for n in range(7)]
    begins = next((at for at in near if rule.begins(at)), day)
    return WorkOn(name, coach, begins, off=begins in rule.skipped)


def _another_room(i: Intent, model: Model, name: str) -> Deed:
    session = model.sessions[name]
    coach = whose(i, session)[1]
    other = next(room for room in ROOMS if room not in session.rooms)
    old, new = (other, session.rooms[0]) if i.day == 3 else (session.rooms[0], other)
    return GiveRoom(name, coach, old, new, anyway=bool(i.fold))


def _about_series(i: Intent, model: Model) -> Deed | None:
    if i.kind == "plan":
        return PlanSeries(_plan(i, model))
    if i.kind == "carry_out":
        if not model.drafts:
            return None
        name = _nth(list(model.drafts), i.which % 3)
        return CarryOut(name, model.drafts[name])
    dates = [name for name, s in model.sessions.items() if s.series]
    if not dates:
        return None
    # Waiting ones, if the deed is about those; else existing ones.
    candidates = (
        [n for n in dates if model.sessions[n].status == "pending"] if i.kind in WHOLE else []
    )
    candidates = candidates or [n for n in dates if model.sessions[n].open] or dates
    name = _nth(candidates if i.which < 4 else dates, i.which)
    session = model.sessions[name]
    customer, coach = whose(i, session)
    if i.kind != "plan_move":
        person = customer if i.kind == "series_cancel" else coach
        seen = shown_of(i.kind, name, model)
        stale = i.day == 3 and i.fold
        return DecideSeries(i.kind, name, person, seen[1:] if stale else seen)
    return _plan_of_move(i, model, name)


def _plan(i: Intent, model: Model) -> Draft:
    """Some weeks, one of which may be left out, or be on another day."""
    customer, count = CUSTOMERS[i.who % 3], 2 + i.which % 3
    start = at_wall(i.coach, model.now, i.day, i.minute, 0)
    wall = wall_time(i.coach, start).replace(fold=0)
    walls = [wall + timedelta(weeks=number) for number in range(count)]
    dates = [Date(at.date(), on_day(i.coach, at)) for at in walls]
    number = i.which % count
    if i.fold:
        instead = at_wall(i.coach, model.now, (i.day + 1) % 4, i.minute, 0)
        dates[number] = Date(walls[number].date(), dates[number].planned, instead=instead)
    elif count > 2:
        dates[number] = Date(walls[number].date(), dates[number].planned, skipped=True)
    places = 1 + i.which % 2 if SERVICES[i.service].for_groups else 1
    return Draft(customer, customer, i.coach, i.service, places, wall, tuple(dates))


def _plan_of_move(i: Intent, model: Model, name: str) -> Deed | None:
    """All dates from one on, by this many days and to one time of day."""
    session, days = model.sessions[name], timedelta(days=i.day)
    dates: list[Date] = []
    for each, one in dates_from(model, name).items():
        day = wall_time(session.coach, one.start).date() + days
        wall = wall_time(session.coach, at_wall(session.coach, model.now, 0, i.minute, 0))
        at = on_day(session.coach, wall.replace(year=day.year, month=day.month, day=day.day))
        dates.append(Date(day, at, skipped=bool(dates) and i.which == 5, name=each))
    if not dates:
        return None
    person = session.coach if i.fold else session.customer
    wall = wall_time(session.coach, session.start)
    return PlanSeries(
        Draft(
            person,
            session.customer,
            session.coach,
            session.service,
            session.places,
            wall,
            tuple(dates),
            origin=name,
        )
    )


def _other(coach: str) -> str:
    return next(other for other in ZONES if other != coach)


def _nth(these: list[T], which: int) -> T:
    """Counted from the newest."""
    return these[-1 - which % len(these)]
