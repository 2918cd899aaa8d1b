"""The bot libraries people use, unmodified, pointed at the playground."""

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    KeyboardButton,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter

from bot.playground import TOKEN
from tests.bot.playground.conftest import Api
from tests.journeys.stage import Stage


def ptb(url: str, token: str = TOKEN) -> Bot:
    return Bot(token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")


async def test_python_telegram_bot_talks_a_whole_conversation(api: Api, stage: Stage) -> None:
    mia = await stage.chat(7001)
    async with ptb(api.url) as bot:
        await mia.start("c_12")
        (update,) = await bot.get_updates(timeout=5)
        assert update.message is not None
        assert update.message.parse_entities(["bot_command"]) == {
            update.message.entities[0]: "/start"
        }
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yoga", callback_data="s:1")]])
        await update.message.reply_html("Which <b>service</b>?", reply_markup=keyboard)
        await mia.expect("Which service?", buttons=["Yoga"])
        await mia.tap("Yoga")
        updates = await bot.get_updates(offset=update.update_id + 1, timeout=5)
        query = updates[0].callback_query
        assert query is not None
        assert query.data == "s:1"
        await query.edit_message_text("Yoga it is")
        assert await query.answer("Good choice", show_alert=True)
        await mia.expect("Yoga it is")
        assert await mia.alert() == "Good choice"


async def test_python_telegram_bot_sends_and_fetches_files(api: Api, mia: int) -> None:
    async with ptb(api.url) as bot:
        sent = await bot.send_document(mia, b"BEGIN:VCALENDAR", filename="yoga.ics", caption="Y")
        assert sent.document is not None
        file = await sent.document.get_file()
        assert bytes(await file.download_as_bytearray()) == b"BEGIN:VCALENDAR"
        album = [InputMediaDocument(name.encode(), filename=name) for name in ("a.txt", "b.txt")]
        messages = await bot.send_media_group(mia, album)
        assert [message.document and message.document.file_name for message in messages] == [
            "a.txt",
            "b.txt",
        ]


async def test_python_telegram_bot_uses_the_rest(api: Api, mia: int) -> None:
    async with ptb(api.url) as bot:
        assert await bot.set_my_commands(
            [BotCommand("book", "Book")], scope=BotCommandScopeChat(mia), language_code="en"
        )
        assert await bot.get_my_commands(BotCommandScopeChat(mia), "en") == (
            BotCommand("book", "Book"),
        )
        assert (await bot.send_location(mia, 52.5, 13.4)).location is not None
        assert (await bot.send_venue(mia, 52.5, 13.4, "Gym", "Main St")).venue is not None
        assert (await bot.send_contact(mia, "+1", "Ann")).contact is not None
        keys = ReplyKeyboardMarkup([[KeyboardButton("Number", request_contact=True)]])
        question = await bot.send_message(mia, "Your number?", reply_markup=keys)
        assert await bot.send_chat_action(mia, "typing")
        copied = await bot.copy_message(mia, mia, question.message_id)
        assert copied.message_id == question.message_id + 1
        assert (await bot.forward_message(mia, mia, question.message_id)).forward_origin is not None
        assert await bot.delete_message(mia, question.message_id)
        assert (await bot.get_chat(mia)).first_name == "Mia"
        assert (await bot.get_webhook_info()).url == ""
        assert (await bot.get_user_profile_photos(mia)).total_count == 0


async def test_python_telegram_bot_raises_its_own_errors(api: Api, mia: int, stage: Stage) -> None:
    async with ptb(api.url) as bot:
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(42, "x")
        button = InlineKeyboardButton("x", callback_data="é" * 33)
        with pytest.raises(BadRequest, match="Button_data_invalid"):
            await bot.send_message(mia, "x", reply_markup=InlineKeyboardMarkup([[button]]))
        with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
            await bot.send_message(7005, "x")
        await stage.fault("429", retry_after=3)
        with pytest.raises(RetryAfter):
            await bot.send_message(mia, "x")
        await stage.fault("off")
        await bot.set_webhook("http://127.0.0.1:1/")
        with pytest.raises(Conflict):
            await bot.get_updates()
    with pytest.raises(InvalidToken):
        async with ptb(api.url, "1:wrong"):
            pass


async def test_aiogram_talks_too(api: Api, mia: int, stage: Stage) -> None:
    # Only in the one worker that runs this: it takes as long to load as everything else together.
    from tests.bot.playground.aiogrammer import talk  # noqa: PLC0415

    await talk(api.url, mia, await stage.chat(mia), stage)
