"""A conversation as data: which step answers which command, button and typed text, and who may.

The router checks a step's permission before it runs: a button is an unverified claim.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, IntEnum, StrEnum, auto
from typing import Any

from domain.refusals import Refusal
from domain.roles import ALLOWED, Permission, Role
from handlers.buttons.press import Press
from handlers.chat.frame.refusals import RefusalAnswer
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.turn import Turn
from storage.tap_facts import BusyQuery

# A step for a button takes the turn and the press; others take only the turn.
OnPress = Callable[[Turn, Any], Awaitable[Reply]]
OnText = Callable[[Turn], Awaitable[Reply]]
Hears = Callable[[Turn], Awaitable[Reply | None]]
BusyQueryFor = Callable[[Any, datetime], BusyQuery | None]


@dataclass(frozen=True, slots=True)
class Step:
    """What a button leads to. permission: the permission it needs.

    busy: the blocked time to be read with the person.
    """

    run: OnPress
    permission: Permission
    busy: BusyQueryFor | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """What is typed after a slash. permission: as in a step.

    offered: it is in the lists of commands. helped: /help says what it is for. not_to: people with
    one of these roles have no use for it, so their lists leave it out.
    """

    run: OnText
    permission: Permission
    offered: bool = True
    helped: bool = True
    not_to: frozenset[Role] = frozenset()

    @property
    def offered_to(self) -> frozenset[Role]:
        """Whose lists of commands it is in."""
        return ALLOWED[self.permission] if self.offered else frozenset()


class Takes(Enum):
    """What may answer a question. PERSON: text, or somebody shared; anything else without text is
    no answer, and the step does not run. ANYTHING: the step looks at whatever comes, and says
    itself what it cannot take."""

    TEXT = auto()
    PERSON = auto()
    ANYTHING = auto()


class Confirmed(StrEnum):
    """What a typed answer does that others are told of at once; the values are parts of message
    ids."""

    DECLINE = "decline"
    CALL_OFF = "call_off"
    SEND = "send"


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """What a typed answer leads to. permission: as in a step. confirmed: what is asked first if it
    may not be meant as an answer (`typed_confirmation`); None if nobody else is told of it at
    once. brings_keys: the question comes with keys in place of the keyboard, which go with it."""

    run: OnText
    permission: Permission
    takes: Takes = Takes.TEXT
    confirmed: Confirmed | None = None
    brings_keys: bool = False

    def answered_by(self, turn: Turn) -> bool:
        """Whether what came can be an answer."""
        if turn.text or self.takes is Takes.ANYTHING:
            return True
        shares = turn.contact is not None or turn.shared is not None
        return shares and self.takes is Takes.PERSON


@dataclass(frozen=True, slots=True)
class TextStep:
    """What text leads to below a screen that has not asked for it. permission: as in a step."""

    run: Hears
    permission: Permission


class MenuRow(IntEnum):
    """The rows of the menu, from the top."""

    WORK = 1
    CALENDAR = 2
    BOOK = 3
    OWN = 4
    CATALOGUE = 5
    BUSINESS = 6
    TEAM = 7
    LANGUAGE = 8


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A key of the menu. name: in its message id. permission: as in a step. main: whether it stands
    out."""

    name: str
    opens: Callable[[Turn], Press]
    permission: Permission
    row: Callable[[Turn], MenuRow]
    main: Callable[[Turn], bool] = lambda turn: False


@dataclass(frozen=True, slots=True)
class Script:
    """commands: by name. presses: class of the button → step. answers: question → step.

    A question is the `step` of a row in `conversations`; its answer is the next typed text.
    listens: the same for a screen that takes typed text without asking; None from it for text that
    it does not understand, which then means what it means anywhere.
    refusals: class of the refusal → how it is answered, whichever conversation raises it.
    menu: its keys there.
    """

    commands: Mapping[str, Command] = field(default_factory=dict)
    presses: Mapping[type[Press], Step] = field(default_factory=dict)
    answers: Mapping[str, AnswerStep] = field(default_factory=dict)
    listens: Mapping[str, TextStep] = field(default_factory=dict)
    refusals: Mapping[type[Refusal], RefusalAnswer] = field(default_factory=dict)
    menu: tuple[MenuItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What is said if no conversation answers.

    outdated: to a button from another version. unknown_command: to an unknown command. free_text:
    to text nothing has asked for. menu_press: the button whose label was typed. coded: to text that
    means only one thing, whatever the screen above it listens for. is_order: whether text asks for
    something by itself, whatever is waiting for an answer; asking changes nothing.
    """

    outdated: Callable[[Turn], Reply]
    unknown_command: Callable[[Turn], Reply]
    free_text: OnText
    menu_press: Callable[[Turn], Press | None]
    coded: Hears
    is_order: Callable[[Turn], Awaitable[bool]]


def merge_scripts(*scripts: Script) -> Script:
    """Several conversations as one. ValueError if two claim the same thing."""
    commands: dict[str, Command] = {}
    presses: dict[type[Press], Step] = {}
    answers: dict[str, AnswerStep] = {}
    listens: dict[str, TextStep] = {}
    refusals: dict[type[Refusal], RefusalAnswer] = {}
    menu: list[MenuItem] = []
    for script in scripts:
        _add(commands, script.commands)
        _add(presses, script.presses)
        _add(answers, script.answers)
        _add(listens, script.listens)
        _add(refusals, script.refusals)
        menu += script.menu
    return Script(commands, presses, answers, listens, refusals, tuple(menu))


def _add(table: dict[Any, Any], more: Mapping[Any, Any]) -> None:
    duplicates = table.keys() & more.keys()
    if duplicates:
        raise ValueError(f"claimed twice: {duplicates}")
    table.update(more)
