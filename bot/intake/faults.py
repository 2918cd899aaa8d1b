"""An update that fails through a fault of ours is kept, and the person gets an apology."""

import traceback
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from telegram.error import TelegramError

from bot.intake.update_fields import sender_of
from bot.intake.update_reader import LARGEST, LARGEST_PERSON, Raw
from handlers.actions.business import troubles
from handlers.chat.frame.bot_api import BotApiCall
from handlers.http.metrics import Metrics
from handlers.wording.words import Words, words_for
from storage.business import dead_letters
from storage.faults import DatabaseAway
from storage.people import people
from storage.transactions import Database

log = structlog.get_logger(__name__)


class DeadLetterKeeper:
    """Keeps updates as dead letters. language: for people whose own is not available."""

    def __init__(
        self,
        database: Database,
        *,
        call: BotApiCall,
        clock: Callable[[], datetime],
        language: str,
        metrics: Metrics,
    ) -> None:
        self._database = database
        self._call = call
        self._clock = clock
        self._language = language
        self._metrics = metrics

    async def keep(self, update: Raw, error: Exception) -> None:
        """Keep the update as a dead letter and apologise. Raises DatabaseAway, nothing else."""
        log.error("update.fault", exc_info=error)
        sender_id = sender_of(update).get("id")
        is_person = type(sender_id) is int and 0 < sender_id < LARGEST_PERSON
        person = None
        try:
            person = await self._remember(update, error, sender_id if is_person else None)
        except DatabaseAway:
            raise
        except Exception as second:
            # It could not even be kept; still it must not return for a day and hold this person's
            # queue.
            log.critical("dead_letter.lost", exc_info=second)
        self._metrics.dead_letters.inc()
        await self._apologise(update, person)

    async def _remember(
        self, update: Raw, error: Exception, telegram_id: int | None
    ) -> people.Person | None:
        async with self._database.read() as reader:
            person = await people.by_telegram_id(reader, telegram_id) if telegram_id else None
        trace = "".join(traceback.format_exception(error))

        async def keep(writer: Any) -> None:
            await dead_letters.add(
                writer,
                at=self._clock(),
                person_id=person.id if person else None,
                telegram_id=telegram_id,
                letter=without_nul(update),
                error=trace,
            )
            await troubles.dead_letter_kept(writer, self._clock())

        await self._database.write(keep)
        return person

    async def _apologise(self, update: Raw, person: people.Person | None) -> None:
        sender = sender_of(update)
        if "id" not in sender:
            return
        words = self._words(sender, person)
        calls = [("sendMessage", {"chat_id": sender["id"], "text": words.label("fault.apology")})]
        if isinstance(query := update.get("callback_query"), Mapping):
            calls.append(("answerCallbackQuery", {"callback_query_id": query.get("id")}))
        for method, payload in calls:
            try:
                await self._call(method, payload)
            except (TelegramError, DatabaseAway) as error:
                log.warning("apology.lost", method=method, reason=str(error))

    def _words(self, sender: Mapping[str, Any], person: people.Person | None) -> Words:
        language = person.chosen_language if person else None
        return words_for(language, sender.get("language_code"), self._language)


def without_nul(value: Any) -> Any:
    """JSON that Postgres can store, and orjson write: no U+0000, no number of more than 64 bits."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if type(value) is int and abs(value) >= LARGEST:
        return str(value)
    if isinstance(value, Mapping):
        return {without_nul(key): without_nul(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [without_nul(inner) for inner in value]
    return value
