"""Limits of one number each, of a coach or the business: asked for, read, and in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, TypeVar

from domain.refusals import BadInput, NotFound
from handlers.buttons.keyboards import grid, in_rows, way_out
from handlers.buttons.press import Press
from handlers.buttons.screen import SUCCESS, Key, Row, Screen
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.typing.counts import read_count
from handlers.typing.lengths import read_length
from handlers.typing.reading import Reading
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording.words import Html, Words

R = TypeVar("R")
SHARED: Final = -1  # on a button: the business's own


@dataclass(frozen=True, slots=True)
class LimitField:
    """name: the field. bounds: the least and the most it can be. usual: values offered as buttons.
    minutes: whether it is a length.

    none: what 0 is called, as the end of a message id.
    """

    name: str
    bounds: tuple[int, int]
    usual: tuple[int, ...]
    minutes: bool = False
    none: str = "none"

    def of(self, owner: object) -> int:
        """The current limit, SHARED if it is the business's."""
        value = getattr(owner, self.name)
        return SHARED if value is None else int(value)

    def in_words(self, words: Words, value: int) -> str:
        """The limit as plain text."""
        if value == SHARED:
            return words.label("limits.shared")
        if not value:
            return words.label(f"limits.{self.none}")
        return words.length(value) if self.minutes else str(value)

    def read(self, turn: Turn) -> Reading[int]:
        """A typed limit."""
        reader = read_length if self.minutes else read_count
        least, most = self.bounds
        return reader(turn.text, vocabulary_of(turn.words.locale), least=least, most=most)

    def validate(self, value: int) -> int:
        """A limit from a button, which may be forged. Raises BadInput."""
        least, most = self.bounds
        shared = value == SHARED and SHARED in self.usual
        if not shared and not least <= value <= most:
            raise BadInput("length_limit" if self.minutes else "count", most)
        return value


@dataclass(frozen=True, slots=True)
class LimitEditor(Generic[R]):
    """The limits of one kind of record, by the codes on their buttons.

    kind: in the message ids, `limits.key_<kind>_<name>` and `limits.ask_<kind>_<name>`. edit, set:
    the buttons of one record, from a code and, for `set`, a value. back: to the page of the limits.
    facts: what the question's text names of the record.
    """

    kind: str
    table: Mapping[str, LimitField]
    edit: Callable[[R, str], Press]
    set: Callable[[R, str, int], Press]
    back: Callable[[R], Press]
    facts: Callable[[R], dict[str, Any]]

    def keys(self, turn: Turn, record: R) -> tuple[Row, ...]:
        """A key for each limit."""
        keys = [
            Key(turn.words.label(f"limits.key_{self.kind}_{one.name}"), self.edit(record, code))
            for code, one in self.table.items()
        ]
        return in_rows(keys, 2)

    def field(self, step: str, edit: type[Press], set_: type[Press]) -> Field[R]:
        """All of them as one field. step: the name of its question."""
        return Field(
            step,
            edit,
            lambda turn, record, facts: self._question(turn, record, facts, step),
            self._read,
            self._put,
            choices={set_: lambda turn, record, facts: self._one(facts).validate(facts["value"])},
        )

    def _one(self, facts: Facts) -> LimitField:
        one = self.table.get(facts.get("field", ""))
        if one is None:
            raise NotFound
        return one

    def _question(self, turn: Turn, record: R, facts: Facts, step: str) -> Question:
        words, one, code = turn.words, self._one(facts), facts["field"]
        now = one.of(record)
        keys = [
            Key(
                one.in_words(words, value),
                self.set(record, code, value),
                SUCCESS if value == now else None,
            )
            for value in one.usual
        ]
        current = words.text("field.now", value=one.in_words(words, now))
        text = words.text(f"limits.ask_{self.kind}_{one.name}", current=Html(current))
        screen = Screen(text, (*grid(keys, 2, 2), way_out(words, self.back(record))))
        return Question(step, screen, {**self.facts(record), "field": code})

    async def _read(self, turn: Turn, record: R, facts: Facts, question: Question) -> Reply:
        one, code = self._one(facts), facts["field"]
        return await reading_confirmation.confirm(
            turn,
            question,
            one.read(turn),
            lambda value: reading_confirmation.Option(
                one.in_words(turn.words, value), self.set(record, code, value)
            ),
            change=self.edit(record, code),
            rule="refusal.bad_length_typed" if one.minutes else "refusal.bad_count_typed",
        )

    def _put(self, record: R, value: int, facts: Facts) -> R:
        changes: dict[str, Any] = {self._one(facts).name: None if value == SHARED else value}
        updated_record: R = replace(record, **changes)  # type: ignore[type-var]  # records are dataclasses
        return updated_record
