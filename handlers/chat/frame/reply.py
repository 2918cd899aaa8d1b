"""What a step answers with: one message with its buttons, and perhaps a toast."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from domain.refusals import Refusal
from domain.roles import Role
from handlers.buttons.screen import Screen


@dataclass(frozen=True, slots=True)
class File:
    """A document to send along."""

    name: str
    content: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class AttachedMedia:
    """Something Telegram already has, sent along. method, fields: of the call that sends it.

    otherwise: the text if Telegram no longer has it.
    """

    method: str
    fields: Mapping[str, Any]
    otherwise: str


@dataclass(frozen=True, slots=True)
class NumberRequest:
    """Keys in place of the keyboard, one of which shares the person's own number.

    Only Telegram's own button proves that it is theirs. text: the message that brings the keys.
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
    """The same for where they are. Clients without such a button attach a location."""

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
    """The commands Telegram offers in one person's chat, and in which language.

    speaks_another: whether they use another language here than in Telegram.
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
    on, because of their role or language. aloud: after typed text, when nothing can pop up, the
    toast goes above the screen. insists: the typed text did not answer the question, which stays
    open.
    refusal: why the screen asks again; its answer is put above it. number: or a location, asked for
    below the screen. answered: the question is answered, and the toast goes ahead alone to take its
    keys away.
    keys_gone: says that a question was left, in the message that takes such keys away; HTML.
    media: sent along. asks: the step of the question this screen is.
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
    keys_gone: str | None = None
    media: AttachedMedia | None = None
    asks: str | None = None


def below(sentence: str, reply: Reply) -> Reply:
    """The reply with a sentence (HTML) above its screen."""
    if reply.screen is None:
        return reply
    return replace(reply, screen=replace(reply.screen, text=f"{sentence}\n\n{reply.screen.text}"))
