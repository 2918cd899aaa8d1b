"""The notice of a start kept for somebody in line, once it is no longer kept."""

from domain.services.display_zones import leading
from domain.waitlist.waitlist import WaitAnswer
from handlers.buttons.links import Appointments
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.buttons.wait_links import Waitlist
from handlers.chat.frame.turn import Turn
from handlers.wording import cards
from storage.waitlist.wait_offers import WaitOffer


def over(turn: Turn, offer: WaitOffer) -> Screen:
    """What it was about and what became of it; without keys."""
    words = turn.words
    title = words.text(f"refusal.offer_{offer.answer.value}")
    service = turn.catalogue.services.get(offer.service_id)
    coach = turn.catalogue.coaches.get(offer.coach_id)
    lines = []
    if service is not None and coach is not None:
        zone = leading(service.meeting, coach.zone, turn.zone)
        heading = words.text("times.heading", service=service.title, coach=coach.name)
        lines = [f"{heading}\n{words.at(offer.starts_at, zone)}"]
    taken = offer.answer is WaitAnswer.TAKEN
    row: Row = (
        Key(words.label("menu.appointments"), Appointments(0, 0), PRIMARY)
        if taken
        else Key(words.label("wait.mine_key"), Waitlist(), PRIMARY),
    )
    return Screen(cards.with_title(title, *lines), (row,))
