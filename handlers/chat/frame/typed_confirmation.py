"""A typed answer that somebody else is told of at once is asked about first if it may not be one.

Whoever leaves such a question, and types something else later, would otherwise have told a customer
by mistake. It is asked if the text reads as an order of its own, if another screen has been opened,
or if something has come below the question since; that alone is no reason for a message to others,
as two people who write to each other write at once. Nothing is done until a key is pressed, and
whatever is typed meanwhile is asked about too.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from html import escape
from typing import Any, Final
from zlib import crc32

from domain.appointments.correspondence import Content, ContentKind
from domain.roles import Permission
from domain.text import names
from handlers.actions import questions
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Screen
from handlers.chat.frame.answers import Question, ask
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Confirmed, Otherwise, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.wording.words import Html
from storage.conversations import TYPED, Conversation

LONGEST_SHOWN: Final = 500  # letters of what was typed


@button("ya")
class UseTyped(Press):
    """It is the answer. mark: of what was typed."""

    mark: int


@button("yn")
class DropTyped(Press):
    """It is not: the question is left."""

    mark: int


async def is_doubtful(
    turn: Turn, question: Conversation, step: AnswerStep, otherwise: Otherwise, message_id: int
) -> bool:
    """Whether the text of this turn is asked about before it is taken as the answer. message_id:
    of the message that brings it."""
    if step.confirmed is None or not _is_answer(turn, step.confirmed):
        return False
    if TYPED in question.facts or await otherwise.is_order(turn):
        return True
    below = None if step.confirmed is Confirmed.SEND else message_id
    return await questions.is_overtaken(
        turn.database, turn.person.id, key=turn.key, message_id=below
    )


async def ask_first(turn: Turn, question: Conversation, confirmed: Confirmed) -> Reply:
    """Ask whether it is the answer; the question stays open."""
    words, content = turn.words, turn.content
    typed = {
        "text": turn.text,
        "content": asdict(content) if isinstance(content, Content) else None,
    }
    mark, parts = _mark(typed), [words.text(f"confirm.{confirmed}")]
    if turn.text:
        parts.append(f"<i>{escape(names.cut(names.lines(turn.text), LONGEST_SHOWN))}</i>")
    rows = (
        (Key(words.label(f"confirm.{confirmed}_key"), UseTyped(mark), PRIMARY),),
        (Key(words.label("confirm.no_key"), DropTyped(mark)),),
    )
    facts = {**question.facts, TYPED: typed}
    screen = Screen(Html("\n\n".join(parts)), rows)
    return await ask(turn, Question(question.step, screen, facts))


def confirming(script: Script, otherwise: Otherwise) -> Script:
    """The keys below that, for the questions of this script."""

    async def use(turn: Turn, press: UseTyped) -> Reply:
        answering = _again(turn, press.mark)
        if answering is None or answering.pending is None:
            return otherwise.outdated(turn)
        step = script.answers[answering.pending.step]
        turn.actor.require(step.permission)
        return await step.run(answering)

    async def drop(turn: Turn, press: DropTyped) -> Reply:
        answering = _again(turn, press.mark)
        if answering is None:
            return otherwise.outdated(turn)
        if await otherwise.is_order(answering):
            return await otherwise.free_text(replace(answering, pending=None))
        return Reply(Screen(turn.words.text("confirm.dropped"), (way_out(turn.words),)))

    return Script(
        presses={UseTyped: Step(use, Permission.TALK), DropTyped: Step(drop, Permission.TALK)}
    )


def _again(turn: Turn, mark: int) -> Turn | None:
    """The turn as if that were typed now; None if the question is gone, or something else was typed
    since."""
    typed = turn.pending.facts.get(TYPED) if turn.pending else None
    if typed is None or _mark(typed) != mark:
        return None
    content = typed["content"]
    if content is not None:
        content = Content(**{**content, "kind": ContentKind(content["kind"])})
    return replace(turn, text=typed["text"], content=content)


def _is_answer(turn: Turn, confirmed: Confirmed) -> bool:
    return bool(turn.text) or (confirmed is Confirmed.SEND and isinstance(turn.content, Content))


def _mark(typed: Mapping[str, Any]) -> int:
    return crc32(json.dumps(typed, sort_keys=True).encode())
