"""What a service asks before it is booked: one question after another, then the last look.

    ask_next       the first open one → the next → the summary
    pick, typed    an answer; an optional question can be left out
    change         from the summary, each question again

Answers are kept until the booking, whatever happens before it.
"""

from dataclasses import dataclass, replace
from typing import Any

from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from domain.services import service_choice as choices
from domain.services.form_refusals import Unanswered
from domain.services.forms import (
    SKIPPED,
    Answered,
    Answers,
    FormQuestion,
    answers_so_far,
    next_question,
)
from handlers.actions.services import forms
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.labels import WHOLE, fit
from handlers.buttons.links import Book, PickSlot
from handlers.buttons.press import Press, button
from handlers.buttons.screen import SUCCESS, Key, Screen
from handlers.chat.customer import times
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.search import in_range

ANSWER = "book.answer"
LEFT_OUT = -1


@dataclass(frozen=True, slots=True)
class BookingDraft:
    """What is about to be booked, as on buttons. start: epoch minutes. why: as in `Confirm`."""

    service: int
    coach: int
    start: int
    choice: str = ""
    why: int = 0


@button("bq")
class PickAnswer(Press):
    """An option of a choice, from 0; LEFT_OUT for no answer."""

    service: int
    coach: int
    start: int
    question: int
    option: int
    choice: str = ""
    why: int = 0


@button("bqe")
class EditAnswer(Press):
    """Ask a question again; 0 for the list of them."""

    service: int
    coach: int
    start: int
    question: int
    choice: str = ""
    why: int = 0


@button("bqd")
class AnswersDone(Press):
    """On to what is open, or to the last look."""

    service: int
    coach: int
    start: int
    choice: str = ""
    why: int = 0


async def ask_next(turn: Turn, draft: BookingDraft) -> Reply | None:
    """Ask the open question; None if there is none."""
    question = await open_question(turn, draft)
    return await ask(turn, question) if question else None


async def open_question(turn: Turn, draft: BookingDraft) -> Question | None:
    """The next question without an answer; None if there is none."""
    services = _services(draft.service, draft.choice)
    form = turn.catalogue.form_of(services)
    if not form:
        return None
    answers = await forms.answers_so_far(turn.database, services, actor=turn.actor)
    question = next_question(form, answers)
    return _question(turn, draft, question, answers) if question else None


async def lines(turn: Turn, draft: BookingDraft) -> Answered:
    """Questions and answers, for the last look."""
    services = _services(draft.service, draft.choice)
    form = turn.catalogue.form_of(services)
    if not form:
        return ()
    return answers_so_far(
        form, await forms.answers_so_far(turn.database, services, actor=turn.actor)
    )


def keys(turn: Turn, draft: BookingDraft) -> tuple[tuple[Key, ...], ...]:
    """The key of the last look that changes answers."""
    if not turn.catalogue.form_of(_services(draft.service, draft.choice)):
        return ()
    edit = EditAnswer(draft.service, draft.coach, draft.start, 0, draft.choice, draft.why)
    return ((Key(turn.words.label("form.change_key"), edit),),)


async def keep_picked(turn: Turn, press: PickAnswer) -> BookingDraft:
    """The answer on a button. NotFound for an unknown option."""
    services = _services(press.service, press.choice)
    question = _find(turn, services, press.question)
    text: str | None = None
    if press.option != LEFT_OUT:
        if not 0 <= press.option < len(question.options):
            raise NotFound
        text = question.options[press.option]
    await _keep(turn, services, press.question, text)
    return BookingDraft(press.service, press.coach, press.start, press.choice, press.why)


async def keep_typed(turn: Turn) -> BookingDraft | Reply:
    """What was typed, or the question again."""
    if turn.pending is None:
        raise NotFound
    facts = dict(turn.pending.facts)
    id_ = facts.pop("question")
    wished = BookingDraft(**facts)
    services = _services(wished.service, wished.choice)
    question = _find(turn, services, id_)
    try:
        await _keep(turn, services, id_, turn.text)
    except BadInput as refusal:
        answers = await forms.answers_so_far(turn.database, services, actor=turn.actor)
        return await ask_again(turn, _question(turn, wished, question, answers), refusal)
    return wished


async def edit(turn: Turn, press: EditAnswer) -> Reply:
    """The questions, or one of them again."""
    wished = BookingDraft(press.service, press.coach, press.start, press.choice, press.why)
    services = _services(press.service, press.choice)
    answers = await forms.answers_so_far(turn.database, services, actor=turn.actor)
    if press.question:
        question = _find(turn, services, press.question)
        return await ask(turn, _question(turn, wished, question, answers))
    words = turn.words
    again = [
        Key(
            fit(words.user_text("note", one.text), WHOLE),
            EditAnswer(press.service, press.coach, press.start, one.id, press.choice, press.why),
        )
        for one in turn.catalogue.form_of(services)
    ]
    back = way_out(words, _done_press(wished))
    return Reply(Screen(words.text("form.which"), (*in_rows(again, 1), back)))


async def still_open(turn: Turn, refusal: Unanswered, press: Press | None) -> Reply:
    """Something has to be answered first: the question, if it is known what is being booked."""
    facts = {name: getattr(press, name, None) for name in ("service", "coach", "start")}
    if all(isinstance(value, int) for value in facts.values()):
        values: dict[str, Any] = facts
        why = int(getattr(press, "why", 0))
        wished = BookingDraft(**values, choice=str(getattr(press, "choice", "")), why=why)
        reply = await ask_next(turn, wished)
        if reply is not None:
            return reply
    again = (Key(turn.words.label("menu.book"), Book()),)
    return Reply(Screen(turn.words.text("refusal.unanswered"), (again, way_out(turn.words))))


def _question(
    turn: Turn, draft: BookingDraft, question: FormQuestion, answers: Answers
) -> Question:
    words, answer = turn.words, answers.get(question.id, SKIPPED)
    pressed = draft.service, draft.coach, draft.start, question.id
    more = draft.choice, draft.why
    rows = [
        Key(
            fit(words.user_text("note", option), WHOLE),
            PickAnswer(*pressed, number, *more),
            SUCCESS if option == answer else None,
        )
        for number, option in enumerate(question.options)
    ]
    if answer != SKIPPED:
        rows.append(Key(words.label("form.keep_key"), _done_press(draft)))
    if not question.required:
        rows.append(Key(words.label("form.skip_key"), PickAnswer(*pressed, LEFT_OUT, *more)))
    text = [words.text("form.question", note=question.text)]
    if answer != SKIPPED:
        text.append(words.text("form.now", note=answer))
    text.append(words.text(f"form.how_{question.kind}"))
    back = way_out(words, _back(turn, draft))
    facts = {
        "service": draft.service,
        "coach": draft.coach,
        "start": draft.start,
        "choice": draft.choice,
        "why": draft.why,
        "question": question.id,
    }
    return Question(ANSWER, Screen("\n\n".join(text), (*in_rows(rows, 1), back)), facts)


def _back(turn: Turn, draft: BookingDraft) -> Press:
    """Back to the choice before: without the service added last, or to the times of the day."""
    choice, coach = choices.read(draft.choice), turn.catalogue.coaches.get(draft.coach)
    service = turn.catalogue.services.get(draft.service)
    if coach is None or service is None:
        return Book()
    if choice.also:
        less = replace(choice, also=choice.also[:-1])
        return PickSlot(service.id, coach.id, 0, draft.start, less.as_text, draft.why)
    start = in_range(draft.start * 60)
    return times.day_of_start(turn, service, coach, start, draft.choice, draft.why)


def _done_press(draft: BookingDraft) -> AnswersDone:
    return AnswersDone(draft.service, draft.coach, draft.start, draft.choice, draft.why)


def _services(service: int, choice: str) -> tuple[int, ...]:
    """What is booked together, in order."""
    return service, *choices.read(choice).also


def _find(turn: Turn, services: tuple[int, ...], question_id: int) -> FormQuestion:
    for one in turn.catalogue.form_of(services):
        if one.id == question_id:
            return one
    raise NotFound


async def _keep(turn: Turn, services: tuple[int, ...], question: int, text: str | None) -> None:
    await forms.answer(
        turn.database, turn.catalogue, services, question, text, actor=turn.actor, now=turn.now
    )


SCRIPT = Script(
    presses={EditAnswer: Step(edit, Permission.BOOK)}, refusals={Unanswered: still_open}
)
