"""Proposed times as both sides see them, and the buttons that lead to and from them."""

from collections.abc import Sequence
from datetime import datetime

from domain.appointments.appointment import Appointment, Status
from domain.rescues.rescue import cover_of
from domain.services.display_zones import DisplayZones, display_zones
from handlers.chat.frame.turn import Turn
from handlers.wording import offers
from handlers.wording.cards import paragraphs
from handlers.wording.pens import HtmlPen
from handlers.wording.words import Words


def cover(turn: Turn, a: Appointment) -> str | None:
    """The name of another coach who can take it at its original time."""
    coach = turn.catalogue.coaches.get(cover_of(a, turn.now) or 0)
    return coach.name if coach else None


def title(words: Words, a: Appointment, proposed: Sequence[datetime]) -> str:
    """What a customer reads above proposed times."""
    if a.rescue_id is not None:
        return words.text("receipt.rescue", coach=a.coach_name)
    return words.plural("receipt.proposed", len(proposed), coach=a.coach_name)


def waiting(turn: Turn, a: Appointment) -> list[str]:
    """What is on offer for it, and until when an answer is due, as its customer reads it."""
    pen, on = HtmlPen(turn.words), display_zones(a.meeting, a.zone, turn.zone)
    proposed, other = a.on_offer(turn.now), cover(turn, a)
    if proposed or other:
        return paragraphs(offers.proposal(pen, a, proposed, on, other))
    if suggested := a.on_wish(turn.now):
        return paragraphs(offers.suggestion(pen, a, suggested, on))
    if a.status is Status.HELD:
        return paragraphs(offers.consent_deadline(pen, a, on))
    return paragraphs(offers.answer_deadline(pen, a, a.waits_until(turn.now), on))


def waiting_for_coach(turn: Turn, a: Appointment, on: DisplayZones) -> list[str]:
    """The same as its coach reads it. on: the coach's clock."""
    pen = HtmlPen(turn.words)
    proposed, other = a.on_offer(turn.now), cover(turn, a)
    if proposed or other:
        return paragraphs(offers.proposal_for_coach(pen, a, proposed, on, other))
    if suggested := a.on_wish(turn.now):
        return paragraphs(offers.suggestion_for_coach(pen, a, suggested, on))
    if a.status is Status.HELD:
        return paragraphs(offers.consent_deadline_for_coach(pen, a, on))
    return paragraphs(offers.answer_deadline_for_coach(pen, a.waits_until(turn.now), on))
