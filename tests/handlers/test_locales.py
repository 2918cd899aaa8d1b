"""The catalogues: every sentence in every language, with the same placeholders."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from handlers.wording.words import LOCALES, languages

ROOT = Path(__file__).parents[2]
TELLING = {"text", "label", "rich", "say"}
COUNTING = {"plural", "rich_plural", "say_plural"}
CODES = tuple(languages())


@cache
def catalogue(code: str) -> Catalog:
    with (LOCALES / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=code)


@cache
def sentences(code: str) -> dict[str, tuple[str, ...]]:
    texts: dict[str, tuple[str, ...]] = {}
    for message in catalogue(code):
        if message.id:
            name = message.id[0] if isinstance(message.id, tuple) else message.id
            string = message.string
            texts[str(name)] = tuple(string) if isinstance(string, list | tuple) else (str(string),)
    return texts


@cache
def asked_for() -> tuple[tuple[str, bool], ...]:
    """The ids the code names, as patterns (f-strings match anything), and whether plural."""
    return tuple(_asked_for())


def _asked_for() -> Iterator[tuple[str, bool]]:
    for path in sorted((ROOT / "handlers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr not in TELLING | COUNTING or not node.args:
                continue
            for pattern in _choices(node.args[0]):
                yield pattern, node.func.attr in COUNTING


def _choices(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _choices(node.body)
        yield from _choices(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.JoinedStr):
        # What an id begins with may name its subject, too: …_why.
        yield "".join(
            re.escape(str(part.value))
            if isinstance(part, ast.Constant)
            else ("[a-z0-9_]+" if number else "[a-z0-9_.]+")
            for number, part in enumerate(node.values)
        )


class TagBalanceChecker(HTMLParser):
    """Fails on a tag that is not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("code", CODES)
def test_every_sentence_that_the_code_asks_for_is_there(code: str) -> None:
    texts = sentences(code)
    exactly = {re.escape(name): [name] for name in texts}
    for pattern, plural in asked_for():
        names = exactly.get(pattern) or [name for name in texts if re.fullmatch(pattern, name)]
        assert names, f"no sentence {pattern} in {code}"
        for name in names:
            if re.escape(name) == pattern:
                assert (len(texts[name]) > 1) == plural, f"{name}: plural in one place only"


@pytest.mark.parametrize("code", CODES)
def test_no_sentence_is_defined_twice(code: str) -> None:
    """gettext silently takes the last one, so the first would be edited in vain."""
    text = (LOCALES / code / "LC_MESSAGES" / "messages.po").read_text()
    ids = re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)
    assert [name for name in set(ids) if ids.count(name) > 1] == []


@pytest.mark.parametrize("code", CODES)
def test_no_sentence_is_empty_or_marked_as_unsure(code: str) -> None:
    for message in catalogue(code):
        if message.id:
            assert not message.fuzzy, message.id
    for name, forms in sentences(code).items():
        assert all(forms), name


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_the_same_sentences_with_the_same_placeholders(code: str) -> None:
    source, texts = sentences("en"), sentences(code)
    assert texts.keys() == source.keys()
    for name, sentence in texts.items():
        wanted = set().union(*(placeholders(s) for s in source[name]))
        for one in sentence:
            assert placeholders(one) <= wanted, name
        assert set().union(*(placeholders(s) for s in sentence)) == wanted, name


@pytest.mark.parametrize("code", CODES)
def test_no_sentence_is_left_that_nobody_asks_for(code: str) -> None:
    patterns = {pattern for pattern, _ in asked_for()}
    # Ids that reach the catalogue through a table or a variable.
    patterns |= {
        r"notice\.[a-z_]+",
        r"refusal\.[a-z_]+",
        r"menu\.(blocked|stopped|nothing_to_stop)",
        r"times\.(nothing_free|month_is_full|day_is_full)",
        r"propose\.(nothing_free|month_is_full|not_then)",
        r"book_for\.(nothing_free|month_is_full|gone)",
        r"why\.[a-z_]+",
    }
    patterns |= {r"blank\.[a-z]+", r"fault\.apology", r"flood\.slowed", r"command\.[a-z]+"}
    any_pattern = re.compile("|".join(patterns))
    for name in sentences(code):
        assert re.escape(name) in patterns or any_pattern.fullmatch(name), name


@pytest.mark.parametrize("code", CODES)
def test_the_markup_of_every_sentence_is_balanced(code: str) -> None:
    for name, forms in sentences(code).items():
        for sentence in forms:
            parser = TagBalanceChecker()
            parser.feed(sentence)
            assert not parser.open, name


def test_there_are_at_least_two_languages() -> None:
    assert CODES[0] == "en"
    assert len(CODES) >= 2


@pytest.mark.parametrize("code", CODES)
def test_an_apostrophe_is_not_a_straight_one(code: str) -> None:
    assert [name for name, forms in sentences(code).items() if "'" in "".join(forms)] == []


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("rule", "limit"),
    [
        ("house_rules.key_open", "limits.key_business_open_limit"),
        ("house_rules.key_gap", "limits.key_business_gap"),
        ("house_rules.key_hold", "limits.key_business_hold_minutes"),
        ("house_rules.key_answer", "limits.key_business_answer_minutes"),
        ("house_rules.key_offer", "limits.key_business_offer_minutes"),
        ("house_rules.key_writing", "limits.key_business_writing_minutes"),
        ("house_rules.key_ask_first", "ask_first.key"),
        ("service.key_customer_day", "limits.key_business_customer_day"),
        ("service.key_customer_week", "limits.key_business_customer_week"),
    ],
)
def test_one_rule_has_one_name(code: str, rule: str, limit: str) -> None:
    assert sentences(code)[rule] == sentences(code)[limit]
