"""Who writes a sentence: the chat as Telegram's HTML, a notice as rich text for any channel.

So the lines of a session are listed only once. Chat screens are written directly rather than
through rich text, which would make each card's lines half as expensive again per tap.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from domain.services.display_zones import DisplayZone
from handlers.wording.rich import Rich, TextStyle, TimeMark
from handlers.wording.words import Words

T = TypeVar("T")


class Pen(Protocol[T]):
    """Writes for one reader."""

    @property
    def words(self) -> Words:
        """The reader's words."""
        ...

    def say(self, message: str, /, **values: object) -> T:
        """A sentence of the catalogue."""
        ...

    def say_plural(self, message: str, n: int, /, **values: object) -> T:
        """The same in the plural form for `n`."""
        ...

    def strike(self, line: T) -> T:
        """A line that no longer applies."""
        ...

    def own_time(self, instant: datetime, zone: DisplayZone) -> object:
        """A value for `say`: a time that the reader's own client may show in its own way."""
        ...


@dataclass(frozen=True, slots=True)
class HtmlPen:
    """Telegram's HTML, for chat screens."""

    words: Words

    def say(self, message: str, /, **values: object) -> str:
        return self.words.text(message, **values)

    def say_plural(self, message: str, n: int, /, **values: object) -> str:
        return self.words.plural(message, n, **values)

    def strike(self, line: str) -> str:
        return f"<s>{line}</s>"

    def own_time(self, instant: datetime, zone: DisplayZone) -> object:
        return self.words.own_time(instant, zone)


@dataclass(frozen=True, slots=True)
class RichPen:
    """Rich text, for notices."""

    words: Words

    def say(self, message: str, /, **values: object) -> Rich:
        return self.words.rich(message, **values)

    def say_plural(self, message: str, n: int, /, **values: object) -> Rich:
        return self.words.rich_plural(message, n, **values)

    def strike(self, line: Rich) -> Rich:
        return line.with_mark(TextStyle.STRUCK)

    def own_time(self, instant: datetime, zone: DisplayZone) -> object:
        return Rich.of(self.words.at(instant, zone), TimeMark(instant))
