"""The business as a record; each page of /settings edits some of its fields."""

from collections.abc import Callable

from domain.roles import Permission
from domain.services.catalogue import Business
from handlers.actions.business.business import change_business
from handlers.buttons.screen import Screen
from handlers.chat.frame.editing import RecordEditor
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn

SettingsPage = Callable[[Turn, Business], Screen]


def record_of(page: SettingsPage) -> RecordEditor[Business]:
    """The record whose changes this page shows."""

    async def show_saved(turn: Turn, business: Business) -> Reply:
        return Reply(page(turn, business), toast=turn.words.label("coach.saved"), aloud=True)

    return RecordEditor(
        Permission.BUSINESS, lambda turn, facts: turn.catalogue.business, _save, show_saved
    )


async def _save(turn: Turn, business: Business, change: Callable[[Business], Business]) -> Business:
    return await change_business(turn.database, change, **turn.intent)
