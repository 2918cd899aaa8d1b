"""The page of a service's card about what is asked before it is booked.

add        as text, a number or a choice → the question, typed → (the options, typed)
question   another wording, options, required or not, earlier, removed
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from domain.services.catalogue import Catalogue
from domain.services.forms import (
    LONGEST_QUESTION,
    MOST_OPTIONS,
    MOST_QUESTIONS,
    AnswerKind,
    Form,
    FormQuestion,
    options_of,
    sooner,
)
from domain.services.service import Service
from domain.text import field_text
from handlers.actions.services.forms import change_form
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.labels import WHOLE, fit
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.chat.admin.services.sections import Section, ShowSection, service_of, show_saved
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn

NAME, TEXT, OPTIONS = "form", "form.text", "form.options"
# What a button does to a question.
REQUIRE, RELEASE, SOONER, AWAY = "must", "may", "up", "away"


@button("sf")
class AddFormQuestion(Press):
    """Add one of this kind."""

    service: int
    kind: str


@button("sfq")
class ShowFormQuestion(Press):
    """One question."""

    service: int
    question: int


@button("sft")
class EditFormText(Press):
    """Another wording."""

    service: int
    question: int


@button("sfo")
class EditFormOptions(Press):
    """Other options."""

    service: int
    question: int


@button("sfc")
class ChangeFormQuestion(Press):
    """how: one of REQUIRE, RELEASE, SOONER, AWAY."""

    service: int
    question: int
    how: str


def _lines(turn: Turn, catalogue: Catalogue, service: Service) -> list[str]:
    words, form = turn.words, catalogue.forms.get(service.id, ())
    if not form:
        return [words.text("form.none")]
    lines = [
        words.text(
            "form.line",
            n=number,
            note=question.text,
            kind=words.label(f"form.kind_{question.kind}"),
            must=words.label("form.required" if question.required else "form.optional"),
        )
        for number, question in enumerate(form, 1)
    ]
    return [*lines, "", words.text("form.kept")]


def _rows(turn: Turn, catalogue: Catalogue, service: Service) -> tuple[Row, ...]:
    words, form = turn.words, catalogue.forms.get(service.id, ())
    keys = [
        Key(fit(words.user_text("note", one.text), WHOLE), ShowFormQuestion(service.id, one.id))
        for one in form
    ]
    add = [
        Key(words.label(f"form.add_{kind}"), AddFormQuestion(service.id, kind.value))
        for kind in AnswerKind
    ]
    return (*in_rows(keys, 1), *(in_rows(add, 1) if len(form) < MOST_QUESTIONS else ()))


async def add(turn: Turn, press: AddFormQuestion) -> Reply:
    """The wording of a new one."""
    service, kind = service_of(turn, press.service), _kind(press.kind)
    return await ask(turn, _text_question(turn, service, 0, kind))


async def edit_text(turn: Turn, press: EditFormText) -> Reply:
    service, question = _of(turn, press.service, press.question)
    return await ask(turn, _text_question(turn, service, question.id, question.kind))


async def edit_options(turn: Turn, press: EditFormOptions) -> Reply:
    service, question = _of(turn, press.service, press.question)
    return await ask(turn, _options_question(turn, service, question.id, question.text))


async def show(turn: Turn, press: ShowFormQuestion) -> Reply:
    """One question, and what can be done with it."""
    words, (service, one) = turn.words, _of(turn, press.service, press.question)
    lines = [words.text("form.asked", note=one.text), words.text(f"form.kind_{one.kind}")]
    if one.options:
        lines.append(words.text("form.options", note="; ".join(one.options)))
    lines.append(words.text("form.required" if one.required else "form.optional"))
    pressed = service.id, one.id
    rows = [Key(words.label("form.text_key"), EditFormText(*pressed))]
    if one.kind is AnswerKind.CHOICE:
        rows.append(Key(words.label("form.options_key"), EditFormOptions(*pressed)))
    rows.append(
        Key(words.label("form.release_key"), ChangeFormQuestion(*pressed, RELEASE))
        if one.required
        else Key(words.label("form.require_key"), ChangeFormQuestion(*pressed, REQUIRE))
    )
    if turn.catalogue.forms[service.id][0].id != one.id:
        rows.append(Key(words.label("form.sooner_key"), ChangeFormQuestion(*pressed, SOONER)))
    rows.append(Key(words.label("form.away_key"), ChangeFormQuestion(*pressed, AWAY), DANGER))
    back = way_out(words, ShowSection(service.id, NAME))
    return Reply(Screen("\n".join(lines), (*in_rows(rows, 1), back)))


async def change(turn: Turn, press: ChangeFormQuestion) -> Reply:
    """As the button said; a second press changes nothing."""
    id_, how = press.question, press.how
    if how not in (REQUIRE, RELEASE, SOONER, AWAY):
        raise NotFound
    if how != AWAY:
        _of(turn, press.service, id_)

    def update(form: Form) -> Form:
        if how == AWAY:
            return tuple(one for one in form if one.id != id_)
        if how == SOONER:
            return sooner(form, id_)
        return _with(form, id_, lambda one: replace(one, required=how == REQUIRE))

    return await _apply_change(turn, press.service, update)


async def take_text(turn: Turn) -> Reply:
    """The typed wording; of a new choice its options come next."""
    service, id_, kind = _pending_question(turn)
    try:
        text = field_text.line(turn.text, "question", LONGEST_QUESTION)
    except BadInput as refusal:
        return await ask_again(turn, _text_question(turn, service, id_, kind), refusal)
    if not id_ and kind is AnswerKind.CHOICE:
        return await ask(turn, _options_question(turn, service, 0, text))
    if not id_:
        return await _apply_change(
            turn, service.id, lambda form: (*form, FormQuestion(0, kind, text))
        )
    return await _apply_change(
        turn, service.id, lambda form: _with(form, id_, lambda one: replace(one, text=text))
    )


async def take_options(turn: Turn) -> Reply:
    """The typed options of a choice, new or existing."""
    service, id_, _ = _pending_question(turn)
    text = str(fact(turn, "text"))
    try:
        options = options_of(turn.text)
    except BadInput as refusal:
        return await ask_again(turn, _options_question(turn, service, id_, text), refusal)
    if not id_:
        new = FormQuestion(0, AnswerKind.CHOICE, text, options=options)
        return await _apply_change(turn, service.id, lambda form: (*form, new))
    return await _apply_change(
        turn, service.id, lambda form: _with(form, id_, lambda one: replace(one, options=options))
    )


async def _apply_change(turn: Turn, service_id: int, how: Callable[[Form], Form]) -> Reply:
    catalogue = await change_form(turn.database, service_id, how, **turn.intent)
    return show_saved(turn, catalogue, SECTION, catalogue.services[service_id])


def _with(form: Form, id_: int, how: Callable[[FormQuestion], FormQuestion]) -> Form:
    return tuple(how(one) if one.id == id_ else one for one in form)


def _of(turn: Turn, service_id: int, question_id: int) -> tuple[Service, FormQuestion]:
    service = service_of(turn, service_id)
    for one in turn.catalogue.forms.get(service_id, ()):
        if one.id == question_id:
            return service, one
    raise NotFound


def _kind(kind: str) -> AnswerKind:
    try:
        return AnswerKind(kind)
    except ValueError:
        raise NotFound from None


def _pending_question(turn: Turn) -> tuple[Service, int, AnswerKind]:
    service = service_of(turn, fact(turn, "service"))
    return service, int(fact(turn, "question")), _kind(fact(turn, "kind"))


def _text_question(turn: Turn, service: Service, id_: int, kind: AnswerKind) -> Question:
    words = turn.words
    text = words.text("form.type_text", service=service.title, limit=LONGEST_QUESTION)
    screen = Screen(text, (way_out(words, ShowSection(service.id, NAME)),))
    return Question(TEXT, screen, {"service": service.id, "question": id_, "kind": kind.value})


def _options_question(turn: Turn, service: Service, id_: int, text: str) -> Question:
    words = turn.words
    prompt = words.text("form.type_options", note=text, limit=MOST_OPTIONS)
    screen = Screen(prompt, (way_out(words, ShowSection(service.id, NAME)),))
    facts = {"service": service.id, "question": id_, "kind": AnswerKind.CHOICE.value, "text": text}
    return Question(OPTIONS, screen, facts)


STEPS: Final = Script(
    presses={
        AddFormQuestion: Step(add, Permission.SERVICES),
        ShowFormQuestion: Step(show, Permission.SERVICES),
        EditFormText: Step(edit_text, Permission.SERVICES),
        EditFormOptions: Step(edit_options, Permission.SERVICES),
        ChangeFormQuestion: Step(change, Permission.SERVICES),
    },
    answers={
        TEXT: AnswerStep(take_text, Permission.SERVICES),
        OPTIONS: AnswerStep(take_options, Permission.SERVICES),
    },
)
SECTION: Final = Section(NAME, _lines, _rows, steps=STEPS)
