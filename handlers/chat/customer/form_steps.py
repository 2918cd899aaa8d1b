"""From an answer to what comes next: another open question, or the last look."""

from domain.refusals import NoLongerOffered
from domain.roles import Permission
from handlers.chat.customer import form
from handlers.chat.customer.anyone import why_of
from handlers.chat.customer.form import ANSWER, AnswersDone, BookingDraft, PickAnswer
from handlers.chat.customer.summary import summary
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step, merge_scripts
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import in_range, search_for


async def pick(turn: Turn, press: PickAnswer) -> Reply:
    """An option, or none."""
    return await _onward(turn, await form.keep_picked(turn, press))


async def take_answer(turn: Turn) -> Reply:
    """What was typed."""
    outcome = await form.keep_typed(turn)
    return outcome if isinstance(outcome, Reply) else await _onward(turn, outcome)


async def keep_answers(turn: Turn, press: AnswersDone) -> Reply:
    """The answers stay as they are."""
    wished = BookingDraft(press.service, press.coach, press.start, press.choice, press.why)
    return await _onward(turn, wished)


async def _onward(turn: Turn, draft: BookingDraft) -> Reply:
    if question := await form.ask_next(turn, draft):
        return question
    if draft.coach not in turn.catalogue.coaches:
        raise NoLongerOffered
    search = await search_for(turn, draft.service, draft.coach, 0, draft.choice)
    start = in_range(draft.start * 60)
    return Reply(await summary(turn, search, start, why_of(draft.why)))


SCRIPT = merge_scripts(
    form.SCRIPT,
    Script(
        presses={
            PickAnswer: Step(pick, Permission.BOOK),
            AnswersDone: Step(keep_answers, Permission.BOOK),
        },
        answers={ANSWER: AnswerStep(take_answer, Permission.BOOK)},
    ),
)
