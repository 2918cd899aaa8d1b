"""What a service asks before it is booked, and what a customer answered."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.refusals import BadInput
from domain.services.form_refusals import Unanswered
from domain.text import field_text

MOST_QUESTIONS: Final = 4
MOST_OPTIONS: Final = 8
LONGEST_QUESTION, LONGEST_OPTION, LONGEST_ANSWER = 80, 40, 200
SKIPPED: Final = ""
_NUMBER = re.compile(r"[-+]?\d{1,9}(?:[.,]\d{1,4})?", re.ASCII)


class AnswerKind(StrEnum):
    """The kinds of answer; the values are what the database stores."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """One question. id: 0 for a new one. options: those of a choice, in order."""

    id: int
    kind: AnswerKind
    text: str
    required: bool = True
    options: tuple[str, ...] = ()

    def read(self, text: str) -> str:
        """A typed answer. Raises BadInput for one that the question does not accept."""
        if self.kind is AnswerKind.TEXT:
            return field_text.passage(text, "answer", LONGEST_ANSWER)
        plain = field_text.line(text, f"answer_{self.kind}", LONGEST_ANSWER)
        if self.kind is AnswerKind.NUMBER:
            if not _NUMBER.fullmatch(plain):
                raise BadInput("answer_number")
            return plain
        for option in self.options:
            if option.casefold() == plain.casefold():
                return option
        raise BadInput("answer_choice")


Form = tuple[FormQuestion, ...]
Answers = Mapping[int, str]
"""By question; SKIPPED if it was skipped."""
Answered = tuple[tuple[str, str], ...]
"""Questions and answers, in order, as a session keeps them."""


def next_question(form: Form, answers: Answers) -> FormQuestion | None:
    """The first question neither answered nor skipped; a required one cannot be skipped."""
    for question in form:
        answer = answers.get(question.id)
        if answer is None or (question.required and answer == SKIPPED):
            return question
    return None


def final_answers(form: Form, answers: Answers) -> Answered:
    """What a session keeps. Raises Unanswered if a required question has no answer."""
    for question in form:
        if question.required and not answers.get(question.id):
            raise Unanswered(question.id)
    return answers_so_far(form, answers)


def read_answers(
    form: Form, raw_answers: Sequence[tuple[int, str]], *, optional: bool = False
) -> Answered:
    """What a session keeps of answers that come all at once, each with its question's id.

    Raises BadInput for an answer that its question does not accept, or to no question; Unanswered,
    unless all of it is optional.
    """
    by_id = {question.id: question for question in form}
    if len({question_id for question_id, _ in raw_answers} & by_id.keys()) < len(raw_answers):
        raise BadInput("answers")
    answers = {question_id: by_id[question_id].read(text) for question_id, text in raw_answers}
    return answers_so_far(form, answers) if optional else final_answers(form, answers)


def answers_so_far(form: Form, answers: Answers) -> Answered:
    """The questions answered so far, without those skipped."""
    each = ((question.text, answers.get(question.id, SKIPPED)) for question in form)
    return tuple((question, answer) for question, answer in each if answer != SKIPPED)


def options_of(text: str) -> tuple[str, ...]:
    """The options of a choice, one per line or separated by semicolons or commas. Raises
    BadInput."""
    mark = "\n" if "\n" in text else ";" if ";" in text else ","
    parts = [part for part in text.split(mark) if part.strip()]
    options = tuple(field_text.line(part, "options", LONGEST_OPTION) for part in parts)
    if not 2 <= len({option.casefold() for option in options}) == len(options) <= MOST_OPTIONS:
        raise BadInput("options", MOST_OPTIONS)
    return options


def sooner(form: Sequence[FormQuestion], question_id: int) -> Form:
    """The form with a question moved up one place."""
    place = next((n for n, one in enumerate(form) if one.id == question_id), 0)
    if not place:
        return tuple(form)
    return (*form[: place - 1], form[place], form[place - 1], *form[place + 1 :])
