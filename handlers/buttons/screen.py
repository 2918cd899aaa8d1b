"""One message and its buttons."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from handlers.buttons.labels import PAIR, THIRD, fits
from handlers.buttons.press import Blank, Press
from storage.appointments.cards import CardSubject

PICTURE = "photo"  # the field of sendPhoto for its file
PRIMARY, SUCCESS, DANGER = "primary", "success", "danger"
_ROOMS = {2: PAIR, 3: THIRD}  # of a label, by keys in the row; longer rows are grids of short ones


@dataclass(frozen=True, slots=True)
class Key:
    """A button under a message. `opens`: what it presses, or a web address.

    Its label makes sense alone: it is all a screen reader says.
    """

    label: str
    opens: Press | str
    style: str | None = None

    def to_json(self) -> dict[str, str]:
        key = {"text": self.label}
        if isinstance(self.opens, Press):
            key["callback_data"] = self.opens.pack()
        else:
            key["url"] = self.opens
        if self.style:
            key["style"] = self.style
        return key


Row = tuple[Key, ...]


@dataclass(frozen=True)
class Screen:
    """One message: Telegram HTML and rows of keys. shows: the session it is a card of.

    picture: shown above the text, which is then its caption, of 1024 characters at most. As text:
    its id, if Telegram already has it; left out if it is no longer there, or the text is too long.
    """

    text: str
    rows: tuple[Row, ...] = ()
    shows: CardSubject | None = None
    picture: bytes | str | None = None

    def payload(self) -> dict[str, Any]:
        """The fields that sendMessage and editMessageText share; for a picture, those of
        sendPhoto."""
        if self.picture is not None:
            markup = {"inline_keyboard": self._keyboard}
            photo = {PICTURE: self.picture} if isinstance(self.picture, str) else {}
            return {"caption": self.text, "parse_mode": "HTML", "reply_markup": markup, **photo}
        return {
            "text": self.text,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
            "reply_markup": {"inline_keyboard": self._keyboard},
        }

    def in_place(self) -> dict[str, Any]:
        """The fields of editMessageMedia, for a picture sent as the file PICTURE, or already
        there."""
        fields = self.payload()
        markup = fields.pop("reply_markup")
        file = fields.pop(PICTURE, f"attach://{PICTURE}")
        media = {"type": "photo", "media": file, **fields}
        return {"media": media, "reply_markup": markup}

    @cached_property
    def _keyboard(self) -> list[list[dict[str, str]]]:
        return [[key.to_json() for key in part] for row in self.rows for part in _shown_whole(row)]


def _shown_whole(row: Row) -> tuple[Row, ...]:
    """The row, or several where it would cut a label in the reader's language."""
    room = _ROOMS.get(len(row))
    if room is None or all(fits(key.label, room) for key in row):
        return (row,)
    keys = tuple(key for key in row if not isinstance(key.opens, Blank))
    if len(keys) < len(row):
        return _shown_whole(keys)
    return (*_shown_whole(keys[:-1]), keys[-1:])
