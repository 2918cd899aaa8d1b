"""What a step answers with: one message with its buttons, and perhaps a toast."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from domain.refusals import Refusal
from domain.roles import Role
from handlers.chat.frame.buttons import Press
from storage.appointments.cards import CardSubject

PICTURE = "photo"  # the field in which sendPhoto has its file
PRIMARY, SUCCESS, DANGER = "primary", "success", "danger"


@dataclass(frozen=True, slots=True)
class Key:
    """A button under a message. `opens`: what it presses, or a web address.

    Its label makes sense alone: it is all that a screen reader says.
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
    """One message: Telegram HTML and rows of keys. shows: the session that it is a card of.

    picture: shown above the text, which is then its caption, of 1024 characters at most. As text:
    the id by which Telegram has it already; left out where it is there no more, or the text is
    longer than that.
    """

    text: str
    rows: tuple[Row, ...] = ()
    shows: CardSubject | None = None
    picture: bytes | str | None = None

    def payload(self) -> dict[str, Any]:
        """The fields that sendMessage and editMessageText share; of a picture, of sendPhoto."""
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
        """The fields of editMessageMedia, for a picture that comes as the file PICTURE, or is there
        already."""
        fields = self.payload()
        markup = fields.pop("reply_markup")
        file = fields.pop(PICTURE, f"attach://{PICTURE}")
        media = {"type": "photo", "media": file, **fields}
        return {"media": media, "reply_markup": markup}

    @cached_property
    def _keyboard(self) -> list[list[dict[str, str]]]:
        return [[key.to_json() for key in row] for row in self.rows]


@dataclass(frozen=True, slots=True)
class File:
    """A document to send along."""

    name: str
    content: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class Media:
    """Something that Telegram has already, sent along. method, fields: of the call that sends it.

    otherwise: what is said where Telegram no longer has it.
    """

    method: str
    fields: Mapping[str, Any]
    otherwise: str


@dataclass(frozen=True, slots=True)
class NumberRequest:
    """Keys in place of the keyboard, of which one shares the person's own number.

    Only Telegram's own button shows that it is theirs. text: the message that brings the keys.
    """

    text: str
    share: str
    back: str

    def payload(self) -> dict[str, Any]:
        """The fields of sendMessage."""
        keys = [[{"text": self.share, "request_contact": True}], [{"text": self.back}]]
        markup = {"keyboard": keys, "resize_keyboard": True, "one_time_keyboard": True}
        return {"text": self.text, "reply_markup": markup}


@dataclass(frozen=True, slots=True)
class LocationRequest:
    """The same of where they are. Where there is no such button, a location is attached."""

    text: str
    share: str
    back: str

    def payload(self) -> dict[str, Any]:
        """The fields of sendMessage."""
        keys = [[{"text": self.share, "request_location": True}], [{"text": self.back}]]
        markup = {"keyboard": keys, "resize_keyboard": True, "one_time_keyboard": True}
        return {"text": self.text, "reply_markup": markup}


@dataclass(frozen=True, slots=True)
class CommandList:
    """Whose commands Telegram offers in one person's chat, and in which language.

    speaks_another: language than Telegram does with them.
    """

    chat_id: int
    language: str
    roles: frozenset[Role]
    speaks_another: bool

    @property
    def own(self) -> bool:
        """Whether they need a list of their own instead of everyone's."""
        return self.speaks_another or self.roles != {Role.CUSTOMER}


@dataclass(frozen=True, slots=True)
class Reply:
    """A step's answer to the person who acted.

    screen: shown in place of the pressed message, or as a new one after typed text. toast: a line
    over the chat; alert: as a dialog that must be closed. again: send a new message even after a
    press, because the pressed one is worth keeping. commands: offered in somebody's chat from now
    on, because of their role or language. aloud: after typed text, where nothing can pop up, the
    toast stands above the screen. insists: typed text did not answer the question, which stays.
    refusal: why the screen asks again; its answer is put above it. number: or a location, asked for
    below the screen. answered: that was done, and the toast goes ahead alone to take its keys away.
    media: sent along. asks: the step of the question that the screen is.
    """

    screen: Screen | None = None
    toast: str | None = None
    alert: bool = False
    again: bool = False
    file: File | None = None
    commands: CommandList | None = None
    aloud: bool = False
    insists: bool = False
    refusal: Refusal | None = None
    number: NumberRequest | LocationRequest | None = None
    answered: bool = False
    media: Media | None = None
    asks: str | None = None
