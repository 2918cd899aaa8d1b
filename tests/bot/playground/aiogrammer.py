"""An aiogram bot, pointed at the playground."""

import pytest
from aiogram import Bot as AiogramBot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import BufferedInputFile
from aiogram.types import InlineKeyboardButton as AiogramButton
from aiogram.types import InlineKeyboardMarkup as AiogramMarkup

from bot.playground import TOKEN
from tests.journeys.chat import Chat
from tests.journeys.stage import Stage


async def talk(url: str, mia: int, chat: Chat, stage: Stage) -> None:
    """It sends, edits, answers and fetches what Mia sees, and raises its own errors."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    bot = AiogramBot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    try:
        assert (await bot.me()).username == "coachbook_bot"
        button = AiogramButton(text="Yoga", callback_data="s:1")
        sent = await bot.send_message(
            mia, "<b>Which</b>?", reply_markup=AiogramMarkup(inline_keyboard=[[button]])
        )
        await chat.tap("Yoga")
        updates = await bot.get_updates(timeout=5)
        query = updates[-1].callback_query
        assert query is not None
        assert query.data == "s:1"
        await bot.edit_message_text("Yoga", chat_id=mia, message_id=sent.message_id)
        await bot.answer_callback_query(query.id, text="ok")
        assert await chat.toast() == "ok"
        document = await bot.send_document(mia, BufferedInputFile(b"notes", "a.txt"))
        assert document.document is not None
        content = await bot.download(document.document)
        assert content is not None
        assert content.read() == b"notes"
        with pytest.raises(TelegramBadRequest, match="message is not modified"):
            await bot.edit_message_text("Yoga", chat_id=mia, message_id=sent.message_id)
        with pytest.raises(TelegramForbiddenError):
            await bot.send_message(7005, "x")
        await stage.fault("429", retry_after=3)
        with pytest.raises(TelegramRetryAfter):
            await bot.send_message(mia, "x")
    finally:
        await bot.session.close()
