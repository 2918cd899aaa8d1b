"""How a refusal is answered: with a sentence and a way onward.

Each conversation brings its answers to refusals. A refusal answers a press with its sentence in
place of the screen, or as a toast over the card the press was about; nothing is refused in silence,
and nothing ends without a button.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from domain.refusals import Refusal
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press
from handlers.buttons.screen import Screen
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn

RefusalAnswer = Callable[[Turn, Any, Press | None], Awaitable[Reply]]
RefusalAnswers = Mapping[type[Refusal], RefusalAnswer]


async def reply_to(
    answers: RefusalAnswers, refusal: Refusal, turn: Turn, press: Press | None
) -> Reply:
    """The answer to a refusal."""
    try:
        return await answers[type(refusal)](turn, refusal, press)
    except Refusal as another:
        # What it was about is gone, or is none of this person's business.
        return await answers[type(another)](turn, another, press)


async def with_refusal_above(answers: RefusalAnswers, reply: Reply, turn: Turn) -> Reply:
    """A question asked again, below what was wrong with its answer and the ways out."""
    if reply.refusal is None or reply.screen is None:
        return reply
    answer = (await reply_to(answers, reply.refusal, turn, None)).screen
    if answer is None:
        return reply
    text = f"{answer.text}\n\n{reply.screen.text}"
    return replace(reply, screen=Screen(text, (*answer.rows[:-1], *reply.screen.rows)))


def sentence(id_: str) -> RefusalAnswer:
    """An answer that is only a sentence."""

    async def answer(turn: Turn, refusal: Refusal, press: Press | None) -> Reply:
        return Reply(Screen(turn.words.text(id_), (way_out(turn.words),)))

    return answer
