"""``parse_mode=MarkdownV2`` and the older ``Markdown``, with Telegram's complaints.

In MarkdownV2 every ASCII character may be escaped with a backslash and eighteen must be; markers
nest. The old Markdown knows four markers, no nesting and few escapes.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from bot.playground import links
from bot.playground.entities import BadEntity, Entity, FindUser, custom_emoji, date_time, width

_RESERVED = set("_*[]()~`>#+-=|{}.!")
# Longest first, so that __ is never read as two _.
_MARKERS = {
    "```": "pre",
    "__": "underline",
    "||": "spoiler",
    "*": "bold",
    "_": "italic",
    "~": "strikethrough",
    "`": "code",
}
_NAMES = {
    "pre": "Pre",
    "underline": "Underline",
    "spoiler": "Spoiler",
    "bold": "Bold",
    "italic": "Italic",
    "strikethrough": "Strikethrough",
    "code": "Code",
    "link": "TextUrl",
    "emoji": "CustomEmoji",
}
_LANGUAGE = re.compile(r"([^\s`]+)(?=\s)")


@dataclass(slots=True)
class _Open:
    kind: str
    offset: int
    at: int
    chunk: int
    language: str = ""


def parse_markdown_v2(source: str, find_user: FindUser) -> tuple[str, list[Entity]]:
    """Text and entities; raises :class:`BadEntity`."""
    return _Parser(source, find_user).run()


class _Parser:
    def __init__(self, source: str, find_user: FindUser) -> None:
        self.source = source
        self.find_user = find_user
        self.chunks: list[str] = []
        self.offset = 0
        self.at = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []
        self.quote: int | None = None
        self.quote_at = 0

    def run(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            self._step()
        self._end_quote()
        if self.open:
            last = self.open[-1]
            raise self._no_end(last.kind, last.at)
        return "".join(self.chunks), self.entities

    def _no_end(self, kind: str, at: int) -> BadEntity:
        return BadEntity(
            f"Can't find end of {_NAMES[kind]} entity at byte offset {self._bytes(at)}"
        )

    def _bytes(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _add(self, text: str) -> None:
        self.chunks.append(text)
        self.offset += width(text)

    def _step(self) -> None:
        source, at = self.source, self.at
        character = source[at]
        if character == "\\" and source[at + 1 : at + 2].isascii() and at + 1 < len(source):
            self._add(source[at + 1])
            self.at += 2
        elif self._verbatim():
            self._in_code()
        elif character == ">" and self._line_starts():
            if self.quote is None:
                self.quote, self.quote_at = self.offset, at
            self.at += 1
        elif character == "\n":
            self._add(character)
            self.at += 1
            if not source.startswith(">", self.at):
                self._end_quote()
        elif character in _RESERVED:
            self._special(character)
        else:
            self._add(character)
            self.at += 1

    def _verbatim(self) -> bool:
        return bool(self.open) and self.open[-1].kind in ("pre", "code")

    def _line_starts(self) -> bool:
        return not self.chunks or self.chunks[-1].endswith("\n")

    def _in_code(self) -> None:
        marker = "```" if self.open[-1].kind == "pre" else "`"
        if self.source.startswith(marker, self.at):
            self.at += len(marker)
            self._close()
        else:
            self._add(self.source[self.at])
            self.at += 1

    def _special(self, character: str) -> None:
        if character in "_*~`|":
            self._marker(character)
        elif character == "[" or self.source.startswith("![", self.at):
            kind = "link" if character == "[" else "emoji"
            self.open.append(_Open(kind, self.offset, self.at, len(self.chunks)))
            self.at += 1 if kind == "link" else 2
        elif character == "]" and self.open and self.open[-1].kind in ("link", "emoji"):
            self._close_link()
        else:
            raise self._reserved_error(character)

    def _reserved_error(self, character: str) -> BadEntity:
        return BadEntity(
            f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
        )

    def _marker(self, character: str) -> None:
        marker = next((m for m in _MARKERS if self.source.startswith(m, self.at)), None)
        if marker is None:
            raise self._reserved_error(character)
        if marker == "||" and self._ends_expandable_quote():
            self.at += 2
            return
        kind = _MARKERS[marker]
        last = self.open[-1].kind if self.open else None
        # "___" closes what is innermost first, so that _ and __ can end together.
        if marker == "__" and last == "italic" and self.source.startswith("___", self.at):
            marker, kind = "_", "italic"
        begun_at = self.at
        self.at += len(marker)
        if last == kind:
            self._close()
            return
        element = _Open(kind, self.offset, begun_at, len(self.chunks))
        if kind == "pre":
            element.language = self._language()
        self.open.append(element)

    def _language(self) -> str:
        match = _LANGUAGE.match(self.source, self.at)
        if match is not None:
            self.at = match.end() + 1
            return match.group()
        if self.source.startswith("\n", self.at):
            self.at += 1
        return ""

    def _ends_expandable_quote(self) -> bool:
        if self.quote is None or any(element.kind == "spoiler" for element in self.open):
            return False
        if self.source[self.at + 2 : self.at + 3] not in ("", "\n"):
            return False
        self._end_quote(expandable=True)
        return True

    def _end_quote(self, *, expandable: bool = False) -> None:
        if self.quote is None:
            return
        if self.open and self.open[-1].at > self.quote_at:
            # What begins in a quote must end in it.
            raise self._no_end(self.open[-1].kind, self.open[-1].at)
        kind = "expandable_blockquote" if expandable else "blockquote"
        length = self.offset - self.quote
        if length:
            self.entities.append({"type": kind, "offset": self.quote, "length": length})
        self.quote = None

    def _close(self) -> None:
        element = self.open.pop()
        length = self.offset - element.offset
        if length:
            entity: Entity = {"type": element.kind, "offset": element.offset, "length": length}
            if element.language:
                entity["language"] = element.language
            self.entities.append(entity)

    def _close_link(self) -> None:
        element = self.open.pop()
        self.at += 1
        if self.source.startswith("(", self.at):
            url = self._url()
        else:
            url = "" if element.kind == "emoji" else "".join(self.chunks[element.chunk :])
        place: Entity = {"offset": element.offset, "length": self.offset - element.offset}
        if element.kind == "emoji":
            self.entities.append({**_special_link(url), **place})
            return
        linked = link(url, self.find_user)
        if linked is not None and place["length"]:
            self.entities.append({**linked, **place})

    def _url(self) -> str:
        self.at += 1
        begun_at = self.at
        characters = []
        while not self.source.startswith(")", self.at):
            if self.at >= len(self.source):
                raise BadEntity(f"Can't find end of a URL at byte offset {self._bytes(begun_at)}")
            if self.source[self.at] == "\\" and self.at + 1 < len(self.source):
                self.at += 1
            characters.append(self.source[self.at])
            self.at += 1
        self.at += 1
        return "".join(characters)


def link(url: str, find_user: FindUser) -> Entity | None:
    """A link or mention of somebody; Telegram silently drops anything else."""
    user_id = links.mentioned_user(url)
    if user_id is not None:
        user = find_user(user_id)
        return None if user is None else {"type": "text_mention", "user": user}
    try:
        return {"type": "text_link", "url": links.check(url)}
    except links.BadLink:
        return None


def _special_link(url: str) -> Entity:
    """``![fallback](tg://emoji?id=…)`` and ``![fallback](tg://time?unix=…&format=…)``."""
    if not url:
        raise BadEntity("The entity must contain a tg://emoji or tg://time URL")
    parts = urlsplit(url)
    values = {name: value[0] for name, value in parse_qs(parts.query).items()}
    if (parts.scheme, parts.netloc) == ("tg", "emoji") and "id" in values:
        return {"type": "custom_emoji", **custom_emoji(values["id"])}
    if (parts.scheme, parts.netloc) == ("tg", "time") and "unix" in values:
        return {"type": "date_time", **date_time(values["unix"], values.get("format", ""))}
    raise BadEntity("Invalid tg://emoji or tg://time URL specified")


_OLD_MARKERS = (("```", "pre"), ("`", "code"), ("*", "bold"), ("_", "italic"))
_OLD_LINK = re.compile(r"\[([^\]]*)\](?:\(([^)]*)\))?", re.DOTALL)


def parse_markdown(source: str, find_user: FindUser) -> tuple[str, list[Entity]]:
    """The old mode: ``*bold*``, ``_italic_``, code and links, one at a time, nothing nested."""
    chunks: list[str] = []
    entities: list[Entity] = []
    at = offset = 0
    while at < len(source):
        text, entity, end = source[at], None, at + 1
        if text == "\\" and source[at + 1 : at + 2] in tuple("_*`["):
            text, end = source[at + 1], at + 2
        elif text == "[" and (linked := _OLD_LINK.match(source, at)) is not None:
            text, end = linked[1], linked.end()
            entity = link(linked[2] or "", find_user)
        elif text in "_*`[":
            text, entity, end = _old_entity(source, at)
        if entity is not None and text:
            entities.append({**entity, "offset": offset, "length": width(text)})
        chunks.append(text)
        offset += width(text)
        at = end
    return "".join(chunks), entities


def _old_entity(source: str, at: int) -> tuple[str, Entity, int]:
    """Its text, the entity itself, and where the source continues."""
    for marker, kind in _OLD_MARKERS:
        if source.startswith(marker, at):
            begin = at + len(marker)
            end = source.find(marker, begin)
            if end >= 0:
                return source[begin:end], {"type": kind}, end + len(marker)
            break
    place = len(source[:at].encode())
    raise BadEntity(f"Can't find end of the entity starting at byte offset {place}")
