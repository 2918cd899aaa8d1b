"""What handles an update: the conversations behind python-telegram-bot's dispatch, and the line
to Telegram that they answer by. The process that serves has one of these, and so has a command
that tries an update again.
"""

from dataclasses import dataclass
from typing import Any, Self, cast

from aiohttp import ClientSession
from telegram.ext import Application, ApplicationBuilder, ExtBot

from bot.clock import Clock
from bot.intake import update_reader
from bot.intake.update_reader import Raw
from bot.playground.cast import CAST, TOKEN
from bot.settings import Settings
from bot.telegram.calls import Calls
from bot.telegram.transport import AiohttpRequest
from handlers.chat import conversations
from handlers.chat.frame.turn import FrontDesk, House
from storage.transactions import Database

PLAYGROUND_ADMINS = frozenset(person.id for person in CAST if person.role == "admin")


@dataclass(frozen=True, slots=True)
class Line:
    """The bot that is spoken for, and where its Bot API is."""

    token: str
    api_url: str
    admin_ids: frozenset[int]

    @classmethod
    def of(cls, settings: Settings, playground: str) -> Self:
        """The line that is set; without a token, the one to the playground at this address."""
        if settings.token is None:
            return cls(TOKEN, playground, settings.admin_ids | PLAYGROUND_ADMINS)
        return cls(settings.token, settings.telegram_api_url, settings.admin_ids)

    @property
    def bot_id(self) -> int:
        """The bot's Telegram id: a token begins with it."""
        return int(self.token.partition(":")[0])


class Handlers(Application[Any, Any, Any, Any, Any, Any]):
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


def application(session: ClientSession, clock: Clock, line: Line) -> Handlers:
    """Handlers that speak for a bot; they know no conversation yet."""
    bot = ExtBot(
        line.token,
        base_url=f"{line.api_url}/bot",
        base_file_url=f"{line.api_url}/file/bot",
        request=AiohttpRequest(session, clock),
        get_updates_request=AiohttpRequest(session, clock),
    )
    builder = ApplicationBuilder().application_class(Handlers).bot(bot)
    return cast(Handlers, builder.updater(None).job_queue(None).build())


def take_on(
    handlers: Handlers,
    settings: Settings,
    line: Line,
    database: Database,
    calls: Calls,
    clock: Clock,
) -> FrontDesk:
    """Give handlers every conversation, on this database and by these calls.

    Returns the desk that they share.
    """
    house = House(
        admin_ids=line.admin_ids,
        language=settings.language,
        zone=settings.zone,
        currency=settings.currency,
        mails=settings.smtp_url is not None,
        bot_id=line.bot_id,
        link=lambda: str(handlers.bot.link),
    )
    desk = FrontDesk(database, house, calls.reply, calls.upload, clock.now)
    handlers.add_handlers(conversations.handlers(desk))
    return desk
