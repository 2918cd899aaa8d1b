"""The two Markdowns that bots may use instead of HTML."""

from typing import Any

import pytest

from bot.playground.entities import BadEntity, nest
from bot.playground.markdown import parse_markdown, parse_markdown_v2


def nobody(_user_id: int) -> None:
    return None


def read(source: str) -> tuple[str, list[tuple[Any, ...]]]:
    text, entities = parse_markdown_v2(source, nobody)
    rows = [(entity["type"], entity["offset"], entity["length"]) for entity in nest(entities)]
    return text, rows


CASES = [
    ("*b* _i_ __u__ ~s~ ||p|| `c`", "b i u s p c",
     [("bold", 0, 1), ("italic", 2, 1), ("underline", 4, 1), ("strikethrough", 6, 1),
      ("spoiler", 8, 1), ("code", 10, 1)]),
    ("*a _b_*", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
    ("__u _i___", "u i", [("underline", 0, 3), ("italic", 2, 1)]),
    (r"10\.5 \*not bold\*", "10.5 *not bold*", []),
    ("```py\nx\n```", "x\n", [("pre", 0, 2)]),
    ("[x](https://a.com)", "x", [("text_link", 0, 1)]),
    ("![👍](tg://emoji?id=5)", "👍", [("custom_emoji", 0, 2)]),
    ("![now](tg://time?unix=5&format=wDT)", "now", [("date_time", 0, 3)]),
    (">a\n>b\nc", "a\nb\nc", [("blockquote", 0, 4)]),
    (">a\n>b||\nc", "a\nb\nc", [("expandable_blockquote", 0, 3)]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text", "entities"), CASES)
def test_markdown_v2_becomes_text_and_entities(
    source: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    assert read(source) == (text, entities)


BROKEN = [
    ("1.5", r"Character '.' is reserved and must be escaped with the preceding '\'"),
    ("é*b", "Can't find end of Bold entity at byte offset 2"),
    ("[x](https://a.com", "Can't find end of a URL at byte offset 4"),
    ("![x]", "The entity must contain a tg://emoji or tg://time URL"),
    ("![x](https://a.com)", "Invalid tg://emoji or tg://time URL specified"),
    (">*a\nb*", "Can't find end of Bold entity at byte offset 1"),
]


@pytest.mark.parametrize(("source", "complaint"), BROKEN)
def test_broken_markdown_v2_is_refused_in_telegrams_words(source: str, complaint: str) -> None:
    with pytest.raises(BadEntity) as raised:
        parse_markdown_v2(source, nobody)
    assert str(raised.value) == complaint


def test_the_old_markdown_knows_bold_italic_code_and_links() -> None:
    text, entities = parse_markdown(r"*b* _i_ `c` [x](http://a.com) \_", nobody)
    assert text == "b i c x _"
    assert [entity["type"] for entity in entities] == ["bold", "italic", "code", "text_link"]


def test_the_old_markdown_complains_of_what_never_ends() -> None:
    with pytest.raises(BadEntity, match="Can't find end of the entity starting at byte offset 2"):
        parse_markdown("é_never", nobody)
