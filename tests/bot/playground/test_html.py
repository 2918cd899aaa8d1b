"""``parse_mode=HTML``: what becomes of a text, and what Telegram says to a broken one."""

from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.entities import BadEntity, nest, tidy, width
from bot.playground.markup import parse_html
from tests.bot.playground.patience import patient

Entities = list[tuple[Any, ...]]


def nobody(_user_id: int) -> None:
    return None


def read(source: str) -> tuple[str, Entities]:
    """Text and entities as (type, offset, length, and whatever else an entity says)."""
    text, entities = parse_html(source, nobody)
    return text, [tuple(entity.values()) for entity in nest(entities)]


SHAPES = {
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
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}


@pytest.mark.parametrize(("tag", "kind"), SHAPES.items())
def test_every_plain_tag_becomes_its_entity(tag: str, kind: str) -> None:
    assert read(f"see <{tag}>this</{tag}>!") == ("see this!", [(kind, 4, 4)])


RICH = [
    ("a spoiler as a span", '<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
    ("a quote to unfold", "<blockquote expandable>x</blockquote>", "x",
     [("expandable_blockquote", 0, 1)]),
    ("a link", '<a href="https://a.com/?b=1&amp;c">x</a>', "x",
     [("text_link", 0, 1, "https://a.com/?b=1&c")]),
    ("a bare host gets its slash", "<a href='a.com'>x</a>", "x",
     [("text_link", 0, 1, "http://a.com/")]),
    ("the text is the link", "<a>a.com</a>", "a.com", [("text_link", 0, 5, "http://a.com/")]),
    ("a link to nowhere is dropped", '<a href="nowhere">x</a>', "x", []),
    ("an emoji", '<tg-emoji emoji-id="5">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2, "5")]),
    ("a moment", '<tg-time unix="1647531900" format="wDT">Thursday</tg-time>', "Thursday",
     [("date_time", 0, 8, 1647531900, "wDT")]),
    ("a relative moment", '<tg-time unix="1" format="r">soon</tg-time>', "soon",
     [("date_time", 0, 4, 1, "r")]),
    ("code in a language", '<pre><code class="language-python">x</code></pre>', "x",
     [("pre", 0, 1, "python")]),
    ("inline code has no language", '<code class="language-python">x</code>', "x",
     [("code", 0, 1)]),
    ("nothing nests in code", "<code><b>x</b></code>", "x", [("code", 0, 1)]),
    ("shapes nest", "<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
    ("an empty tag leaves nothing", "x<b></b>", "x", []),
    ("offsets count UTF-16 units", "👩‍🚀é<b>👍</b>", "👩‍🚀é👍", [("bold", 6, 2)]),
    ("a short end tag closes", "<B>x</>", "x", [("bold", 0, 1)]),
    ("unknown references stay", "&nbsp;&laquo;&lt;&amp;&quot;&gt;", '&nbsp;&laquo;<&">', []),
    ("numbers are characters", "&#65;&#x42;", "AB", []),
]  # fmt: skip


@pytest.mark.parametrize(("case", "source", "text", "entities"), RICH, ids=[row[0] for row in RICH])
def test_html_becomes_text_and_entities(
    case: str, source: str, text: str, entities: Entities
) -> None:
    assert read(source) == (text, entities)


BROKEN = [
    ("<b", "Unclosed start tag at byte offset 0"),
    ("é<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("é<div>x</div>", 'Unsupported start tag "div" at byte offset 2'),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("é</b>", "Unexpected end tag at byte offset 2"),
    ("é<b>x</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ("<b =x>", 'Empty attribute name in the tag "b" at byte offset 0'),
    ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
    ("<a href='x>", "Unclosed start tag at byte offset 0"),
    ("<a href=a/b>x</a>", "Unexpected end of name token at byte offset 8"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
    ("<tg-time>x</tg-time>", "Invalid date specified"),
    ('<tg-time unix="\u00b2">x</tg-time>', "Invalid date specified"),
    ('<tg-time unix="99999999999999999999">x</tg-time>', "Invalid date specified"),
    ('<tg-time unix="5" format="rt">x</tg-time>', "Invalid date format used"),
    ("&#xD800;", "Text contains invalid Unicode characters after decoding HTML entities, check "
     "for unmatched surrogate code units"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "complaint"), BROKEN)
def test_broken_html_is_refused_in_telegrams_words(source: str, complaint: str) -> None:
    with pytest.raises(BadEntity) as raised:
        parse_html(source, nobody)
    assert str(raised.value) == complaint


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)


@patient()
@given(WORDS)
def test_an_escaped_text_comes_back_as_it_was(words: str) -> None:
    assert parse_html(escape(words, quote=False), nobody) == (words, [])


@patient()
@given(WORDS, WORDS, WORDS)
def test_an_entity_lies_exactly_over_its_words(before: str, words: str, after: str) -> None:
    source = f"{escape(before)}<b>{escape(words)}</b>{escape(after)}"
    text, entities = parse_html(source, nobody)
    encoded = text.encode("utf-16-le")
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        assert encoded[2 * start : 2 * end].decode("utf-16-le") == words
    assert bool(entities) == bool(words)


@patient()
@given(WORDS, st.lists(st.tuples(st.integers(0, 50), st.integers(-3, 50)), max_size=6))
def test_tidied_entities_lie_in_the_text_and_nest(
    words: str, places: list[tuple[int, int]]
) -> None:
    kinds = ("bold", "italic", "code", "blockquote", "underline", "spoiler")
    entities = [
        {"type": kind, "offset": offset, "length": length}
        for kind, (offset, length) in zip(kinds, places, strict=False)
    ]
    text, tidied = tidy(words, entities)
    spans = [(entity["offset"], entity["offset"] + entity["length"]) for entity in tidied]
    assert all(0 <= start < end <= width(text) for start, end in spans)
    for one in spans:
        for other in spans:
            crosses = one[0] < other[0] < one[1] < other[1]
            assert not crosses
    assert spans == sorted(spans, key=lambda span: (span[0], -span[1]))
