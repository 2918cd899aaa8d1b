"""``parse_mode=HTML``: Telegram's small HTML into text and entities, with Telegram's complaints.

The grammar and the wording are those of tdlib: tags are case-insensitive, ``</>`` closes the
innermost, only four named character references exist, offsets in complaints are bytes of UTF-8.
"""

import re
from dataclasses import dataclass

from bot.playground import links
from bot.playground.entities import BadEntity, Entity, FindUser, custom_emoji, date_time, width

_SPECIAL = re.compile(r"[<&]")
_BARE_TAG = re.compile(r"<(/?)([a-z-]+)>")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = re.compile(r"[ \t\r\n\0\v]*")
_TAG_NAME = re.compile(r"[^ \t\r\n\0\v>]*")
_ATTRIBUTE = re.compile(r"[^ \t\r\n\0\v=>/\"']*")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_REFERENCE = re.compile(
    r"&(?:#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}))|(lt|gt|amp|quot)(?![A-Za-z]));?"
)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_PLAIN = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_TAGS = {*_PLAIN, "a", "code", "pre", "blockquote", "tg-emoji", "tg-time"}


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    chunk: int


def parse_html(source: str, find_user: FindUser) -> tuple[str, list[Entity]]:
    """Text and entities, in the order the tags close; raises :class:`BadEntity`."""
    if "<" not in source and "&" not in source:
        return source, []
    return _Parser(source, find_user).run()


class _Parser:
    def __init__(self, source: str, find_user: FindUser) -> None:
        self.source = source
        self.find_user = find_user
        self.chunks: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def run(self) -> tuple[str, list[Entity]]:
        source, at = self.source, 0
        while (special := _SPECIAL.search(source, at)) is not None:
            self._add(source[at : special.start()])
            at = special.start()
            if source[at] == "&":
                character, at = _reference(source, at)
                self._add(character)
            elif (bare := _BARE_TAG.match(source, at)) is not None and self._bare(bare):
                at = bare.end()
            elif source.startswith("</", at):
                at = self._close(at)
            else:
                at = self._start(at)
        self._add(source[at:])
        if self.open:
            raise BadEntity(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        text = "".join(self.chunks)
        if _SURROGATE.search(text):
            raise BadEntity(
                "Text contains invalid Unicode characters after decoding HTML entities, check for "
                "unmatched surrogate code units"
            )
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return text, self.entities

    def _add(self, text: str) -> None:
        if text:
            self.chunks.append(text)
            self.offset += width(text)

    def _bytes(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8", "surrogatepass"))

    def _bare(self, tag: re.Match[str]) -> bool:
        """Most tags are correct and have no attributes; the others take the long way."""
        closes, name = tag.groups()
        if not closes:
            if name not in _TAGS or name == "span":
                return False
            self.open.append(_Open(name, {}, self.offset, len(self.chunks)))
            return True
        if not self.open or self.open[-1].tag != name:
            return False
        element = self.open.pop()
        if self.offset > element.offset:
            self._entity(element)
        return True

    def _start(self, begin: int) -> int:
        source = self.source
        name = _TAG_NAME.match(source, begin + 1)
        assert name is not None
        at = name.end()
        if at == len(source):
            raise BadEntity(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        tag = name.group().lower()
        if tag not in _TAGS:
            raise BadEntity(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        attributes: dict[str, str] = {}
        at = _skip(source, at)
        while not source.startswith(">", at):
            at = _skip(source, self._attribute(tag, begin, at, attributes))
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise BadEntity(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}'
            )
        self.open.append(_Open(tag, attributes, self.offset, len(self.chunks)))
        return at + 1

    def _attribute(self, tag: str, begin: int, at: int, attributes: dict[str, str]) -> int:
        source = self.source
        name = _ATTRIBUTE.match(source, at)
        assert name is not None
        if at == len(source):
            raise BadEntity(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')
        if not name.group():
            raise BadEntity(
                f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(begin)}'
            )
        at = _skip(source, name.end())
        if not source.startswith("=", at):
            attributes[name.group()] = ""
            return at
        at = _skip(source, at + 1)
        if at == len(source):
            raise BadEntity(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')
        attributes[name.group()], at = self._value(begin, at)
        return at

    def _value(self, begin: int, at: int) -> tuple[str, int]:
        source = self.source
        if source[at] in "\"'":
            end = source.find(source[at], at + 1)
            if end < 0 or end + 1 == len(source):
                raise BadEntity(f"Unclosed start tag at byte offset {self._bytes(begin)}")
            return _unescape(source[at + 1 : end]), end + 1
        token = _TOKEN.match(source, at)
        assert token is not None
        if source[token.end() : token.end() + 1] not in tuple(" \t\r\n\0\v>"):
            raise BadEntity(f"Unexpected end of name token at byte offset {self._bytes(at)}")
        if token.end() == len(source):
            raise BadEntity(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        return token.group().lower(), token.end()

    def _close(self, begin: int) -> int:
        source = self.source
        if not self.open:
            raise BadEntity(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        name = _TAG_NAME.match(source, begin + 2)
        assert name is not None
        at = _skip(source, name.end())
        if not source.startswith(">", at):
            raise BadEntity(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        tag = name.group().lower()
        element = self.open.pop()
        if tag and tag != element.tag:
            raise BadEntity(
                f"Unmatched end tag at byte offset {self._bytes(begin)}, expected "
                f'"</{element.tag}>", found "</{tag}>"'
            )
        if self.offset > element.offset:
            self._entity(element)
        return at + 1

    def _entity(self, element: _Open) -> None:
        kind = _PLAIN.get(element.tag)
        place: Entity = {"offset": element.offset, "length": self.offset - element.offset}
        if kind is not None:
            self.entities.append({"type": kind, **place})
        elif element.tag == "a":
            self._link(element, place)
        elif element.tag in ("pre", "code"):
            self._code(element, place)
        elif element.tag == "blockquote":
            expandable = "expandable" in element.attributes
            kind = "expandable_blockquote" if expandable else "blockquote"
            self.entities.append({"type": kind, **place})
        elif element.tag == "tg-emoji":
            emoji = custom_emoji(element.attributes.get("emoji-id", ""))
            self.entities.append({"type": "custom_emoji", **place, **emoji})
        else:
            unix, form = element.attributes.get("unix", ""), element.attributes.get("format", "")
            self.entities.append({"type": "date_time", **place, **date_time(unix, form)})

    def _link(self, element: _Open, place: Entity) -> None:
        url = element.attributes.get("href") or "".join(self.chunks[element.chunk :])
        user_id = links.mentioned_user(url)
        if user_id is not None:
            user = self.find_user(user_id)
            if user is not None:
                self.entities.append({"type": "text_mention", **place, "user": user})
            return
        try:
            target = links.check(url)
        except links.BadLink:
            # Telegram keeps the words and silently drops the link.
            return
        self.entities.append({"type": "text_link", **place, "url": target})

    def _code(self, element: _Open, place: Entity) -> None:
        """``<pre><code class="language-x">`` over one stretch is one block in a language."""
        language = element.attributes.get("class", "") if element.tag == "code" else ""
        language = language.removeprefix("language-") if language.startswith("language-") else ""
        inner = self.entities[-1] if self.entities else {}
        if inner.items() >= place.items() and element.tag == "code" and inner["type"] == "pre":
            if language:
                inner["language"] = language
                return
        elif inner.items() >= place.items() and element.tag == "pre" and inner.get("language"):
            inner["type"] = "pre"
            return
        entity: Entity = {"type": element.tag, **place}
        if language:
            entity["language"] = language
        self.entities.append(entity)


def _skip(source: str, at: int) -> int:
    spaces = _SPACE.match(source, at)
    assert spaces is not None
    return spaces.end()


def _reference(source: str, at: int) -> tuple[str, int]:
    """The character meant by ``&…;`` and where the text continues; an unknown one is just text."""
    match = _REFERENCE.match(source, at)
    if match is None:
        return "&", at + 1
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED[name], match.end()
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 0 or code >= 0x10FFFF:
        return "&", at + 1
    return chr(code), match.end()


def _unescape(text: str) -> str:
    return _REFERENCE.sub(lambda match: _reference(match.group(), 0)[0], text)
