"""Groups somebody added the bot to: it only shows the way to a private chat there.

A command addressed to the bot is answered with a link, at most once a minute in a chat; a press,
with a notice only that person sees. Nothing is read or written about anybody.
"""

import re
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

import structlog
from telegram import CallbackQuery, Message
from telegram.error import TelegramError

from handlers.buttons.screen import Key, Screen
from handlers.chat.frame.turn import ChatBot
from handlers.wording.words import Words, words_for

log = structlog.get_logger(__name__)

PAUSE: Final = timedelta(minutes=1)
MOST_CHATS: Final = 1000
_PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Groups:
    """The way out of groups. Each process remembers where it has just answered."""

    def __init__(self, bot: ChatBot) -> None:
        self._bot = bot
        self._spoken: OrderedDict[int, datetime] = OrderedDict()

    async def answer_press(self, query: CallbackQuery, username: str) -> None:
        """A button of ours that ended up in a group. username: our own."""
        words = self._words(query.from_user.language_code)
        text = words.label("group.private_only", bot=f"@{username}")
        alert = {"callback_query_id": query.id, "text": text, "show_alert": True}
        await self._try("answerCallbackQuery", alert)

    async def answer_command(self, message: Message) -> None:
        """A command; one to nobody in particular, or to another bot, is not ours to answer."""
        username = message.get_bot().username
        text, end = message.text or "", message.entities[0].length
        name, _, addressee = text[1:end].partition("@")
        if addressee.lower() != username.lower() or not self._may_speak(message.chat.id):
            return
        sender = message.from_user
        words = self._words(sender.language_code if sender else None)
        payload = text[end:].strip()
        link = f"https://t.me/{username}"
        if name.lower() == "start" and _PAYLOAD.fullmatch(payload):
            link += f"?start={payload}"
        text = words.text("group.answer")
        screen = Screen(text, ((Key(words.label("group.open"), link),),))
        reply = {"message_id": message.message_id, "allow_sending_without_reply": True}
        await self._try(
            "sendMessage",
            {"chat_id": message.chat.id, "reply_parameters": reply, **screen.payload()},
        )

    def _may_speak(self, chat: int) -> bool:
        now = self._bot.clock()
        last = self._spoken.get(chat)
        if last is not None and last <= now < last + PAUSE:
            return False
        self._spoken[chat] = now
        self._spoken.move_to_end(chat)
        if len(self._spoken) > MOST_CHATS:
            self._spoken.popitem(last=False)
        return True

    def _words(self, language: str | None) -> Words:
        return words_for(language, self._bot.context.language)

    async def _try(self, method: str, payload: dict[str, object]) -> None:
        try:
            await self._bot.call(method, payload)
        except TelegramError as error:
            # We may not write there, or are too late: a courtesy is not worth a second try.
            log.info("group.not_answered", method=method, reason=str(error))
