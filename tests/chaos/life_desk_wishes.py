"""What somebody is about to do at the desk: messages, answers, and what they do in line."""

from datetime import timedelta
from typing import Final

from domain.waitlist.waitlist import EVERY_DAY
from tests.chaos.life_answers import BeLate
from tests.chaos.life_cast import CUSTOMERS, ZONES, wall_time
from tests.chaos.life_consent_wishes import consent_deed
from tests.chaos.life_deeds import Book, Deed
from tests.chaos.life_intents import Intent, whose
from tests.chaos.life_lines import HandOn, Join, LeaveLine, PassOn
from tests.chaos.life_model import Model
from tests.chaos.life_queue import Wait
from tests.chaos.life_writing import Decide, Report, Stop, Write

WRITING: Final = ("write", "write_late", "stop", "report", "decide")
ANSWERING: Final = ("be_late", "attend")
WAITING: Final = ("stand_in_line", "stand_in_line", "leave_line", "pass_on", "take_kept", "hand_on")
DESK: Final = (*WRITING, "write", "write", *ANSWERING)
LATENESS: Final = (10, 20, 30, 7)  # the last is on no button


def desk_deed(i: Intent, model: Model) -> Deed | None:
    """The deed, if there is anything to do it with."""
    if i.kind in WAITING:
        return _in_line(i, model)
    if i.kind not in (*WRITING, "be_late"):
        return consent_deed(i, model)
    if i.kind == "decide":
        complaints = list(model.post.complaints)
        if not complaints:
            return None
        return Decide(complaints[-1 - i.which % len(complaints)], bool(i.fold), again=i.day == 3)
    if not model.sessions:
        return None
    names = sorted(model.sessions, key=lambda name: model.sessions[name].open)
    name = names[-1 - i.which % len(names)]
    customer, coach = whose(i, model.sessions[name])
    by_coach = bool(i.fold)
    person = coach if by_coach else customer
    match i.kind:
        case "write":
            return Write(name, person, by_coach)
        case "write_late":
            return Write(name, coach, by_coach=True, late=5 + 5 * (i.day % 2))
        case "stop":
            return Stop(name, person, by_coach, stops=i.day != 3)
        case "report":
            return Report(name, person, by_coach)
    return BeLate(name, customer, LATENESS[i.day])


def _in_line(i: Intent, model: Model) -> Deed | None:
    queue = model.queue
    customer = CUSTOMERS[i.who % 3]
    if i.kind == "hand_on":
        return HandOn()
    if i.kind == "stand_in_line":
        return _join(i, model, customer)
    if i.kind == "leave_line":
        if not queue.waits:
            return None
        name = list(queue.waits)[-1 - i.which % len(queue.waits)]
        return LeaveLine(name, customer if i.who == 3 else queue.waits[name].person)
    offered = {number: one for number, one in queue.turns.items() if one.answer != "skipped"}
    # Open ones first, then told ones; the others in order to be refused.
    candidates = [number for number, one in offered.items() if one.told <= model.now]
    numbers = sorted(candidates, key=lambda number: offered[number].answer == "open")
    if not numbers:
        return None
    number = numbers[-1 - i.which % len(numbers)]
    turn = offered[number]
    person = customer if i.who == 3 else turn.person
    if i.kind == "pass_on":
        return PassOn(number, person)
    return Book(person, turn.coach, turn.service, turn.start)


def _join(i: Intent, model: Model, customer: str) -> Deed:
    """Most often for the day and the coach of a session somebody has."""
    standing = [s for s in model.sessions.values() if s.open and s.start > model.now]
    coach: str | None = i.coach
    service, zone, day = i.service, ZONES[i.coach], wall_time(i.coach, model.now).date()
    day += timedelta(days=i.day)
    if standing and i.which < 4:
        wanted = standing[-1 - i.which % len(standing)]
        coach, service, zone = wanted.coach, wanted.service, ZONES[wanted.coach]
        day = wall_time(wanted.coach, wanted.start).date()
    if i.minute == 0:
        coach = None
    return Join(
        Wait(
            person=customer,
            service=service,
            coach=coach,
            zone=zone,
            first=day - timedelta(days=i.fold),
            last=day + timedelta(days=i.day % 2),
            weekdays=EVERY_DAY if i.minute % 90 else 1 << day.weekday(),
            part="a" if i.minute == 845 else "",
            short=bool(i.fold),
            joined=0,
        )
    )
