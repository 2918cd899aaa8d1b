"""A note about somebody, the same way for everybody who writes one.

its key    typed, in place of what is there, or below it → where it stands
           or deleted, asked once → where it stands
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from domain.people.customer_notes import LONGEST
from domain.people.team_notes import NoteChanged
from domain.refusals import BadInput
from domain.roles import Permission
from domain.text import names
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press
from handlers.buttons.screen import DANGER, Key, Row, Screen
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.wording import cards

MOST_SHOWN: Final = 1_500  # letters of a note, such as two that became one


@dataclass(frozen=True, slots=True)
class Note:
    """What is written down about somebody. subject: the id of whom or what leads to it; name: whom
    it is about. text: None while there is nothing; lines: how it stands elsewhere, as HTML. delete:
    the button that deletes it. facts: what the question for another one keeps besides."""

    subject: int
    name: str
    text: str | None
    lines: Sequence[str]
    delete: Press
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notes:
    """Notes of one kind, as data.

    kind: ends the names of its sentences. asks: what one must be allowed. step: of the question.
    subject: the field of the buttons, and the fact of the question, that has it. to_write,
    to_delete, delete: the buttons. back: the one that leads to where a note stands, which `show`
    answers. find: raises NotFound. write: what was typed, below what is there (True) or in place of
    it. forget: as the button says. deletes_below: the question, too, has the way to delete it.
    """

    kind: str
    asks: Permission
    step: str
    subject: str
    to_write: type[Any]
    to_delete: type[Any]
    delete: type[Any]
    back: type[Any]
    find: Callable[[Turn, int], Awaitable[Note]]
    write: Callable[[Turn, int, bool], Awaitable[None]]
    forget: Callable[[Turn, Any], Awaitable[None]]
    show: Callable[[Turn, Any], Awaitable[Reply]]
    deletes_below: bool = False

    def script(self) -> Script:
        """The steps."""
        return Script(
            presses={
                self.to_write: Step(self._ask, self.asks),
                self.to_delete: Step(self._ask_delete, self.asks),
                self.delete: Step(self._delete, self.asks),
            },
            answers={self.step: AnswerStep(self._take, self.asks)},
        )

    async def ask_delete(self, turn: Turn, subject: int) -> Reply:
        """Ask once; it may be gone already."""
        words, note = turn.words, await self.find(turn, subject)
        if note.text is None:
            return await self._onward(turn, note.subject, words.label("person_note.gone"))
        question = words.text(f"person_note.ask_forget_{self.kind}", name=note.name)
        yes = Key(words.label("person_note.forget_yes"), note.delete, DANGER)
        rows = ((yes,), way_out(words, self.back(note.subject)))
        return Reply(Screen(cards.with_title(question, *note.lines), rows))

    async def _ask(self, turn: Turn, press: Any) -> Reply:
        return await ask(turn, await self._question(turn, self._of(press), bool(press.more)))

    async def _take(self, turn: Turn) -> Reply:
        subject, more = int(fact(turn, self.subject)), bool(fact(turn, "more"))
        try:
            await self.write(turn, subject, more)
        except (BadInput, NoteChanged) as refusal:
            return await ask_again(turn, await self._question(turn, subject, more), refusal)
        return await self._onward(turn, subject, turn.words.label(f"person_note.saved_{self.kind}"))

    async def _ask_delete(self, turn: Turn, press: Any) -> Reply:
        return await self.ask_delete(turn, self._of(press))

    async def _delete(self, turn: Turn, press: Any) -> Reply:
        """Delete it; a second press changes nothing."""
        await self.forget(turn, press)
        return await self._onward(turn, self._of(press), turn.words.label("person_note.gone"))

    async def _onward(self, turn: Turn, subject: int, toast: str) -> Reply:
        return replace(await self.show(turn, self.back(subject)), toast=toast, aloud=True)

    async def _question(self, turn: Turn, subject: int, more: bool) -> Question:
        words, note = turn.words, await self.find(turn, subject)
        more = more and note.text is not None
        how = words.text(
            f"person_note.type_more_{self.kind}"
            if more
            else f"person_note.type_{self.kind}"
            if note.text is None
            else f"person_note.type_instead_{self.kind}",
            n=LONGEST,
            name=note.name,
        )
        parts, rows = [how], list[Row]()
        if note.text is not None:
            now = names.cut(note.text, MOST_SHOWN)
            parts.append(words.text("person_note.now", note=now))
            other = words.label("person_note.anew_key" if more else "person_note.more_key")
            rows.append((Key(other, self.to_write(note.subject, int(not more))),))
            if self.deletes_below:
                label = words.label("person_note.forget_key")
                rows.append((Key(label, self.to_delete(note.subject), DANGER),))
        title = words.text(f"person_note.title_{self.kind}", name=note.name)
        rows.append(way_out(words, self.back(note.subject)))
        facts = {self.subject: note.subject, "more": more, **note.facts}
        return Question(self.step, Screen(cards.with_title(title, *parts), tuple(rows)), facts)

    def _of(self, press: Any) -> int:
        return int(getattr(press, self.subject))
