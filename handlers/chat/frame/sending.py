"""Sends a step's answer to the person who acted, after its transaction has committed."""

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from html import escape
from typing import Any

import structlog
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from domain.text.names import cut
from handlers.actions.appointments import card_tracking
from handlers.buttons.limits import LONGEST_CAPTION, LONGEST_TOAST, units_of_html
from handlers.buttons.press import Press
from handlers.buttons.screen import PICTURE, Screen
from handlers.chat.frame.bot_api import BotApiCall
from handlers.chat.frame.reply import AttachedMedia, Reply
from handlers.chat.frame.turn import ChatBot, Turn
from storage.appointments.cards import CardSubject

log = structlog.get_logger(__name__)

TRIES = 5
LONGEST_WAIT = 60.0  # seconds; a longer retry_after is not worth holding up a person's next update
# What Telegram says about a message it will never let us edit again; the last one about a message
# without a number, as one that Telegram put off has (Bot API: Message.message_id).
GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message identifier is not specified",
)
UNCHANGED = "message is not modified"
# Text cannot take the place of a picture.
NO_TEXT = "there is no text in the message to edit"
# About a picture that is another bot's, or that Telegram has forgotten.
NO_FILE = ("wrong file identifier", "wrong remote file identifier", "file_id_invalid")
TOO_OLD = ("query is too old", "query_id_invalid", "query id is invalid")


async def answer_press(
    bot: ChatBot, turn: Turn, reply: Reply, query_id: str, chat: int, press: Press | None
) -> None:
    """Answer a pressed button: its spinner, and the screen in place of the pressed message."""
    spinner: dict[str, Any] = {"callback_query_id": query_id}
    if reply.toast:
        spinner |= {"text": cut(reply.toast, LONGEST_TOAST), "show_alert": reply.alert}
    answer = _answer_query(bot.call, spinner)
    pressed = None if reply.again else turn.message_id
    if reply.screen and pressed is None:
        await _both(answer, _send(bot, turn, chat, reply.screen))
    elif reply.screen and pressed is not None:
        await _both(answer, _replace(bot, turn, chat, pressed, reply.screen, press))
    else:
        await answer
    if reply.keys_gone:
        await _take_keys(bot.call, chat, reply.keys_gone)
    if reply.number:
        await _say(bot.call, chat, reply.number.payload())
    if reply.media:
        await _send_media(bot.call, chat, reply.media)
    await _send_file(bot, chat, reply)


async def answer_message(
    bot: ChatBot, turn: Turn, reply: Reply, chat: int, question_message: int | None
) -> None:
    """Answer a typed message with a new one. question_message: the one that loses its buttons.

    What would pop up after a press goes above the screen, if said aloud; so does anything sent
    along.
    """
    if reply.answered:
        keyboard_removal = {"text": reply.toast, "reply_markup": {"remove_keyboard": True}}
        await _say(bot.call, chat, keyboard_removal)
    elif reply.keys_gone:
        await _take_keys(bot.call, chat, reply.keys_gone)
    if reply.media:
        await _send_media(bot.call, chat, reply.media)
    if reply.screen:
        await _send(bot, turn, chat, _with_toast(reply.screen, reply))
    elif reply.toast:
        await _send(bot, turn, chat, Screen(reply.toast))
    await _send_file(bot, chat, reply)
    if question_message:
        await _drop_buttons(bot.call, chat, question_message)


async def _both(first: Coroutine[Any, Any, None], second: Coroutine[Any, Any, None]) -> None:
    """Make two calls at the same time. What either raises is raised; the other continues.

    Like `asyncio.gather`, but with one task less for each tap, and most of its memory.
    """
    beside = asyncio.create_task(second)
    try:
        await first
    except BaseException as fault:
        if isinstance(fault, asyncio.CancelledError):
            beside.cancel()
        beside.add_done_callback(_retrieve_exception)
        raise
    await beside


def _retrieve_exception(task: "asyncio.Task[None]") -> None:
    """The other call's fault has been raised; do not log this one as never retrieved."""
    if not task.cancelled():
        task.exception()


def _with_toast(screen: Screen, reply: Reply) -> Screen:
    if not (reply.aloud and reply.toast):
        return screen
    return replace(screen, text=f"<b>{escape(reply.toast, quote=False)}</b>\n\n{screen.text}")


async def _answer_query(call: BotApiCall, payload: Mapping[str, Any]) -> None:
    try:
        await _patiently(call, "answerCallbackQuery", payload)
    except BadRequest as error:
        if not any(text in error.message.lower() for text in TOO_OLD):
            raise


async def _replace(
    bot: ChatBot, turn: Turn, chat: int, message_id: int, screen: Screen, press: Press | None
) -> None:
    """Show a screen in place of the pressed message, which nobody else redraws any more."""
    generation = turn.card.generation if turn.card else None
    if turn.card.shows if turn.card else press is not None and press.on_card():
        generation = await card_tracking.take_over(turn.database, turn.person.id, message_id)
    if not await _edit(bot, chat, message_id, screen):
        await _send(bot, turn, chat, screen)
    elif screen.shows:
        await _write_down(turn, message_id, screen.shows, generation)


async def _edit(bot: ChatBot, chat: int, message_id: int, screen: Screen) -> bool:
    """Whether there is still a message to edit; a picture makes room for a new text message."""
    screen, there = _fitting(screen), {"chat_id": chat, "message_id": message_id}
    try:
        if screen.picture is None:
            await _patiently(bot.call, "editMessageText", {**there, **screen.payload()})
        else:
            payload = {**there, **screen.in_place()}
            await _patiently(_bringing(bot, screen.picture), "editMessageMedia", payload)
    except BadRequest as error:
        reason = error.message.lower()
        if UNCHANGED in reason:
            return True
        if isinstance(screen.picture, str) and any(text in reason for text in NO_FILE):
            return await _edit(bot, chat, message_id, replace(screen, picture=None))
        if NO_TEXT in reason:
            await _take_away(bot.call, there)
            return False
        if not any(text in reason for text in GONE):
            raise
        return False
    return True


async def _take_away(call: BotApiCall, there: Mapping[str, Any]) -> None:
    """Delete a message that a new one replaces."""
    try:
        await call("deleteMessage", there)
    except (BadRequest, Forbidden, NetworkError, RetryAfter) as error:
        # Too old, or gone: what it shows was true, and its keys still lead somewhere.
        log.info("reply.picture_stays", reason=str(error))


def _fitting(screen: Screen) -> Screen:
    """Without its picture, if that has no room for the text below it."""
    known = isinstance(screen.picture, str)
    if known and units_of_html(screen.text) > LONGEST_CAPTION:
        return replace(screen, picture=None)
    return screen


async def _send(bot: ChatBot, turn: Turn, chat: int, screen: Screen) -> None:
    screen = _fitting(screen)
    if screen.picture is None:
        message = await _say(bot.call, chat, screen.payload())
    else:
        message = await _send_picture(bot, chat, screen)
    if screen.shows and isinstance(message, Mapping):
        await _write_down(turn, message["message_id"], screen.shows, None)


async def _send_picture(bot: ChatBot, chat: int, screen: Screen) -> Any:
    bringing = _bringing(bot, screen.picture)
    try:
        return await _say(bringing, chat, screen.payload(), method="sendPhoto")
    except BadRequest as error:
        if isinstance(screen.picture, str) and any(t in error.message.lower() for t in NO_FILE):
            return await _say(bot.call, chat, replace(screen, picture=None).payload())
        raise


def _bringing(bot: ChatBot, picture: bytes | str | None) -> BotApiCall:
    """Calls that bring a picture, unless Telegram already has it."""
    if not isinstance(picture, bytes):
        return bot.call

    async def call(method: str, payload: Mapping[str, Any]) -> Any:
        return await bot.upload(method, payload, PICTURE, f"{PICTURE}.png", picture)

    return call


async def _say(
    call: BotApiCall, chat: int, payload: Mapping[str, Any], *, method: str = "sendMessage"
) -> Any:
    """What Telegram returns for the message; None if it did not get there."""
    try:
        return await _patiently(call, method, {"chat_id": chat, **payload})
    except Forbidden:
        # They blocked the bot after acting. `my_chat_member` records it; what they did stands.
        log.info("reply.forbidden", chat=chat)
        return None


async def _take_keys(call: BotApiCall, chat: int, html: str) -> None:
    """Give the keyboard back, which only a message can."""
    markup = {"remove_keyboard": True}
    await _say(call, chat, {"text": html, "parse_mode": "HTML", "reply_markup": markup})


async def _write_down(
    turn: Turn, message_id: int, subject: CardSubject, generation: int | None
) -> None:
    """Only once it shows: this very answer must not overtake a redrawing."""
    await card_tracking.show(
        turn.database, turn.person.id, message_id, subject, generation=generation
    )


async def _send_media(call: BotApiCall, chat: int, media: AttachedMedia) -> None:
    try:
        await _say(call, chat, media.fields, method=media.method)
    except BadRequest as error:
        log.info("reply.media_gone", reason=error.message)
        await _say(call, chat, {"text": media.otherwise})


async def _send_file(bot: ChatBot, chat: int, reply: Reply) -> None:
    if reply.file:
        fields = {"chat_id": chat, "caption": reply.file.caption}
        await bot.upload("sendDocument", fields, "document", reply.file.name, reply.file.content)


async def _drop_buttons(call: BotApiCall, chat: int, message_id: int) -> None:
    payload = {"chat_id": chat, "message_id": message_id}
    try:
        await call("editMessageReplyMarkup", payload)
    except (BadRequest, Forbidden, NetworkError, RetryAfter) as error:
        # Tidiness only: a stale button answers with its card as it is now.
        log.info("question.buttons_stay", reason=str(error))


async def _patiently(call: BotApiCall, method: str, payload: Mapping[str, Any]) -> Any:
    """Call until it works, Telegram refuses for good, or waiting is no longer worth it.

    A repeated edit is harmless. A message can be sent twice if Telegram took it and the answer was
    lost: better than a person who does not know whether they are booked.
    """
    wait = 0.5
    for remaining in range(TRIES - 1, -1, -1):
        try:
            return await call(method, payload)
        except RetryAfter as error:
            retry_after = error.retry_after
            wait = (
                retry_after if isinstance(retry_after, int | float) else retry_after.total_seconds()
            )
            if not remaining or wait > LONGEST_WAIT:
                raise
        except BadRequest:
            raise  # python-telegram-bot counts it as a network error, which it is not
        except NetworkError:
            if not remaining:
                raise
        await asyncio.sleep(wait)
        wait = min(2 * wait, 8.0)
    raise AssertionError("the last try either returned or raised")
