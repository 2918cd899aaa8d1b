"""A coach as a record of which each page of an admin edits some fields."""

from collections.abc import Awaitable, Callable

from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.catalogue import Coach
from handlers.actions.services.catalogue import change_coach
from handlers.buttons.screen import Screen
from handlers.chat.frame.editing import Facts, RecordEditor
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn

Page = Callable[[Turn, Coach], Awaitable[Screen]]


def record_of(page: Page) -> RecordEditor[Coach]:
    """The record whose change is shown on this page."""

    async def show_saved(turn: Turn, coach: Coach) -> Reply:
        return Reply(await page(turn, coach), toast=turn.words.label("coach.saved"), aloud=True)

    return RecordEditor(Permission.COACHES, _find, _save, show_saved)


def coach_of(turn: Turn, coach_id: int) -> Coach:
    """The coach of that id. Raises NotFound."""
    coach = turn.catalogue.coaches.get(coach_id)
    if coach is None:
        raise NotFound
    return coach


async def change(
    turn: Turn, coach_id: int, how: Callable[[Coach], Coach], *, anyway: bool = False
) -> Coach:
    """The coach, changed once. anyway: as in `change_coach`. Raises what that does."""
    return await change_coach(
        turn.database,
        coach_id,
        how,
        **turn.intent,
        available_channels=turn.context.available_channels,
        anyway=anyway,
    )


def _find(turn: Turn, facts: Facts) -> Coach:
    return coach_of(turn, facts.get("coach", 0))


async def _save(turn: Turn, coach: Coach, how: Callable[[Coach], Coach]) -> Coach:
    return await change(turn, coach.id, how)
