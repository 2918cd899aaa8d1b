"""Questions whose answer is typed: asked, and asked again when the answer cannot be taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from domain.refusals import NotFound, Refusal
from handlers.actions import questions
from handlers.buttons.screen import Screen
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from storage.conversations import Conversation

LISTENS = "listens."  # begins the step of a screen that takes typed text without asking


@dataclass(frozen=True, slots=True)
class Question:
    """A screen that the next typed text answers. step: its name in a script's `answers`.

    facts: JSON values the answer will need.
    """

    step: str
    screen: Screen
    facts: Mapping[str, Any] = field(default_factory=dict)


async def ask(turn: Turn, question: Question) -> Reply:
    """Show the question and wait for its answer."""
    await questions.ask(
        turn.database,
        turn.person.id,
        question.step,
        question.facts,
        turn.message_id,
        key=turn.key,
        now=turn.now,
    )
    return Reply(question.screen, asks=question.step)


async def ask_again(turn: Turn, question: Question, refusal: Refusal) -> Reply:
    """What was wrong with the answer and the ways out of that; below it, the same question."""
    return replace(await ask(turn, question), refusal=refusal)


def waiting(turn: Turn) -> Conversation | None:
    """The question waiting for its answer. A screen that only listens has none."""
    pending = turn.pending
    return None if pending is None or pending.step.startswith(LISTENS) else pending


def fact(turn: Turn, name: str) -> Any:
    """A fact of the question being answered. NotFound if it was not asked."""
    if turn.pending is None or name not in turn.pending.facts:
        raise NotFound
    return turn.pending.facts[name]
