"""A series goes on after its last date: planned here, previewed as any series.

    its card, the notice of its last date: Continue
    → series_preview   as many dates again, as far as can be booked

Rhythm and time of day stay the same.
"""

from domain.roles import Permission
from handlers.actions.series import series_plans
from handlers.buttons.series_links import ContinueSeries, ShowSeriesPlan
from handlers.chat.everyone import series_preview
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.series import planning


async def go_on(turn: Turn, press: ContinueSeries) -> Reply:
    """As many dates again, as things are now. Raises SeriesChanged if it cannot go on."""
    plan = await planning.of_continuing(
        turn.database, turn.catalogue, press.appointment, actor=turn.actor, now=turn.now
    )
    draft = await series_plans.begin(turn.database, plan, actor=turn.actor, now=turn.now)
    return await series_preview.show(turn, ShowSeriesPlan(draft))


SCRIPT = Script(presses={ContinueSeries: Step(go_on, Permission.BOOK)})
