"""Editing one field of a record: asked for, read, saved and shown, the same way for every record.

A button asks for the field, which is typed or tapped. What was typed is read: as a value that is
saved at once, or as an answer of its own, such as what was understood with a button that saves
it. What cannot be read is asked for again. Which record it is stands in the fields of the button,
and in the facts of the question.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Generic, TypeVar

from domain.refusals import BadInput, NotFound
from domain.roles import Permission
from domain.text import field_text
from handlers.buttons.press import Press
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import (
    AnswerStep,
    OnPress,
    OnText,
    Script,
    Step,
    Takes,
    merge_scripts,
)
from handlers.chat.frame.turn import Turn

R = TypeVar("R")
Facts = Mapping[str, Any]
Reader = Callable[[Turn, R, Facts, Question], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Field(Generic[R]):
    """One field, as data.

    step: the name of its question, None for what is only tapped. edit: the button that asks it,
    None where a step of its own does. read: the typed value, or a Reply that is the answer; raises
    BadInput. put: the record with a value. choices: buttons that carry a value, and how it is told.
    onward: what follows in place of the record, None for the record.
    """

    step: str | None
    edit: type[Press] | None
    question: Callable[[Turn, R, Facts], Question]
    read: Reader[R]
    put: Callable[[R, Any, Facts], R]
    choices: Mapping[type[Press], Callable[[Turn, R, Facts], Any]] = field(default_factory=dict)
    onward: Callable[[Turn, R, Facts], Awaitable[Reply | None]] | None = None


@dataclass(frozen=True, slots=True)
class RecordEditor(Generic[R]):
    """A kind of record.

    permission: the permission to change it. find: the record that facts name; raises NotFound.
    save: makes the change once. show: the record after a change.
    """

    permission: Permission
    find: Callable[[Turn, Facts], R]
    save: Callable[[Turn, R, Callable[[R], R]], Awaitable[R]]
    show: Callable[[Turn, R], Awaitable[Reply]]

    def script(self, *fields: Field[R]) -> Script:
        """The steps of these fields. ValueError if two claim the same button or question."""
        return merge_scripts(*map(self._of_one, fields))

    async def save_value(
        self, turn: Turn, one: Field[R], record: R, value: Any, facts: Facts
    ) -> Reply:
        """Save a value, and show what follows."""
        new_record = await self.save(turn, record, lambda now: one.put(now, value, facts))
        onward = await one.onward(turn, new_record, facts) if one.onward else None
        return onward or await self.show(turn, new_record)

    def _of_one(self, one: Field[R]) -> Script:
        presses = {one.edit: Step(self._asking(one), self.permission)} if one.edit else {}
        choosing = Script(
            presses={
                press: Step(self._choosing(one, press), self.permission) for press in one.choices
            }
        )
        answers = (
            {one.step: AnswerStep(self._reading(one), self.permission, takes=Takes.ANYTHING)}
            if one.step
            else {}
        )
        return merge_scripts(Script(presses=presses), choosing, Script(answers=answers))

    def _asking(self, one: Field[R]) -> OnPress:
        async def ask_for(turn: Turn, press: Any) -> Reply:
            facts = asdict(press)
            return await ask(turn, one.question(turn, self.find(turn, facts), facts))

        return ask_for

    def _reading(self, one: Field[R]) -> OnText:
        async def read(turn: Turn) -> Reply:
            facts: Facts = turn.pending.facts if turn.pending else {}
            record = self.find(turn, facts)
            question = one.question(turn, record, facts)
            try:
                value = await one.read(turn, record, facts, question)
            except BadInput as refusal:
                return await ask_again(turn, question, refusal)
            if isinstance(value, Reply):
                return value
            return await self.save_value(turn, one, record, value, facts)

        return read

    def _choosing(self, one: Field[R], kind: type[Press]) -> OnPress:
        value_of = one.choices[kind]

        async def choose(turn: Turn, press: Any) -> Reply:
            facts = asdict(press)
            record = self.find(turn, facts)
            return await self.save_value(turn, one, record, value_of(turn, record, facts), facts)

        return choose


def button_field(
    put: Callable[[R, Any, Facts], R],
    choices: Mapping[type[Press], Callable[[Turn, R, Facts], Any]],
) -> Field[R]:
    """A field never typed: buttons on a screen of its own carry its values."""

    def unasked(turn: Turn, record: R, facts: Facts) -> Question:
        raise NotFound

    async def unread(turn: Turn, record: R, facts: Facts, question: Question) -> Any:
        raise NotFound

    return Field(None, None, unasked, unread, put, choices)


def attribute(name: str) -> Callable[[Any, Any, Facts], Any]:
    """Puts a value into the field of that name."""

    def put(record: Any, value: Any, facts: Facts) -> Any:
        changes: dict[str, Any] = {name: value}
        return replace(record, **changes)

    return put


def reader(read: Callable[[Turn, R], Any]) -> Reader[R]:
    """Reads what can be read without the facts of the question. read: raises BadInput."""

    async def read_for(turn: Turn, record: R, facts: Facts, question: Question) -> Any:
        return read(turn, record)

    return read_for


def line(name: str, longest: int) -> Reader[Any]:
    """Reads one line of text. name: as in BadInput."""
    return reader(lambda turn, record: field_text.line(turn.text, name, longest))


def nothing(turn: Turn, record: Any, facts: Facts) -> None:
    """The value of a button that empties a field."""
