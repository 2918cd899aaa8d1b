"""Whose hours and leave a screen may show."""

from domain.catalogue import Coach
from handlers.chat.frame.turn import Turn
from handlers.queries import coaches


def coach_under(turn: Turn, coach_id: int) -> Coach:
    """As `queries.coaches.by_id`, for whoever takes this turn."""
    return coaches.by_id(turn.catalogue, coach_id, actor=turn.actor)
