"""The message that shows how far something is that goes to many, as it is by now."""

from domain.roles import Permission
from handlers.chat.admin.broadcast_screens import progress
from handlers.chat.frame.screen import Screen
from handlers.chat.frame.turn import ChatBot
from storage.broadcasts import Due


async def draw(bot: ChatBot, due: Due) -> Screen | None:
    """What it is to show in its author's words; None for who may not read it any more."""
    turn = await bot.glance(due.telegram_id)
    if turn is None or not turn.actor.may(Permission.BROADCAST):
        return None
    return progress(turn.words, turn.catalogue, due.broadcast, live=True)
