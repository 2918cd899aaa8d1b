"""A chat in which every update comes three times, the first time to a process that dies."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from telegram import Update

from handlers.buttons.press import Press, unpack
from handlers.chat import conversations
from handlers.chat.frame.chat_context import ChatContext
from handlers.chat.frame.turn import ChatBot
from handlers.queries.starts.shop import Shop
from storage.transactions import Database
from tests.handlers.doorstep import ALEX, ANNA, BOT, MIA, NOW, hand_to

__all__ = ["ALEX", "ANNA", "MIA", "NOW", "Chat"]


class Crash(Exception):
    """The process is gone."""


class Chat:
    """Hands updates to the handlers; Telegram answers, or the process dies before the reply.

    screens: all that were shown. keys: the buttons of the last, by label. toast: of the last press.
    """

    def __init__(self, database: Database, person: int, name: str, language: str = "en") -> None:
        self._person = {
            "id": person,
            "is_bot": False,
            "first_name": name,
            "language_code": language,
        }
        self._now = NOW
        self._last_update = person * 1000
        self._handlers = conversations.handlers(
            ChatBot(
                database,
                ChatContext(
                    frozenset({ALEX}),
                    "en",
                    "Europe/Berlin",
                    "EUR",
                    link=lambda: "https://t.me/coachbook",
                ),
                self._call,
                self._upload,
                lambda: self._now,
                Shop(database),
            )
        )
        self.dies = False
        self.screens: list[str] = []
        self.keys: dict[str, str] = {}
        self.toast = ""

    async def _call(self, method: str, payload: Mapping[str, Any]) -> Any:
        if method in ("sendMessage", "editMessageText"):
            if self.dies:
                raise Crash
            if "inline_keyboard" not in payload["reply_markup"]:
                return True  # what only brings or takes keys in place of the keyboard
            self.screens.append(payload["text"])
            rows = payload["reply_markup"]["inline_keyboard"]
            self.keys = {
                key["text"]: key.get("callback_data", key.get("url")) for row in rows for key in row
            }
        if method == "answerCallbackQuery":
            self.toast = payload.get("text", "")
        return True

    async def _upload(self, *_: Any) -> Any:
        return True

    async def press(self, press: Press) -> str:
        message = {"message_id": 9, "date": 0, "chat": self._chat()}
        id_ = f"{self._person['id']}-{press.pack()}"
        query = {"id": id_, "chat_instance": "1", "data": press.pack(), "message": message}
        return await self._thrice({"callback_query": {"from": self._person, **query}})

    async def tap(self, label: str) -> str:
        """Press the one button of the last screen that says this."""
        [data] = [data for text, data in self.keys.items() if label in text]
        press = unpack(data)
        assert press is not None, data
        return await self.press(press)

    async def type(self, text: str) -> str:
        message = {"message_id": 10, "date": 0, "chat": self._chat(), "text": text}
        return await self._thrice({"message": {"from": self._person, **message}})

    async def command(self, text: str) -> str:
        message = {"message_id": 11, "date": 0, "chat": self._chat(), "text": text}
        entity = {"type": "bot_command", "offset": 0, "length": len(text)}
        return await self._thrice(
            {"message": {"from": self._person, **message, "entities": [entity]}}
        )

    async def share(self, person: int, name: str, number: str = "+1") -> str:
        contact = {"user_id": person, "first_name": name, "phone_number": number}
        message = {"message_id": 12, "date": 0, "chat": self._chat(), "contact": contact}
        return await self._thrice({"message": {"from": self._person, **message}})

    async def _thrice(self, update: dict[str, Any]) -> str:
        """The screen, after the process has died once before its reply; then it is shown once
        more."""
        self._last_update += 1
        parsed = Update.de_json({"update_id": self._last_update, **update}, BOT)
        assert parsed is not None
        self.dies = True
        with pytest.raises(Crash):
            await hand_to(self._handlers, parsed)
        self.dies = False
        self._now += timedelta(seconds=5)
        await hand_to(self._handlers, parsed)
        shown = self.screens[-1]
        self._now += timedelta(seconds=5)
        await hand_to(self._handlers, parsed)
        assert self.screens[-1] == shown
        return shown

    def _chat(self) -> dict[str, Any]:
        return {"id": self._person["id"], "type": "private", "first_name": "A"}
