"""Somebody at the bot's door: their updates go to the handlers, and what they read is recorded.

For what a single answer says. Whole conversations, over HTTP with a real process, are journeys.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from telegram import Bot, Update, User
from telegram.ext import BaseHandler

from domain.messages.notices import Channel
from handlers.buttons.press import Press, unpack
from handlers.chat import conversations
from handlers.chat.frame.chat_context import ChatContext
from handlers.chat.frame.turn import ChatBot
from handlers.queries.starts.shop import Shop
from storage.transactions import Database

NOW = datetime(2031, 5, 5, 7, 0, tzinfo=UTC)  # a Monday, 09:00 in Berlin
MIA, ANNA, ALEX, BEN, LENA = 7001, 7002, 7003, 7004, 7005
BOT = Bot("1:nobody")
BOT._bot_user = User(1, "Coachbook", True, username="coachbook")  # what Telegram would say about it
SCREENS = ("sendMessage", "editMessageText", "sendPhoto", "editMessageMedia")
_numbers = count(1)


async def hand_to(handlers: Sequence[BaseHandler[Any, Any, Any]], update: Update) -> None:
    """As python-telegram-bot does: the first handler that fits takes the update."""
    for handler in handlers:
        check = handler.check_update(update)
        if check is not None and check is not False:
            await handler.callback(update, None)
            return


class Visitor:
    """A person of the cast. `now` may be set. `calls`: what Telegram was asked to do, in order;
    `uploads`: the files with it. `files`: those they have sent, by id."""

    def __init__(
        self,
        database: Database,
        person: int,
        name: str,
        *,
        now: datetime = NOW,
        admins: frozenset[int] = frozenset({ALEX}),
        mails: bool = False,
        ways: frozenset[Channel] = frozenset(),
    ) -> None:
        self.person = {"id": person, "is_bot": False, "first_name": name, "language_code": "en"}
        self.now = now
        self.calls: list[tuple[str, Mapping[str, Any]]] = []
        self.uploads: list[bytes] = []
        self.files: dict[str, bytes] = {}
        if mails:
            ways |= {Channel.MAIL}
        house = ChatContext(
            admins, "en", "Europe/Berlin", "EUR", available_channels=ways, download=self._fetch
        )
        self.bot = ChatBot(
            database, house, self._call, self._upload, lambda: self.now, Shop(database)
        )
        self._handlers = conversations.handlers(self.bot)

    @property
    def chat(self) -> Mapping[str, Any]:
        return {"id": self.person["id"], "type": "private"}

    async def press(
        self, press: Press, *, chat: Mapping[str, Any] | None = None, below: int = 9
    ) -> str:
        """The screen, or else the toast, that a press leads to. below: the id of a message."""
        message = {"message_id": below, "date": 0, "chat": chat or self.chat}
        number = next(_numbers)
        query = {"id": str(number), "chat_instance": "1", "data": press.pack(), "message": message}
        return await self._hand({"callback_query": {"from": self.person, **query}})

    async def type(self, text: str, *, chat: Mapping[str, Any] | None = None) -> str:
        """The answer to a typed text, which may be a command."""
        message = {"message_id": next(_numbers) + 9, "date": 0, "chat": chat or self.chat}
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return await self._hand({"message": {"from": self.person, "text": text, **message}})

    async def send(self, **content: Any) -> str:
        """The answer to something other than text, given as the fields of its message."""
        message = {"message_id": next(_numbers) + 9, "date": 0, "chat": self.chat}
        return await self._hand({"message": {"from": self.person, **message, **content}})

    def labels(self) -> list[str]:
        """The buttons below the last screen."""
        return [key["text"] for row in self._rows() for key in row]

    def key(self, label: str) -> Press:
        """The press of the button with this label below the last screen."""
        keys = (key for row in self._rows() for key in row)
        press = unpack(next(k["callback_data"] for k in keys if k["text"] == label))
        assert press is not None
        return press

    def toast(self) -> str:
        """What popped up last."""
        toasts = [p["text"] for m, p in self.calls if m == "answerCallbackQuery" and "text" in p]
        return str(toasts[-1])

    def _rows(self) -> list[list[dict[str, str]]]:
        """The buttons of the last screen; a message with keys in place of the keyboard is not
        one."""
        payloads = (p for m, p in self.calls if m in SCREENS)
        screens = [p for p in payloads if "inline_keyboard" in p["reply_markup"]]
        rows: list[list[dict[str, str]]] = screens[-1]["reply_markup"]["inline_keyboard"]
        return rows

    async def _hand(self, happened: Mapping[str, Any]) -> str:
        update = Update.de_json({"update_id": next(_numbers), **happened}, BOT)
        before = len(self.calls)
        await hand_to(self._handlers, update)
        answers = [text for _, p in self.calls[before:] if (text := said_in(p))]
        return str(answers[-1]) if answers else ""

    async def _call(self, method: str, payload: Mapping[str, Any]) -> Any:
        self.calls.append((method, payload))
        return True

    async def _fetch(self, file_id: str, most: int) -> bytes | None:
        return self.files.get(file_id)

    async def _upload(
        self, method: str, payload: Mapping[str, Any], field: str, name: str, content: bytes
    ) -> Any:
        self.calls.append((method, payload))
        self.uploads.append(content)
        return True


def said_in(payload: Mapping[str, Any]) -> str:
    """The text of a call, or the caption of its picture; "" for none."""
    media = payload.get("media", {})
    return str(payload.get("text") or payload.get("caption") or media.get("caption") or "")
