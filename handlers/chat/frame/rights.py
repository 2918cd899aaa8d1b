"""Whose hours and leave a screen may show."""

from domain.catalogue import Coach
from domain.refusals import NotFound
from handlers.chat.frame.turn import Turn


def coach_under(turn: Turn, coach_id: int) -> Coach:
    """The coach whom this person may change: any for the team, else only themself.

    NotFound for any other: who works here is not for everyone to know.
    """
    turn.actor.tend(coach_id)
    coach = turn.catalogue.coaches.get(coach_id)
    if coach is None:
        raise NotFound
    return coach
