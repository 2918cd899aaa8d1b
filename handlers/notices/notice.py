"""What somebody is told, in their language and in no channel's markup."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from domain.appointments.appointment import Appointment
from domain.appointments.correspondence import Content
from domain.messages.notices import NoticeKind
from handlers.buttons.screen import Row
from handlers.wording.rich import Rich, TextStyle, join_rich
from handlers.wording.words import Words
from storage.appointments.cards import CardSubject

Facts: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Picture:
    """A notice's picture, if it can be drawn. template, facts: as in `handlers.pictures.drawing`.
    caption: the text below it. ways: what can be done about it there."""

    template: str
    facts: Facts
    caption: Rich
    ways: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as its reader gets it; each channel says how it is written and sent.

    facts: its source, JSON values. title: its first line, or sentence. lines: the paragraphs below,
    each of one or more lines. ways: what can be done about it; elsewhere, a chat button leads into
    the chat, an address to its page. shows: the session it is a card of. calendar: the sessions
    whose calendar file is attached where files can be. media: what somebody sent, included if
    Telegram can deliver it. picture: replaces the text, where it can be drawn.
    """

    kind: NoticeKind
    title: Rich
    lines: tuple[Rich, ...] = ()
    ways: tuple[Row, ...] = ()
    shows: CardSubject | None = None
    calendar: tuple[Appointment, ...] = ()
    facts: Facts = field(default_factory=dict)
    media: Content | None = None
    picture: Picture | None = None

    @property
    def text(self) -> Rich:
        """All of it, as separate paragraphs."""
        return join_rich((self.title, *self.lines), "\n\n")


Composer: TypeAlias = Callable[[Facts, Words, str | None], Notice]
"""A row's facts, the reader's words and zone, None when unknown → what they are told."""
Composers: TypeAlias = Mapping[NoticeKind, Composer]


def heading(title: Rich) -> Rich:
    """A title that stands out."""
    return title.with_mark(TextStyle.BOLD)


def bullet(lines: Sequence[Rich]) -> Rich:
    """Lines as a list."""
    return join_rich([join_rich([Rich.of("• "), line], "") for line in lines], "\n")
