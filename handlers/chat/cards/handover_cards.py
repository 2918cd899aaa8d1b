"""A session handed to another coach, as each of the three people reads it."""

from dataclasses import replace
from datetime import datetime

from domain.appointments.appointment import NEGOTIABLE, Appointment
from domain.appointments.handover import asked_coach_id, colleagues
from domain.services.display_zones import DisplayZones, display_zones
from handlers.chat.frame.buttons import Press, button
from handlers.chat.frame.keyboards import way_out
from handlers.chat.frame.screen import SUCCESS, Key, Row, Screen
from handlers.chat.frame.turn import Turn
from handlers.wording import cards, sessions
from handlers.wording.pens import HtmlPen, Pen, T
from handlers.wording.words import Words
from storage.appointments.cards import CardSubject


@button("xh", on_cards=True)
class HandOver(Press):
    """Ask to whom; from the card of a session."""

    appointment: int


@button("xw", on_cards=True)
class Withdraw(Press):
    """Stop asking."""

    appointment: int


@button("xq", on_cards=True)
class ShowQuestion(Press):
    """What the colleague was asked, as it is now."""

    appointment: int


@button("xt", on_cards=True)
class TakeOver(Press):
    """The colleague asked at this version takes it."""

    appointment: int
    version: int


@button("xr", on_cards=True)
class RefuseHandOver(Press):
    """They do not."""

    appointment: int
    version: int


@button("xg")
class GiveNow(Press):
    """Theirs from now on, as the team decides."""

    appointment: int
    coach: int


def question(turn: Turn, a: Appointment) -> Screen:
    """What a colleague is asked, as it is now."""
    pen = HtmlPen(turn.words)
    title = pen.say("notice.hand_over", customer=a.customer_name)
    body = asking(pen, a, a.asked_until or a.starts_at, turn.zone)
    text = cards.with_title(title, *("\n".join(lines) for lines in body))
    return Screen(text, (answers(turn.words, a), way_out(turn.words)), CardSubject.to_colleague(a))


def asking(pen: Pen[T], a: Appointment, until: datetime, zone: str | None) -> list[list[T]]:
    """The question, as paragraphs of lines. What the customer wrote is only for their own coach."""
    public_view = replace(a, note=None, answers=(), phone=None)
    return [
        [pen.say("handover.asks", coach=a.coach_name)],
        sessions.for_coach(pen, public_view, zone),
        [
            pen.say(
                "handover.held",
                until=pen.words.at(until, display_zones(a.meeting, a.zone, zone).lead),
            )
        ],
    ]


def answers(words: Words, a: Appointment) -> Row:
    """What the colleague can answer."""
    return (
        Key(words.label("handover.take"), TakeOver(a.id, a.version), SUCCESS),
        Key(words.label("handover.refuse"), RefuseHandOver(a.id, a.version)),
    )


def refusal_row(words: Words, press: TakeOver) -> Row:
    """For a coach who can no longer take it over."""
    return (Key(words.label("handover.refuse"), RefuseHandOver(press.appointment, press.version)),)


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
