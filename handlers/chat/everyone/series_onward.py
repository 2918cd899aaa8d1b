"""A date of a series moves, and all later ones with it: planned here, previewed like any series."""

from domain.roles import Permission
from handlers.actions.series import series_plans
from handlers.buttons.series_links import MoveOnward, ShowSeriesPlan
from handlers.chat.everyone import series_preview
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import in_range
from handlers.queries.series import planning


async def move_onward(turn: Turn, press: MoveOnward) -> Reply:
    """This date and all later ones move alike: each of them, as things are now."""
    plan = await planning.of_moving(
        turn.database,
        turn.catalogue,
        press.appointment,
        in_range(press.start * 60),
        actor=turn.actor,
        now=turn.now,
    )
    draft = await series_plans.begin(turn.database, plan, actor=turn.actor, now=turn.now)
    return await series_preview.show(turn, ShowSeriesPlan(draft))


SCRIPT = Script(presses={MoveOnward: Step(move_onward, Permission.BOOK)})
