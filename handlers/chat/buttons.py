"""Typed callback data: what a button says when it is pressed.

A button carries a version, the tag of its class and its fields, `1:bd:3:1:0:20260512`, in at most
64 bytes (Bot API: InlineKeyboardButton.callback_data). What comes back is an unverified claim:
clients can send any bytes, and buttons live as long as the chat. `unpack` answers None for what
cannot be ours; rights and state are for the step to check.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar, dataclass_transform

VERSION = "1"
LIMIT = 64
LARGEST = 2**62


class Press:
    """What every button's class derives from."""

    tag: ClassVar[str]

    def pack(self) -> str:
        """The callback data. ValueError when it is longer than Telegram takes."""
        packers = _PACKERS[type(self)]
        data = ":".join((VERSION, self.tag, *(pack(getattr(self, n)) for n, pack in packers)))
        if len(data.encode()) > LIMIT:
            raise ValueError(f"{type(self).__name__} needs more than {LIMIT} bytes")
        return data


_Kind = type[Press]
_KINDS: dict[str, _Kind] = {}
_PACKERS: dict[_Kind, tuple[tuple[str, Callable[[Any], str]], ...]] = {}
_READERS: dict[_Kind, tuple[Callable[[str], Any], ...]] = {}


@dataclass_transform(frozen_default=True)
def button(tag: str) -> Callable[[type[Any]], type[Any]]:
    """Make a class a frozen dataclass that packs under `tag`. Fields: int, date or short str."""

    def register(cls: type[Any]) -> type[Any]:
        if tag in _KINDS:
            raise ValueError(f"two buttons are tagged {tag!r}")
        made = dataclass(frozen=True)(cls)
        made.tag = tag
        codecs = [(f.name, *_CODECS[f.type]) for f in fields(made)]
        _PACKERS[made] = tuple((name, pack) for name, pack, _ in codecs)
        _READERS[made] = tuple(read for *_, read in codecs)
        _KINDS[tag] = made
        return made

    return register


def unpack(data: str) -> Press | None:
    """The press that packed to `data`, or None when that is none of ours."""
    version, _, rest = data.partition(":")
    tag, *values = rest.split(":")
    kind = _KINDS.get(tag)
    if version != VERSION or kind is None or len(values) != len(_READERS[kind]):
        return None
    try:
        return kind(*(read(v) for read, v in zip(_READERS[kind], values, strict=True)))
    except (ValueError, OverflowError):  # the latter: no C int holds such a year
        return None


def _number(text: str) -> int:
    # int() also takes " 5", "01", "1_0" and digits of other scripts, which we never packed.
    if not text.isascii() or len(text) > 20 or str(number := int(text)) != text:
        raise ValueError(text)
    if abs(number) > LARGEST:
        raise ValueError(text)
    return number


def _day(text: str) -> date:
    number = _number(text)
    return date(number // 10000, number // 100 % 100, number % 100)


def _word(text: str) -> str:
    if not (text.isascii() and (text.isalnum() or not text)):
        raise ValueError(text)
    return text


_CODECS: dict[Any, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
    int: (str, _number),
    date: (lambda day: str(day.year * 10000 + day.month * 100 + day.day), _day),
    str: (_word, _word),
}


@button("x")
class Nothing(Press):
    """A cell that is only there to be read, such as a day without free times."""


@button("h")
class Home(Press):
    """Back to the menu."""
