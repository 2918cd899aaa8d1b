"""What somebody is about to do that waits for a yes: hand-overs, and what is booked for others."""

from typing import Final

from tests.chaos.life_cast import CUSTOMERS, NEGOTIABLE, SERVICES, ZONES, Session, at_wall
from tests.chaos.life_deeds import Deed
from tests.chaos.life_for_customers import AnswerHeld, BookFor
from tests.chaos.life_handovers import AnswerColleague, AskColleague, Give, Withdraw
from tests.chaos.life_intents import Intent, whose
from tests.chaos.life_model import Model
from tests.chaos.life_wishes import deed_of

ASKING: Final = ("ask_colleague",)
CONSENTING: Final = ("take_over", "refuse_over")
HANDING: Final = (*ASKING, *CONSENTING, "withdraw", "give")
HELD: Final = ("take_held", "decline_held")
FOR_CUSTOMERS: Final = ("book_for", *HELD)
CONSENT: Final = (*HANDING, *FOR_CUSTOMERS)


def consent_deed(i: Intent, model: Model) -> Deed | None:
    """The deed, if there is anything to do it with."""
    if i.kind not in CONSENT:
        return deed_of(i, model)
    if i.kind == "book_for":
        return _for_customer(i, model)
    about = _about(i, model)
    if about is None:
        return None
    name, session = about
    customer, coach = whose(i, session)
    # Most often the card as it is.
    version = session.version - (i.fold if i.day == 3 else 0)
    other = next(one for one in ZONES if one != session.coach)
    match i.kind:
        case "ask_colleague":
            return AskColleague(name, coach, session.coach if i.day == 3 else other)
        case "withdraw":
            return Withdraw(name, coach)
        case "give":
            return Give(name, other)
        case "take_over" | "refuse_over":
            by = session.coach if i.who == 3 else session.asked or other
            return AnswerColleague(name, by, version, i.kind == "take_over")
    return AnswerHeld(name, customer, version, i.kind == "take_held")


def _about(i: Intent, model: Model) -> tuple[str, Session] | None:
    """Most often what can be asked about, or answered; else anything, in order to be refused."""
    sessions = model.sessions
    if not sessions:
        return None
    able = [name for name, s in sessions.items() if _able(i, s)]
    names = able if able and i.which < 4 else list(sessions)
    name = names[-1 - i.which % len(names)]
    return name, sessions[name]


def _able(i: Intent, session: Session) -> bool:
    if i.kind in HELD:
        return session.status == "held"
    if i.kind in (*CONSENTING, "withdraw"):
        return session.asked is not None
    return session.status in NEGOTIABLE and session.group is None


def _for_customer(i: Intent, model: Model) -> Deed:
    """Most often for somebody who was booked with that coach before."""
    start = at_wall(i.coach, model.now, i.day, i.minute, i.fold)
    known = [s.customer for s in model.sessions.values() if s.coach == i.coach]
    customer = CUSTOMERS[i.who % 3]
    if known and i.who != 3:
        customer = known[-1 - i.which % len(known)]
    places = 1 + i.which % 2 if SERVICES[i.service].for_groups else 1
    return BookFor(
        Session(coach=i.coach, service=i.service, start=start, customer=customer, places=places)
    )
