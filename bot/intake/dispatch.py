"""What handles an update: the conversations behind python-telegram-bot's dispatch.

The serving process has one, and so has the command that retries an update.
"""

from typing import Any, cast

from aiohttp import ClientSession
from telegram.ext import Application, ApplicationBuilder, ExtBot

from bot.account import BotAccount
from bot.intake import update_reader
from bot.intake.update_reader import Raw
from bot.settings.settings import Settings
from bot.telegram.calls import Calls
from bot.telegram.transport import AiohttpRequest
from bot.timing.clock import Clock
from handlers.chat import conversations
from handlers.chat.frame.chat_context import ChatContext
from handlers.chat.frame.turn import ChatBot
from handlers.queries.starts.shop import Shop
from storage.transactions import Database


class Dispatcher(Application[Any, Any, Any, Any, Any, Any]):
    """python-telegram-bot's dispatch, without its habit of swallowing what a handler raises."""

    async def process_error(
        self, update: object, error: Exception, job: Any = None, coroutine: Any = None
    ) -> bool:
        raise error

    def _mark_for_persistence_update(self, **_: object) -> None:
        """Nothing is persisted here, and the library would keep everybody's id for it."""

    async def process(self, update: Raw) -> None:
        """Run the handlers on an update as Telegram sent it. Raises what they raise."""
        await self.process_update(update_reader.read(update, self.bot))


def dispatcher(session: ClientSession, clock: Clock, account: BotAccount) -> Dispatcher:
    """A dispatcher for a bot, without conversations yet."""
    bot = ExtBot(
        account.token,
        base_url=f"{account.api_url}/bot",
        base_file_url=f"{account.api_url}/file/bot",
        request=AiohttpRequest(session, clock),
        get_updates_request=AiohttpRequest(session, clock),
    )
    builder = ApplicationBuilder().application_class(Dispatcher).bot(bot)
    return cast(Dispatcher, builder.updater(None).job_queue(None).build())


def add_conversations(
    dispatcher: Dispatcher,
    settings: Settings,
    account: BotAccount,
    database: Database,
    calls: Calls,
    clock: Clock,
    shop: Shop,
) -> ChatBot:
    """Give a dispatcher every conversation, on this database and by these calls.

    Returns the bot that the conversations share.
    """
    context = ChatContext(
        admin_ids=account.admin_ids,
        language=settings.language,
        zone=settings.zone,
        currency=settings.currency,
        available_channels=settings.ways,
        bot_id=account.bot_id,
        link=lambda: str(dispatcher.bot.link),
        bot_name=lambda: str(dispatcher.bot.first_name),
        redispatch=dispatcher.process,
        since=clock.now(),
        download=calls.download,
    )
    chat_bot = ChatBot(database, context, calls.reply, calls.upload, clock.now, shop)
    dispatcher.add_handlers(conversations.handlers(chat_bot))
    return chat_bot
