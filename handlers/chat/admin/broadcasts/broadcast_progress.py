"""The message that shows how far a broadcast has got."""

from domain.roles import Permission
from handlers.buttons.screen import Screen
from handlers.chat.admin.broadcasts.broadcast_screens import progress
from handlers.chat.frame.turn import ChatBot
from storage.messages.broadcasts import StaleProgress


async def draw(bot: ChatBot, due: StaleProgress) -> Screen | None:
    """What it shows, in its author's language; None if they may no longer read it."""
    turn = await bot.glance(due.telegram_id)
    if turn is None or not turn.actor.may(Permission.BROADCAST):
        return None
    return progress(turn.words, turn.catalogue, due.broadcast, live=True)
