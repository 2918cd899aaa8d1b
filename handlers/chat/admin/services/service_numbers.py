"""The numbers of a service: lengths, notices and how far ahead, whichever section they are in.

A typed number is shown as it was read before it is saved. A button changes only what its screen
showed: somebody else's change since is not overwritten.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

from domain.business.offering_rules import A_DAY, A_WEEK, AHEAD, BUFFER, DAY, MINUTES, NOTICE, STEPS
from domain.refusals import BadInput, NotFound
from domain.services.horizon import HorizonBy
from domain.services.service import Service
from handlers.buttons.keyboards import grid, way_out
from handlers.buttons.press import Press, button
from handlers.buttons.screen import SUCCESS, Key, Screen
from handlers.chat.admin.services.sections import ShowSection
from handlers.chat.admin.services.service_asking import check_unchanged, current, guided_flag
from handlers.chat.frame import reading_confirmation
from handlers.chat.frame.answers import Question
from handlers.chat.frame.editing import Facts, Field
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from handlers.typing.counts import read_count
from handlers.typing.lengths import read_days, read_length
from handlers.typing.reading import ParseFailure, Reading, refine
from handlers.typing.vocabulary import Vocabulary, vocabulary_of
from handlers.wording.words import Words

NUMBER = "service.number"


@dataclass(frozen=True, slots=True)
class ServiceNumber:
    """A number of a service. name: a field of Service or of its Rules.

    section: the name of the one it is in. least, most: minutes, or days for the horizon, or how
    many sessions, 0 for no limit. usual: values offered as buttons.
    """

    name: str
    section: str
    least: int
    most: int
    usual: tuple[int, ...]
    only_usual: bool = False
    in_days: bool = False
    in_rules: bool = False
    counts: bool = False

    def of(self, service: Service) -> int:
        """The current number."""
        owner: Any = service.rules if self.in_rules else service
        return int(getattr(owner, self.name))

    def set(self, service: Service, value: int) -> Service:
        """The service with another number."""
        changes: Any = {self.name: value}
        if self.in_days:  # whatever it was counted in before
            changes["horizon_by"] = HorizonBy.DAYS
        if self.in_rules:
            return replace(service, rules=replace(service.rules, **changes))
        return replace(service, **changes)

    def read(self, text: str, vocabulary: Vocabulary) -> Reading[int]:
        """A typed number."""
        reader = read_count if self.counts else read_days if self.in_days else read_length
        return refine(
            reader(text, vocabulary, least=self.least, most=self.most),
            lambda value: self._unusual(value, text) or value,
        )

    def _unusual(self, value: int, text: str) -> ParseFailure | None:
        if not self.only_usual or value in self.usual:
            return None
        return ParseFailure("length_unusual", text[:40], str(self.usual[0]))

    def validate(self, value: int) -> int:
        """The number, from a button that may be forged. Raises BadInput."""
        bound = self.most if value > self.most else self.least
        if not self.least <= value <= self.most:
            raise BadInput("count" if self.counts else self.name, bound)
        if self.only_usual and value not in self.usual:
            raise BadInput(self.name)
        return value

    def in_words(self, words: Words, value: int) -> str:
        """The number with its unit."""
        if self.counts:
            return str(value) if value else words.label("limits.none")
        return words.length(value * DAY if self.in_days else value)


NUMBERS: Final = {
    "len": ServiceNumber("minutes", "basics", *MINUTES, (30, 45, 60, 90, 120)),
    "bef": ServiceNumber("buffer_before", "times", *BUFFER, (0, 5, 10, 15, 30)),
    "aft": ServiceNumber("buffer_after", "times", *BUFFER, (0, 5, 10, 15, 30)),
    "step": ServiceNumber("step", "times", STEPS[0], STEPS[-1], STEPS, only_usual=True),
    "book": ServiceNumber("notice_book", "limits", *NOTICE, (0, 60, 240, 720, DAY), in_rules=True),
    "move": ServiceNumber(
        "notice_move", "limits", *NOTICE, (0, 120, 720, DAY, 2 * DAY), in_rules=True
    ),
    "cancel": ServiceNumber(
        "notice_cancel", "limits", *NOTICE, (0, 120, 720, DAY, 2 * DAY), in_rules=True
    ),
    "ahead": ServiceNumber(
        "horizon_days",
        "limits",
        *AHEAD[HorizonBy.DAYS],
        (14, 30, 60, 90, 180),
        in_days=True,
        in_rules=True,
    ),
    "cd": ServiceNumber(
        "cap_day", "limits", *A_DAY, (0, 1, 2, 3, 5, 8), in_rules=True, counts=True
    ),
    "cw": ServiceNumber(
        "cap_week", "limits", *A_WEEK, (0, 2, 5, 10, 15, 20), in_rules=True, counts=True
    ),
    "ud": ServiceNumber("customer_day", "limits", *A_DAY, (0, 1, 2, 3), in_rules=True, counts=True),
    "uw": ServiceNumber(
        "customer_week", "limits", *A_WEEK, (0, 1, 2, 3, 5, 7), in_rules=True, counts=True
    ),
}


@button("sn")
class EditServiceNumber(Press):
    """Another number. field: a key of NUMBERS."""

    service: int
    field: str
    guided: int


@button("sv")
class SetServiceNumber(Press):
    """This number. was: the one on the screen, -1 for anything."""

    service: int
    field: str
    value: int
    guided: int
    was: int = -1


def number_key(turn: Turn, service: Service, code: str) -> Key:
    """The key that asks for a number. code: a key of NUMBERS."""
    label = turn.words.label(f"service.key_{NUMBERS[code].name}")
    return Key(label, EditServiceNumber(service.id, code, 0))


def number_question(turn: Turn, service: Service, code: str, guided: int) -> Question:
    """One of its numbers, with usual values as buttons. NotFound for no such number."""
    words, number = turn.words, NUMBERS.get(code)
    if number is None:
        raise NotFound
    keys = [
        Key(
            number.in_words(words, value),
            SetServiceNumber(service.id, code, value, guided, number.of(service)),
            SUCCESS if value == number.of(service) and not guided else None,
        )
        for value in number.usual
    ]
    text = words.text(
        f"service.ask_{number.name}",
        service=service.title,
        current=current(turn, number.in_words(words, number.of(service)), guided),
    )
    back = way_out(words, ShowSection(service.id, number.section))
    screen = Screen(text, (*grid(keys, 3, 2), back))
    return Question(NUMBER, screen, {"service": service.id, "field": code, "guided": guided})


def number_of(facts: Facts) -> ServiceNumber:
    """The number that a button or a question is about. Raises NotFound."""
    number = NUMBERS.get(facts.get("field", ""))
    if number is None:
        raise NotFound
    return number


async def _read(turn: Turn, service: Service, facts: Facts, question: Question) -> Reply:
    code, guided, number = facts["field"], guided_flag(facts), number_of(facts)
    return await reading_confirmation.confirm(
        turn,
        question,
        number.read(turn.text, vocabulary_of(turn.words.locale)),
        lambda value: reading_confirmation.Option(
            number.in_words(turn.words, value),
            SetServiceNumber(service.id, code, value, guided, number.of(service)),
        ),
        change=EditServiceNumber(service.id, code, guided),
        rule="refusal.bad_count_typed" if number.counts else f"refusal.bad_{number.name}",
    )


def _put(service: Service, value: int, facts: Facts) -> Service:
    number = number_of(facts)
    check_unchanged(service.id, facts["was"], number.of(service), value)
    return number.set(service, value)


FIELD: Final[Field[Service]] = Field(
    NUMBER,
    EditServiceNumber,
    lambda turn, service, facts: number_question(
        turn, service, facts.get("field", ""), guided_flag(facts)
    ),
    _read,
    _put,
    choices={
        SetServiceNumber: lambda turn, service, facts: number_of(facts).validate(facts["value"])
    },
)
