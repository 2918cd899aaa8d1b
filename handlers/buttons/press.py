"""Typed callback data: what a button says when it is pressed.

A button carries a version, the tag of its class and its fields, `1:bd:3:1:0:20260512`, in at most
64 bytes (Bot API: InlineKeyboardButton.callback_data). What would be longer has its numbers in base
36 instead, as version 2. What comes back is an unverified claim: clients can send any bytes, and
buttons live as long as the chat. `unpack` returns None for what cannot be ours; rights and state
are for the step to check.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, FrozenInstanceError, dataclass, fields
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, ClassVar, dataclass_transform

from domain.text import base36

VERSION, SHORTER = "1", "2"
LIMIT = 64
LARGEST = 2**62


class Press:
    """The base of every button's class: a frozen dataclass whose methods are here, once.

    Compiled for each of hundreds of classes, as `dataclass` does, they took a tenth of the start-up
    time, and megabytes.
    """

    tag: ClassVar[str]
    stands_on_cards: ClassVar[bool]
    _names: ClassVar[tuple[str, ...]] = ()
    _usual: ClassVar[Mapping[str, Any]] = MappingProxyType({})

    def __init__(self, *values: Any, **keywords: Any) -> None:
        mine = self.__dict__
        mine.update(self._usual)
        mine.update(zip(self._names, values, strict=False))
        mine.update(keywords)
        if len(mine) != len(self._names) or len(values) > len(self._names):
            raise TypeError(f"{type(self).__name__} has the fields {', '.join(self._names)}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((self.tag, *map(self.__dict__.get, self._names)))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._names)
        return f"{type(self).__name__}({values})"

    def on_card(self) -> bool:
        """Whether the message it was pressed under may be a card that was just sent.

        Somebody may press a button before it is stored which message a notice became. The answer to
        such a press takes the message over anyway, and what is stored then comes too late.
        """
        return self.stands_on_cards

    def pack(self) -> str:
        """The callback data. ValueError if it is longer than Telegram takes."""
        values = [(getattr(self, name), pack) for name, pack in _PACKERS[type(self)]]
        # Trailing defaults are left out, so a button can gain a field while those in old chats
        # still work.
        for usual in _USUAL[type(self)]:
            if values[-1][0] != usual:
                break
            values.pop()
        packed = [pack(value) for value, pack in values]
        data = ":".join((VERSION, self.tag, *packed))
        if len(data) > LIMIT:
            shorter = (
                text if isinstance(value, str) else base36.encode(int(text))
                for (value, _), text in zip(values, packed, strict=True)
            )
            data = ":".join((SHORTER, self.tag, *shorter))
        if len(data) > LIMIT:
            raise ValueError(f"{type(self).__name__} needs more than {LIMIT} bytes")
        return data


_Kind = type[Press]
_KINDS: dict[str, _Kind] = {}
_PACKERS: dict[_Kind, tuple[tuple[str, Callable[[Any], str]], ...]] = {}
_READERS: dict[_Kind, tuple[Callable[[str], Any], ...]] = {}
_USUAL: dict[_Kind, tuple[Any, ...]] = {}  # the defaults of the last fields, the last first


@dataclass_transform(frozen_default=True)
def button(tag: str, *, on_cards: bool = False) -> Callable[[type[Any]], type[Any]]:
    """Make a class a frozen dataclass that packs under `tag`. Fields: int, date or short str.

    on_cards: it appears below the card of a session, as sent by a notice.

    The last fields may have defaults, which a button without them gets.
    """

    def register(cls: type[Any]) -> type[Any]:
        if tag in _KINDS:
            raise ValueError(f"two buttons are tagged {tag!r}")
        cls.__doc__ = cls.__doc__ or cls.__name__  # or `dataclass` writes the signature there
        kind = dataclass(init=False, eq=False, repr=False)(cls)
        kind.tag = tag
        kind.stands_on_cards = on_cards
        codecs = [(f.name, *_CODECS[f.type]) for f in fields(kind)]
        _PACKERS[kind] = tuple((name, pack) for name, pack, _ in codecs)
        _READERS[kind] = tuple(read for *_, read in codecs)
        usual = {f.name: f.default for f in fields(kind) if f.default is not MISSING}
        kind._names, kind._usual = tuple(f.name for f in fields(kind)), usual
        _USUAL[kind] = tuple(reversed(usual.values()))
        _unpack.cache_clear()
        _KINDS[tag] = kind
        return kind

    return register


def unpack(data: str) -> Press | None:
    """The press that packed to `data`, or None for any other data."""
    return _unpack(data) if len(data) <= LIMIT else None


# Many people press the same: the days of a coach, the keys of the menu.
@lru_cache(maxsize=1024)
def _unpack(data: str) -> Press | None:
    version, _, rest = data.partition(":")
    tag, *values = rest.split(":")
    kind = _KINDS.get(tag)
    if version not in (VERSION, SHORTER) or kind is None:
        return None
    readers = _READERS[kind]
    if not len(readers) - len(_USUAL[kind]) <= len(values) <= len(readers):
        return None
    try:
        if version == SHORTER:
            values = [
                value if read is _word else str(base36.decode(value))
                for read, value in zip(readers, values, strict=False)
            ]
        press = kind(*(read(v) for read, v in zip(readers, values, strict=False)))
        return press if press.pack() == data else None
    except (ValueError, OverflowError):  # the latter: such a year exceeds a C int
        return None


def _number(text: str) -> int:
    # int() also takes " 5", "01", "1_0" and digits of other scripts, which we never packed.
    if not text.isascii() or len(text) > 20 or str(number := int(text)) != text:
        raise ValueError(text)
    if abs(number) > LARGEST:
        raise ValueError(text)
    return number


def pack_day(day: date) -> int:
    """A day as a number on a button, 20310508, for where a field holds other numbers, too."""
    return day.year * 10000 + day.month * 100 + day.day


def unpack_day(number: int) -> date:
    """The day of a number. Raises ValueError, OverflowError for one that is none."""
    return date(number // 10000, number // 100 % 100, number % 100)


def _day(text: str) -> date:
    return unpack_day(_number(text))


def _word(text: str) -> str:
    if not (text.isascii() and (text.isalnum() or not text)):
        raise ValueError(text)
    return text


_CODECS: dict[Any, tuple[Callable[[Any], str], Callable[[str], Any]]] = {
    int: (str, _number),
    date: (lambda day: str(pack_day(day)), _day),
    str: (_word, _word),
}


@button("x")
class Nothing(Press):
    """A cell only for reading, such as a day without free times."""


@button("xb")
class Blank(Press):
    """An empty place in a grid, which keeps the keys beside it as wide as the others."""


@button("h")
class Home(Press):
    """Back to the menu."""
