"""A question that is left: it no longer waits for its answer, and takes its keys with it."""

from dataclasses import replace

from handlers.actions import questions
from handlers.buttons.screen import Screen
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script
from handlers.chat.frame.turn import Turn
from handlers.wording.words import words_for


def closed_question(turn: Turn, screen: Screen) -> Screen:
    """A screen in place of a question that no longer waits."""
    return replace(screen, text=f"{screen.text}\n\n{turn.words.text('menu.question_closed')}")


async def leave_question(turn: Turn, script: Script, *, whatever_message: bool = False) -> bool:
    """Close a question whose screen is being left, so that later text is not its answer. Whether
    there was one."""
    question = turn.pending
    if question is None or not (question.step in script.answers or question.step in script.listens):
        return False
    if whatever_message or question.message_id in (None, turn.message_id):
        await questions.close(turn.database, turn.person.id, question, key=turn.key, now=turn.now)
        return True
    if (step := script.answers.get(question.step)) and step.confirmed is not None:
        await questions.put_aside(turn.database, turn.person.id, question)
    return False


def without_keys(turn: Turn, script: Script, reply: Reply, *, left: bool) -> Reply:
    """The reply takes away the keys that a question brought in place of the keyboard, if that
    question no longer waits. left: whether its screen is being left; another takes its place too.
    """
    question = turn.pending
    answer = script.answers.get(question.step) if question else None
    if question is None or answer is None or not answer.brings_keys or reply.number:
        return reply
    if reply.asks == question.step or not (left or reply.asks):
        return reply
    language = new_language(turn, reply)
    words = words_for(language) if language else turn.words
    return replace(reply, keys_gone=words.text("menu.question_closed"))


def new_language(turn: Turn, reply: Reply) -> str | None:
    """The language they have chosen with this, in which no earlier question was asked."""
    commands = reply.commands
    if commands is None or commands.chat_id != turn.person.telegram_id:
        return None
    return commands.language if commands.language != turn.words.language else None
