"""A conversation as data: which step answers which command, button and typed text."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handlers.chat.frame.buttons import Press
from handlers.chat.frame.screen import Reply
from handlers.chat.frame.turn import Turn
from storage.arrivals import BusyQuery

# A step for a button takes the turn and the press; the others take the turn alone.
OnPress = Callable[[Turn, Any], Awaitable[Reply]]
OnText = Callable[[Turn], Awaitable[Reply]]
Hears = Callable[[Turn], Awaitable[Reply | None]]
Needs = Callable[[Any, datetime], BusyQuery | None]


@dataclass(frozen=True, slots=True)
class Step:
    """What a button leads to. `busy`: the blocked time that must be read with the person."""

    run: OnPress
    busy: Needs | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """commands: name → step. presses: class of the button → step. answers: question → step.

    A question is the `step` of a row in `conversations`; its answer is the next typed text.
    listens: the same for a screen that takes typed text and has asked for none. None is said of
    what it does not understand: that is no answer, and means what it means anywhere.
    """

    commands: Mapping[str, OnText] = field(default_factory=dict)
    presses: Mapping[type[Press], Step] = field(default_factory=dict)
    answers: Mapping[str, OnText] = field(default_factory=dict)
    listens: Mapping[str, Hears] = field(default_factory=dict)


def joined(*scripts: Script) -> Script:
    """Several conversations as one. ValueError when two claim the same command or button."""
    commands: dict[str, OnText] = {}
    presses: dict[type[Press], Step] = {}
    answers: dict[str, OnText] = {}
    listens: dict[str, Hears] = {}
    for script in scripts:
        _add(commands, script.commands)
        _add(presses, script.presses)
        _add(answers, script.answers)
        _add(listens, script.listens)
    return Script(commands, presses, answers, listens)


def _add(table: dict[Any, Any], more: Mapping[Any, Any]) -> None:
    claimed = table.keys() & more.keys()
    if claimed:
        raise ValueError(f"claimed twice: {claimed}")
    table.update(more)
