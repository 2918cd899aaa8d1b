"""Whose hours and leave a screen may show."""

from domain.services.catalogue import Coach
from handlers.chat.frame.turn import Turn
from handlers.queries.coaches import coaches


def coach_under(turn: Turn, coach_id: int) -> Coach:
    """As `coaches.by_id`, for this turn's person."""
    return coaches.by_id(turn.catalogue, coach_id, actor=turn.actor)
