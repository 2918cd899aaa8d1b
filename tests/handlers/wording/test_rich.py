"""Rich text says what the chat's HTML says, and lets nothing typed bring markup along."""

import re
from datetime import UTC, datetime

import pytest

from handlers.notices.telegram import html
from handlers.wording.rich import Link, Rich, Run, TextStyle, TimeMark, format_rich, join_rich
from handlers.wording.words import words_for
from tests.handlers.test_locales import sentences

NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)
TYPED = "<b>Mia</b> & Co"


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_sentence_says_the_same_in_both(language: str) -> None:
    words, every = words_for(language), sentences(language)
    for name, forms in every.items():
        values = dict.fromkeys(re.findall(r"\{(\w+)\}", " ".join(forms)), TYPED)
        if len(forms) == 1:
            assert html(words.rich(name, **values)) == words.text(name, **values)
            continue
        values.pop("n", None)
        for n in (1, 2, 5):
            assert html(words.rich_plural(name, n, **values)) == words.plural(name, n, **values)
    assert len(every) > 400


def test_a_value_brings_marks_only_if_it_is_rich_itself() -> None:
    rich = format_rich(
        "<i>with {who}, {when}</i>", {"who": TYPED, "when": Rich.of("noon", TimeMark(NOON))}
    )

    assert rich.plain == f"with {TYPED}, noon"
    assert html(rich) == (
        "<i>with &lt;b&gt;Mia&lt;/b&gt; &amp; Co, "
        f'<tg-time unix="{int(NOON.timestamp())}" format="wDt">noon</tg-time></i>'
    )


def test_marks_are_closed_in_order_and_not_opened_twice() -> None:
    rich = join_rich([Rich.of("a"), Rich.of("b", TextStyle.ITALIC)], " ").with_mark(TextStyle.BOLD)

    assert html(Rich((*rich.runs, Run("c", (TextStyle.BOLD,)), Run("d")))) == (
        "<b>a <i>b</i>c</b>d"
    )
    assert html(Rich.of("x", Link('https://example.org/?a="&b'))) == (
        '<a href="https://example.org/?a=&quot;&amp;b">x</a>'
    )


def test_text_is_parted_without_losing_its_marks() -> None:
    rich = Rich(
        (Run("Title\n", (TextStyle.BOLD,)), Run("\nbody", ()), Run("\n\nend", (TextStyle.CODE,)))
    )

    assert rich.split("\n") == (
        Rich.of("Title", TextStyle.BOLD),
        Rich(),
        Rich.of("body"),
        Rich(),
        Rich.of("end", TextStyle.CODE),
    )
