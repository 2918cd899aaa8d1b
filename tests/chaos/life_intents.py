"""What somebody is about to do, drawn before it is known what there is to do it with."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from tests.chaos.life_cast import CUSTOMERS, SERVICES, ZONES, Session, at_wall, wall_time
from tests.chaos.life_deeds import (
    Answer,
    Attend,
    Book,
    Cancel,
    Deed,
    GiveBack,
    Move,
    SetDate,
    SetWeek,
    TakeLeave,
)
from tests.chaos.life_model import Model
from tests.chaos.life_proposing import Accept, Choose, Propose, Refuse, Suggest, TurnDown

# Minutes of the day, most of them existing starts; at night are the hours that clocks skip.
MINUTES: Final = (0, 60, 90, 120, 150, 180, 540, 570, 600, 630, 720, 840, 845, 960)
WINDOWS: Final = ((), ((0, 1440),), ((60, 180), (180, 300), (600, 720)))
BOOKING = ("book", "move_by_customer", "move_by_coach", "cancel", "approve")
TAKING = ("book", "move_by_customer", "move_by_coach")
DECIDING = ("approve", "decline", "cancel_by_coach", "attend")
PROPOSING = ("propose", "choose", "turn_down", "suggest", "accept", "refuse")
TAKING_OTHERS = ("choose", "accept")
ANSWERS = ("accept", "refuse")  # by the coach
OVERTAKING = ("book_proposed", "leave_over_proposed")
HOURS = ("take_leave", "give_back", "set_week", "set_date")


@dataclass(frozen=True)
class Intent:
    """What somebody is about to do, whatever there will be to do it with.

    which: of the appointments or whatever it is about, counted from the newest. day: from the
    coach's today. who 3: somebody with no business here.
    """

    kind: str
    who: int
    coach: str
    service: str
    which: int
    day: int
    minute: int
    fold: int


def intents(*kinds: str) -> st.SearchStrategy[Intent]:
    """Somebody is about to do one of these."""
    return st.builds(
        Intent,
        kind=st.sampled_from(kinds),
        who=st.integers(0, 3),
        coach=st.sampled_from(tuple(ZONES)),
        service=st.sampled_from((*SERVICES, "long", "short")),
        which=st.integers(0, 5),
        day=st.sampled_from((1, 2, 0, 3)),
        minute=st.sampled_from(MINUTES),
        fold=st.integers(0, 1),
    )


def intended_deed(intent: Intent, model: Model) -> Deed | None:
    """The deed, if there is anything to do it with."""
    i = intent
    if i.kind in HOURS:
        return _about_hours(i, model)
    start = at_wall(i.coach, model.now, i.day, i.minute, i.fold)
    if i.kind == "book":
        places = 1 + i.which % 2 if SERVICES[i.service].for_groups else 1
        return Book(CUSTOMERS[i.who % 3], i.coach, i.service, start, places)
    if not model.sessions:
        return None
    if i.kind in (*PROPOSING, *OVERTAKING):
        return _about_other_times(i, model, start)
    # Open ones come first; closed ones are there to be refused.
    names = sorted(model.sessions, key=lambda name: model.sessions[name].open)
    name = names[-1 - i.which % len(names)]
    session = model.sessions[name]
    customer, coach = whose(i, session)
    match i.kind:
        case "move_by_customer":
            return Move(name, customer, start)
        case "move_by_coach":
            return Move(name, coach, start)
        case "cancel":
            return Cancel(name, customer)
        case "attend":
            return Attend(name, customer)
    # Most often the card as it is.
    return Answer(i.kind, name, coach, session.version - (i.fold if i.day == 3 else 0))


def _about_other_times(i: Intent, model: Model, start: int) -> Deed:
    # Most often what has an offer, or can have one; else anything, in order to be refused.
    sessions = model.sessions
    offering = i.kind in ("propose", "suggest")
    candidates = [
        name
        for name, s in sessions.items()
        if (s.open if offering else s.suggested if i.kind in ANSWERS else s.proposed)
    ]
    names = candidates if candidates and i.which < 4 else list(sessions)
    name = names[-1 - i.which % len(names)]
    session = sessions[name]
    customer, coach = whose(i, session)
    if offering:
        days = range(i.day, i.day + 1 + i.which % 3)
        starts = {at_wall(session.coach, model.now, day, i.minute, i.fold) for day in days}
        times = tuple(sorted(starts))
        if i.kind == "propose":
            return Propose(name, coach, times)
        seen = session.version - (i.fold if i.day == 3 else 0)
        return Suggest(name, customer, seen, times)
    if i.kind == "turn_down":
        return TurnDown(name, customer, session.version - i.fold)
    if i.kind == "refuse":
        return Refuse(name, coach, session.version - i.fold)
    times = session.proposed or session.suggested or (start,)
    wanted = times[i.minute % len(times)]
    if i.kind == "choose":
        return Choose(name, customer, wanted)
    if i.kind == "accept":
        return Accept(name, coach, wanted)
    if i.kind == "leave_over_proposed":
        begins = wall_time(session.coach, wanted)
        return TakeLeave(session.coach, begins, begins + timedelta(hours=1))
    return Book(CUSTOMERS[i.who % 3], session.coach, session.service, wanted, session.places)


def whose(i: Intent, session: Session) -> tuple[str, str]:
    """The customer and the coach of a session, or others with no business there."""
    customer, coach = session.customer, session.coach
    if i.who == 3:
        customer = CUSTOMERS[(CUSTOMERS.index(customer) + 1) % 3]
        coach = next(other for other in ZONES if other != coach)
    return customer, coach


def _about_hours(i: Intent, model: Model) -> Deed | None:
    leaves = model.leaves
    today = wall_time(i.coach, model.now).date()
    if i.kind == "set_week":
        return SetWeek(i.coach, (today.weekday() + i.day) % 7, WINDOWS[i.which % 3])
    if i.kind == "set_date":
        windows = (*WINDOWS, None)[i.which % 4]
        return SetDate(i.coach, today + timedelta(days=i.day), windows)
    if i.kind == "take_leave":
        whole = i.who == 0
        midnight = datetime.combine(today + timedelta(days=i.day), datetime.min.time())
        starts = midnight + timedelta(minutes=0 if whole else i.minute)
        return TakeLeave(i.coach, starts, starts + timedelta(hours=24 if whole else 2))
    if not leaves:
        return None
    name = list(leaves)[-1 - i.which % len(leaves)]
    return GiveBack(name, leaves[name][0])
