"""Where a session will be, before it is booked."""

from domain.services.catalogue import Coach
from domain.services.meeting import Meeting
from domain.services.resources import ResourceKind
from domain.services.service import Service
from domain.starts.rooming import options
from handlers.chat.frame.turn import Turn
from handlers.wording import cards


def lines(turn: Turn, service: Service, place: str | None, coach: Coach) -> list[str]:
    """How it is held, and in which room if only one will do; else one is chosen on booking.

    If customers do not come to the business, its rooms are none of their business.
    """
    words, catalogue = turn.words, turn.catalogue
    sentences = cards.to_be(words, service.meeting, place, coach.name)
    if service.meeting is not Meeting.ON_SITE:
        return sentences
    able = [options(need, catalogue.resources) for need in catalogue.needs_of(service)]
    rooms = [choice for choice in able if choice and choice[0].kind is ResourceKind.ROOM]
    if not rooms:
        return sentences
    if all(len(choice) == 1 for choice in rooms):
        room = "; ".join(choice[0].name for choice in rooms)
        return [*sentences, words.text("card.room", room=room)]
    return [*sentences, words.text("card.room_to_come")]
