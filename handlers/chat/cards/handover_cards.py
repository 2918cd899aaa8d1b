"""A session handed to another coach, as each of the three people reads it."""

from domain.appointments.appointment import NEGOTIABLE, Appointment
from domain.appointments.handover import asked_coach_id, colleagues
from domain.services.display_zones import DisplayZones
from handlers.buttons.handover_keys import HandOver, Withdraw, answers
from handlers.buttons.keyboards import way_out
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.frame.turn import Turn
from handlers.wording import cards
from handlers.wording.handovers import asking
from handlers.wording.pens import HtmlPen
from storage.appointments.cards import CardSubject


def question(turn: Turn, a: Appointment) -> Screen:
    """What a colleague is asked, as it is now."""
    pen = HtmlPen(turn.words)
    title = pen.say("notice.hand_over", customer=a.customer_name)
    body = asking(pen, a, a.asked_until or a.starts_at, turn.zone)
    text = cards.with_title(title, *("\n".join(lines) for lines in body))
    return Screen(text, (answers(turn.words, a), way_out(turn.words)), CardSubject.to_colleague(a))


def over(turn: Turn) -> Screen:
    """The coach who was asked is no longer asked."""
    return Screen(turn.words.text("handover.over"), (way_out(turn.words),))


def handed_over_card(turn: Turn, coach: str) -> Screen:
    """A session that was theirs, and is now this coach's."""
    return Screen(turn.words.text("handover.handed", coach=coach), (way_out(turn.words),))


def waiting(turn: Turn, a: Appointment, on: DisplayZones) -> list[str]:
    """To its coach: who is being asked, and until when. Nothing if nobody is."""
    coach = turn.catalogue.coaches.get(asked_coach_id(a, turn.now) or 0)
    if coach is None or a.asked_until is None:
        return []
    until = turn.words.at(a.asked_until, on.lead)
    return [turn.words.text("handover.waits", coach=coach.name, until=until)]


def coach_rows(turn: Turn, a: Appointment) -> tuple[Row, ...]:
    """What its coach can do: hand it over, if somebody else does that service, or stop asking."""
    if asked_coach_id(a, turn.now) is not None:
        return ((Key(turn.words.label("handover.withdraw"), Withdraw(a.id)),),)
    alone = a.session_id is None and a.status in NEGOTIABLE
    if not alone or not colleagues(turn.catalogue, a):
        return ()
    return ((Key(turn.words.label("handover.key"), HandOver(a.id)),),)
