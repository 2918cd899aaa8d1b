"""Text in no channel's markup: what is bold, what is a time, where a link leads.

Sentences come from the catalogue with their marks (`Words.rich`); values are inserted as they are,
and bring no marks unless they are rich text themselves. Each channel decides how it is written.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, TypeAlias


class TextStyle(StrEnum):
    """How text looks, by its tag in the catalogue."""

    BOLD = "b"
    ITALIC = "i"
    STRUCK = "s"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class TimeMark:
    """The text is this instant (UTC), which the reader's own client may show in its own way."""

    instant: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """The text leads to this address."""

    url: str


Mark: TypeAlias = TextStyle | TimeMark | Link
# How a channel opens and closes a mark: with nothing if it does not support it.
Tags: TypeAlias = Callable[[Mark], tuple[str, str]]


class Run(NamedTuple):
    """A run of text under the same marks, outermost first."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Rich:
    """Runs of text, one after the other."""

    runs: tuple[Run, ...] = ()

    @classmethod
    def of(cls, text: str, *marks: Mark) -> "Rich":
        """One run."""
        return cls((Run(text, marks),))

    @property
    def plain(self) -> str:
        """The text without its marks."""
        return "".join(run.text for run in self.runs)

    def with_mark(self, mark: Mark) -> "Rich":
        """All of it under one more mark, around its own."""
        return Rich(tuple(Run(run.text, (mark, *run.marks)) for run in self.runs))

    def split(self, by: str) -> "tuple[Rich, ...]":
        """The parts between occurrences of `by`, which is dropped."""
        parts: list[list[Run]] = [[]]
        for run in self.runs:
            first, *more = run.text.split(by)
            parts[-1].append(Run(first, run.marks))
            parts += [[Run(text, run.marks)] for text in more]
        return tuple(Rich(tuple(run for run in part if run.text)) for part in parts)


def join_rich(parts: Iterable[Rich], by: str) -> Rich:
    """Parts one after the other, separated by plain text."""
    runs: list[Run] = []
    for number, part in enumerate(parts):
        if number:
            runs.append(Run(by))
        runs += part.runs
    return Rich(tuple(runs))


def render_rich(rich: Rich, tags: Tags, text: Callable[[str], str]) -> str:
    """The text with its marks as tags, each opened and closed in order. text: escapes a text."""
    pieces: list[str] = []
    open_marks: tuple[Mark, ...] = ()
    closings: list[str] = []
    for run in rich.runs:
        if run.marks != open_marks:
            same = 0
            for mark, other in zip(run.marks, open_marks, strict=False):
                if mark != other:
                    break
                same += 1
            pieces += reversed(closings[same:])
            del closings[same:]
            for mark in run.marks[same:]:
                opening, closing = tags(mark)
                pieces.append(opening)
                closings.append(closing)
            open_marks = run.marks
        pieces.append(text(run.text))
    pieces += reversed(closings)
    return "".join(pieces)


def format_rich(sentence: str, values: Mapping[str, object]) -> Rich:
    """A catalogue sentence with its values. KeyError if one is missing."""
    runs: list[Run] = []
    for text, name, marks in _pieces(sentence):
        value = values[name] if name else text
        if isinstance(value, Rich):
            runs += [Run(run.text, (*marks, *run.marks)) for run in value.runs]
        else:
            runs.append(Run(value if isinstance(value, str) else str(value), marks))
    return Rich(tuple(runs))


_TOKEN = re.compile(r"<(?P<closes>/?)(?P<tag>b|i|s|code)>|\{(?P<name>\w+)\}")
_Piece = tuple[str, str | None, tuple[TextStyle, ...]]


@lru_cache(maxsize=2048)
def _pieces(sentence: str) -> tuple[_Piece, ...]:
    """The parts between the tags: text, or the name of a value."""
    pieces: list[_Piece] = []
    marks: list[TextStyle] = []
    end = 0
    for token in _TOKEN.finditer(sentence):
        if token.start() > end:
            pieces.append((sentence[end : token.start()], None, tuple(marks)))
        end = token.end()
        if token["name"]:
            pieces.append(("", token["name"], tuple(marks)))
        elif token["closes"]:
            marks.pop()
        else:
            marks.append(TextStyle(token["tag"]))
    if end < len(sentence):
        pieces.append((sentence[end:], None, tuple(marks)))
    return tuple(pieces)
