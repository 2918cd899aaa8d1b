"""Updates for the intake, and handlers for them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot.intake.intake import Intake
from bot.intake.update_reader import Raw
from bot.playground import Playground

MIA, ANNA, LENA = 7001, 7002, 7005
Process = Callable[[Raw], Awaitable[None]]
Open = Callable[[Process], Intake]


def message(number: int, person: int = MIA, text: str = "hello", **sender: Any) -> dict[str, Any]:
    user = {"id": person, "is_bot": False, "first_name": "Mia", **sender}
    chat = {"id": person, "type": "private"}
    return {
        "update_id": number,
        "message": {"message_id": number, "from": user, "chat": chat, "date": 0, "text": text},
    }


def press(number: int, person: int = MIA, data: str = "1:h") -> dict[str, Any]:
    sent = message(number, 7000)["message"] | {"reply_markup": {}, "entities": []}
    user = {"id": person, "is_bot": False, "first_name": "Mia"}
    return {
        "update_id": number,
        "callback_query": {"id": str(number), "from": user, "message": sent, "data": data},
    }


def said_to(world: Playground, person: int) -> list[str]:
    """What the bot has written to a person."""
    chat = world.chats.get(person)
    assert chat is not None
    return [m["text"] for m in chat.messages.values() if m["from"]["is_bot"]]


class Diary:
    """A handler that takes a moment, and records when it began and ended."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.lines: list[tuple[str, int]] = []
        self.at_once = self.most_at_once = 0
        self._seconds = seconds

    async def process(self, update: Raw) -> None:
        number = update["update_id"]
        self.lines.append(("begun", number))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self._seconds)
        self.at_once -= 1
        self.lines.append(("done", number))
