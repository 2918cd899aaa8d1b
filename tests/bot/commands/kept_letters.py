"""Where dead letters are listed and retried: the commands, and updates that fail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.commands import dead_letter_commands
from bot.playground import Playground
from bot.settings.settings import Settings
from storage.business import dead_letters
from storage.people import people
from storage.transactions import Database
from tests.bot.intake.arrivals import MIA

FAILED_AT = datetime(2026, 5, 1, 9, 12, tzinfo=UTC)
FAULT = "Traceback (most recent call last):\n  in process\nKeyError: 'starts_at'\n"


@dataclass
class KeptLetters:
    """Dead letters, and the commands on them. `said`: what the last command said."""

    settings: Settings
    database: Database
    world: Playground
    said: list[str]

    async def keep(self, update: Mapping[str, Any], telegram_id: int | None = MIA) -> int:
        """An update that letters, kept as a dead letter; its id."""
        async with self.database.read() as reader:
            person = await people.by_telegram_id(reader, telegram_id) if telegram_id else None
        return await self.database.write(
            lambda writer: dead_letters.add(
                writer,
                at=FAILED_AT,
                person_id=person.id if person else None,
                telegram_id=telegram_id,
                letter=update,
                error=FAULT,
            )
        )

    async def tell(self, *, everything: bool = False) -> int:
        self.said.clear()
        return await dead_letter_commands.tell(
            self.settings, self.said.append, everything=everything
        )

    async def show(self, number: int) -> int:
        self.said.clear()
        return await dead_letter_commands.show(self.settings, self.said.append, number)

    async def retry(self, *numbers: int) -> int:
        self.said.clear()
        return await dead_letter_commands.retry(self.settings, self.said.append, numbers)

    async def alter(self, sql: str) -> None:
        await self.database.write(lambda writer: writer.fetch(sql))

    def answers(self, telegram_id: int) -> list[str]:
        """What the bot has written to a person."""
        chat = self.world.chats.get(telegram_id)
        assert chat is not None
        return [m["text"] for m in chat.messages.values() if m["from"]["is_bot"]]


def text_update(number: int, text: str, person: int = MIA) -> dict[str, Any]:
    user = {"id": person, "is_bot": False, "first_name": "Mia", "last_name": "Keller"}
    message = {"message_id": number, "from": user, "date": 0, "text": text}
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {"update_id": number, "message": {**message, "chat": {"id": person, "type": "private"}}}


def press_update(number: int, data: str) -> dict[str, Any]:
    message = text_update(number, "?")["message"]
    query = {"id": "1", "chat_instance": "1", "from": message["from"], "data": data}
    return {"update_id": number, "callback_query": {**query, "message": message}}
