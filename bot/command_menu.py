"""The commands Telegram offers to everyone, in the languages the business offers."""

import structlog
from telegram.error import TelegramError

from handlers.chat.conversations import publish_commands
from handlers.chat.frame.bot_api import BotApiCall
from handlers.wording.words import languages, words_for
from storage.faults import DatabaseAway
from storage.services import business as stored_business
from storage.services import catalogue
from storage.transactions import Database

log = structlog.get_logger(__name__)

EVERY = 30  # seconds


class CommandMenu:
    """Published at the start, and again when the languages of the business change.
    default_language: for anyone whose own is not offered."""

    def __init__(self, database: Database, call: BotApiCall, default_language: str) -> None:
        self._database = database
        self._call = call
        self._default_language = default_language
        self._seen: object = None
        self._published: tuple[str, ...] | None = None

    async def look(self) -> None:
        """Publish what has changed.

        What Telegram refuses is tried again at the next look: until then the previous menu stays,
        and every command works when typed.
        """
        try:
            async with self._database.read() as reader:
                version = await catalogue.version(reader)
                if version == self._seen:
                    return
                business = await stored_business.load(reader)
        except DatabaseAway:
            return
        house_languages = {
            *(business.languages or languages()),
            words_for(self._default_language).language,
        }
        menu_languages = tuple(one for one in languages() if one in house_languages)
        if menu_languages != self._published:
            others = [one for one in languages() if one not in house_languages]
            try:
                await publish_commands(self._call, menu_languages, self._default_language, others)
            except TelegramError as error:
                log.warning("commands.not_published", reason=str(error))
                return
        self._published, self._seen = menu_languages, version
