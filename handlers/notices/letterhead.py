"""The headers of a mail, written so that whatever somebody typed is text and nothing else.

Python's `email` parses what a header is set to, and decodes encoded words in it (RFC 2047): in its
early patch levels a name can then add a header of its own. So headers are written here, from ASCII
that can only be text, and `email` never sees them.
"""

import re
from base64 import b64encode
from dataclasses import dataclass
from typing import Final

from handlers.typing.mail_addresses import ATOM, is_plain

LONGEST_LINE: Final = 76  # with an encoded word in it (RFC 2047, section 2)
LONGEST_WORD: Final = 75
_OPENS, _CLOSES = "=?utf-8?b?", "?="
_PHRASE = re.compile(rf"{ATOM}(?: {ATOM})*")
_PRINTABLE = re.compile(r"[!-~]+(?: [!-~]+)*")
_SENDER = re.compile(r"\s*(?:(?P<name>.*?)\s*<(?P<inside>[^<>]*)>|(?P<bare>[^<>]*?))\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Somebody in From or To. ValueError for an address that no header can carry as it is."""

    address: str
    name: str = ""

    def __post_init__(self) -> None:
        if not is_plain(self.address):
            raise ValueError("no address that can be written to")

    @classmethod
    def of(cls, text: str) -> "Mailbox":
        """The mailbox in `desk@example.org` or `Desk <desk@example.org>`, the name possibly quoted.

        ValueError for anything else.
        """
        match = _SENDER.fullmatch(text)
        if match is None:
            raise ValueError("no address that can be written to")
        name = match["name"] or ""
        if len(name) > 1 and name[0] == name[-1] == '"':
            name = re.sub(r"\\(.)", r"\1", name[1:-1])
        return cls((match["inside"] or match["bare"] or "").strip(), name)

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def text_header(name: str, text: str) -> str:
    """A free-text header (Subject): the text, or encoded words that decode to it."""
    bare = not text or _bare(text, _PRINTABLE)
    return _fold(name, text.split(" ") if bare else _encoded_words(name, text))


def mailbox_header(name: str, mailbox: Mailbox) -> str:
    """A single-mailbox header (From, To): its name as a phrase, if it has one, and its address."""
    if not mailbox.name:
        return _fold(name, [mailbox.address])
    bare = _bare(mailbox.name, _PHRASE)
    phrase = mailbox.name.split(" ") if bare else _encoded_words(name, mailbox.name)
    return _fold(name, [*phrase, f"<{mailbox.address}>"])


def own_header(name: str, value: str) -> str:
    """A header whose value nobody typed (Date, Message-ID). ValueError unless it is plain ASCII."""
    if not _PRINTABLE.fullmatch(value):
        raise ValueError(f"{name} is no plain text")
    return _fold(name, value.split(" "))


def _bare(text: str, form: re.Pattern[str]) -> bool:
    """Whether a text can be used as it is: nothing in it looks encoded, or is too long to fold."""
    short = all(len(word) < LONGEST_LINE for word in text.split(" "))
    return short and "=?" not in text and form.fullmatch(text) is not None


def _encoded_words(name: str, text: str) -> list[str]:
    """A text as encoded words, each of whole characters; the first fits after the header's name."""
    plain = text.encode("utf-8", "replace").decode()
    words, rest = [], plain
    room = LONGEST_LINE - len(f"{name}: ")
    while rest:
        size = (min(room, LONGEST_WORD) - len(_OPENS + _CLOSES)) // 4 * 3
        piece = rest[:size]
        while len(piece.encode()) > size:
            piece = piece[:-1]
        words.append(f"{_OPENS}{b64encode(piece.encode()).decode()}{_CLOSES}")
        rest, room = rest[len(piece) :], LONGEST_LINE - 1
    return words


def _fold(name: str, words: list[str]) -> str:
    """The header, folded between words where a line would get too long."""
    lines = [f"{name}: {words[0]}"]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) > LONGEST_LINE:
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines) + "\r\n"
