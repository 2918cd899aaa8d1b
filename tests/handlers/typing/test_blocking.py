"""How long and why somebody is blocked, on one line."""

import pytest
from babel import Locale

from handlers.typing.blocking import read_block
from handlers.typing.vocabulary import vocabulary_of

DAY = 1440


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("Mia Keller 30 days: missed three", "en", ("Mia Keller", 30 * DAY, "missed three")),
        ("Mia, 2 weeks, no show", "en", ("Mia", 14 * DAY, "no show")),
        ("Mia Keller: rude", "en", ("Mia Keller", 0, "rude")),
        ("Mia Keller", "en", ("Mia Keller", 0, "")),
        ("+49 151 2345678 3 days", "en", ("+49 151 2345678", 3 * DAY, "")),
        ("7001", "en", ("7001", 0, "")),
        ("3 hours", "en", ("", 180, "")),
        ("Mia 2 Wochen: kam nie", "de", ("Mia", 14 * DAY, "kam nie")),
        ("Mia 9999 days", "en", ("Mia 9999 days", 0, "")),
        ("x" * 4096, "en", ("x" * 4096, 0, "")),
        ("", "en", ("", 0, "")),
    ],
)
def test_a_line_has_who_how_long_and_why(
    text: str, language: str, parts: tuple[str, int, str]
) -> None:
    assert read_block(text, vocabulary_of(Locale.parse(language))) == parts
