"""Which step answers an update: commands, buttons, typed text, contacts, blocks.

python-telegram-bot recognises what came in; the tables of the conversations say what it means.
"""

import re
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from telegram import ChatMember, Message, Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from domain.refusals import BadHours, BadInput, BlockedPerson, Refusal
from domain.roles import Permission
from handlers.actions import once, questions
from handlers.actions.people import people as people_actions
from handlers.buttons.press import Press, unpack
from handlers.buttons.screen import Screen
from handlers.chat.frame import leaving, typed_confirmation
from handlers.chat.frame.answers import waiting
from handlers.chat.frame.commands import command_list, publish_for
from handlers.chat.frame.contacts import contact_of, own_number, profile_of, shared_by
from handlers.chat.frame.content import content_of, document_of
from handlers.chat.frame.groups import Groups
from handlers.chat.frame.refusals import reply_to, with_refusal_above
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import OnText, Otherwise, Script, TextStep
from handlers.chat.frame.sending import answer_message, answer_press
from handlers.chat.frame.turn import ChatBot, Turn

log = structlog.get_logger(__name__)

Context = ContextTypes.DEFAULT_TYPE
# Only private chats: in a group, a card would show one customer's booking to others.
PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
IN_GROUPS = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE
# Meant as a command, though Telegram accepts none with letters beyond a to z.
SLASHED = filters.Regex(r"^/\w")


def handlers(
    bot: ChatBot, script: Script, otherwise: Otherwise
) -> list[BaseHandler[Any, Any, Any]]:
    """The handlers of python-telegram-bot, in order; the first that fits an update takes it."""
    groups = Groups(bot)

    async def on_press(update: Update, context: Context) -> None:
        await _handle_press(bot, script, otherwise, groups, update)

    async def on_command(update: Update, context: Context) -> None:
        await _handle_command(bot, script, update)

    async def on_unknown_command(update: Update, context: Context) -> None:
        await _handle_unknown_command(bot, script, otherwise, update)

    async def on_group_command(update: Update, context: Context) -> None:
        if update.message is not None:
            await groups.answer_command(update.message)

    async def on_text(update: Update, context: Context) -> None:
        await _handle_message(bot, script, otherwise, update)

    async def on_membership(update: Update, context: Context) -> None:
        await _handle_membership(bot, update)

    return [
        CallbackQueryHandler(on_press),
        CommandHandler(list(script.commands), on_command, filters=PRIVATE),
        MessageHandler(PRIVATE & (filters.COMMAND | SLASHED), on_unknown_command),
        MessageHandler(PRIVATE, on_text),
        MessageHandler(IN_GROUPS & filters.COMMAND, on_group_command),
        ChatMemberHandler(on_membership, ChatMemberHandler.MY_CHAT_MEMBER),
    ]


async def _handle_press(
    bot: ChatBot, script: Script, otherwise: Otherwise, groups: Groups, update: Update
) -> None:
    query = update.callback_query
    if query is None or query.message is None:
        return
    if query.message.chat.type != "private":
        await groups.answer_press(query, update.get_bot().username)
        return
    press = unpack(query.data or "")
    step = script.presses.get(type(press)) if press else None
    turn = await bot.turn(
        profile_of(query.from_user),
        f"u:{update.update_id}:{query.id}",
        busy=step.busy(press, bot.clock()) if step and step.busy else None,
        message_id=query.message.message_id,
    )
    if step is None:
        reply = otherwise.outdated(turn)
    else:
        run = step.run
        reply = await _run_step(turn, script, lambda t: run(t, press), step.permission, press)
        # Only now: an update that failed comes again, and must find its question. An empty cell of
        # the question's own calendar leaves the question open.
        if reply.screen:
            speaks_another = leaving.new_language(turn, reply) is not None
            left = await leaving.leave_question(turn, script, whatever_message=speaks_another)
            reply = leaving.without_keys(turn, script, reply, left=left)
    await answer_press(bot, turn, reply, query.id, query.message.chat.id, press)
    await _offer_commands(bot, script, reply)


async def _handle_command(bot: ChatBot, script: Script, update: Update) -> None:
    message = update.effective_message
    if message is None or message.from_user is None:
        return
    # A command ends where Telegram says: at a line break or a comma as well as a space.
    text, end = message.text or "", message.entities[0].length
    name, arguments = text[1:end].split("@")[0].lower(), text[end:]
    turn = await bot.turn(
        profile_of(message.from_user), _key(update, message), text=arguments.strip()
    )
    question = waiting(turn)
    question_message = question.message_id if question else None
    command = script.commands[name]
    reply = await _run_step(turn, script, command.run, command.permission)
    closes = question and question.step in script.answers and question.step != reply.asks
    await leaving.leave_question(turn, script, whatever_message=True)
    reply = leaving.without_keys(turn, script, reply, left=True)
    if closes and reply.screen and name != "cancel" and not reply.keys_gone:
        reply = replace(reply, screen=leaving.closed_question(turn, reply.screen))
    if name == "start":
        reply = replace(reply, commands=command_list(turn, turn.person, turn.coach))
    await answer_message(bot, turn, reply, message.chat.id, question_message)
    await _offer_commands(bot, script, reply)


async def _handle_unknown_command(
    bot: ChatBot, script: Script, otherwise: Otherwise, update: Update
) -> None:
    message = update.effective_message
    if message is None or message.from_user is None or _to_another_bot(message):
        return
    turn = await bot.turn(profile_of(message.from_user), _key(update, message))
    question_waits = turn.pending is not None and turn.pending.step in script.answers

    async def unknown(turn: Turn) -> Reply:
        if question_waits:
            # The question stays open, and the menu would lead away from it.
            return Reply(Screen(turn.words.text("menu.unknown_command_asked")))
        return otherwise.unknown_command(turn)

    reply = await _run_step(turn, script, unknown, Permission.TALK)
    await answer_message(bot, turn, reply, message.chat.id, None)


def _to_another_bot(message: Message) -> bool:
    """Whether a command names another bot: it is not ours to answer."""
    command = re.match(r"/\w+@(\w+)", message.text or "")
    return command is not None and command[1].lower() != message.get_bot().username.lower()


async def _handle_message(
    bot: ChatBot, script: Script, otherwise: Otherwise, update: Update
) -> None:
    message = update.effective_message
    if message is None or message.from_user is None:
        return
    turn = await bot.turn(
        profile_of(message.from_user),
        _key(update, message),
        text=(message.text or "").strip(),
        contact=contact_of(message),
        phone=own_number(message),
        shared=shared_by(message),
        content=content_of(message),
        document=document_of(message),
    )
    if message.media_group_id and not await _opens_album(turn, message):
        return
    question, chat = turn.pending, message.chat.id
    hears = script.listens.get(question.step) if question else None
    answer = script.answers.get(question.step) if question else None
    if question is None or answer is None:
        unasked = partial(_answer_unprompted, script, otherwise, hears)
        reply = await _run_step(turn, script, unasked, Permission.TALK)
        await answer_message(bot, turn, reply, chat, None)
        await _offer_commands(bot, script, reply)
        return
    if not answer.answered_by(turn):
        reply = await _run_step(turn, script, _please_type, Permission.TALK)
        await answer_message(bot, turn, reply, chat, None)
        return
    run = answer.run
    if answer.confirmed is not None and await typed_confirmation.is_doubtful(
        turn, question, answer, otherwise, message.message_id
    ):
        run = partial(typed_confirmation.ask_first, question=question, confirmed=answer.confirmed)
    reply = await _run_step(turn, script, run, answer.permission)
    await answer_message(bot, turn, reply, chat, question.message_id)
    await _offer_commands(bot, script, reply)
    if not reply.insists:
        await questions.close(turn.database, turn.person.id, question, key=turn.key, now=turn.now)


async def _please_type(turn: Turn) -> Reply:
    """The question stays open: a file, a picture or a place does not answer it."""
    return Reply(Screen(turn.words.text("menu.please_type")))


async def _answer_unprompted(
    script: Script, otherwise: Otherwise, hears: TextStep | None, turn: Turn
) -> Reply:
    """The answer to text nothing has asked for: from the screen that listens, if it can."""
    reply = await otherwise.coded(turn)
    if reply is None and hears and turn.actor.may(hears.permission):
        reply = await hears.run(turn)
    if reply is None and (press := otherwise.menu_press(turn)):
        step = script.presses.get(type(press))
        if step:
            turn.actor.require(step.permission)
            reply = await step.run(turn, press)
    return reply or await otherwise.free_text(turn)


async def _opens_album(turn: Turn, message: Message) -> bool:
    """Whether to answer this message: an album comes as one message for each part, and one is
    answered."""
    album = f"album:{message.chat.id}:{message.media_group_id}"
    return await once.first(
        turn.database, album, by=turn.key, person_id=turn.person.id, now=turn.now
    )


async def _handle_membership(bot: ChatBot, update: Update) -> None:
    change = update.my_chat_member
    if change is None or change.chat.type != "private":
        return
    gone = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
    await people_actions.mark_reachable(
        bot.database,
        profile_of(change.from_user),
        not gone,
        bot.clock(),
        available_channels=bot.context.available_channels,
    )


async def _run_step(
    turn: Turn, script: Script, step: OnText, asks: Permission, press: Press | None = None
) -> Reply:
    """What a step answers if the person may take it, otherwise the refusal."""
    if turn.actor.blocked:
        return await reply_to(script.refusals, BlockedPerson(), turn, press)
    try:
        turn.actor.require(asks)
        return await with_refusal_above(script.refusals, await step(turn), turn)
    except Refusal as refusal:
        log.info("refused", refusal=type(refusal).__name__, person=turn.person.id)
        reply = await reply_to(script.refusals, refusal, turn, press)
        return replace(reply, insists=isinstance(refusal, BadInput | BadHours))


async def _offer_commands(bot: ChatBot, script: Script, reply: Reply) -> None:
    if reply.commands:
        await publish_for(bot.call, script.commands, reply.commands)


def _key(update: Update, message: Message) -> str:
    """What identifies an update when it comes again.

    Its number alone is not enough: numbers restart, and another person's action may have had it.
    """
    return f"u:{update.update_id}:{message.chat.id}:{message.message_id}"
