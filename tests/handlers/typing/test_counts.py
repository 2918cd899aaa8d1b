"""How many, as people type it."""

import pytest

from handlers.typing.counts import read_count
from handlers.typing.reading import ParsedValue, ParseFailure
from tests.handlers.typing.speakers import ENGLISH, GERMAN


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("12", 12),
        (" 8 ", 8),
        ("8 Plätze", 8),
        ("acht", 8),
        ("eight", 8),
        ("８", 8),
        ("0", "count_bounds"),
        ("301", "count_bounds"),
        ("999999", "count_bounds"),
        ("-3", "count_unreadable"),
        ("2.5", "count_unreadable"),
        ("eineinhalb", "count_unreadable"),
        ("8 or 9", "count_unreadable"),
        ("viele", "count_unreadable"),
        ("", "count_unreadable"),
        ("1" * 700, "too_long"),
    ],
)
def test_a_number_is_read_or_refused_with_an_example(text: str, meant: int | str) -> None:
    for vocabulary in (ENGLISH, GERMAN):
        match read_count(text, vocabulary, least=1, most=300):
            case ParsedValue(count):
                assert count == meant
            case ParseFailure(reason, _, example):
                assert reason == meant
                assert read_count(example, vocabulary, least=1, most=300) == ParsedValue(8)
