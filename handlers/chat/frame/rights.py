"""Who may take a step. A button is an unverified claim, so this is asked at every press."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from domain.catalogue import Coach
from domain.refusals import NotFound
from handlers.chat.frame.screen import Reply
from handlers.chat.frame.turn import Turn

P = ParamSpec("P")
Taken = Callable[Concatenate[Turn, P], Awaitable[Reply]]


def for_admins(step: Taken[P]) -> Taken[P]:
    """The step for admins only; NotAllowed for everyone else."""

    @wraps(step)
    async def guarded(turn: Turn, /, *args: P.args, **kwargs: P.kwargs) -> Reply:
        turn.as_admin()
        return await step(turn, *args, **kwargs)

    return guarded


def coach_under(turn: Turn, coach_id: int) -> Coach:
    """The coach whom this person may change: any for an admin, else only themself.

    NotFound for any other: who works here is not for everyone to know.
    """
    coach = turn.catalogue.coaches.get(coach_id)
    if coach is None or not (turn.is_admin or coach.id == turn.as_coach().id):
        raise NotFound
    return coach
