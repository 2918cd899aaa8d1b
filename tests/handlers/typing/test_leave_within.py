"""Days off named in a sentence that also says something else."""

import pytest

from handlers.typing.leave import read_leave_within
from handlers.typing.vocabulary import Vocabulary
from tests.handlers.typing.speakers import ENGLISH, GERMAN, WEDNESDAY, off


@pytest.mark.parametrize(
    ("text", "vocabulary", "meaning"),
    [
        ("I'm ill tomorrow", ENGLISH, "2026-08-06"),
        ("Sorry, on Friday I am ill", ENGLISH, "2026-08-07"),
        ("I'm ill until Friday", ENGLISH, "2026-08-05..2026-08-07"),
        ("I am ill from tomorrow until Friday, sorry", ENGLISH, "2026-08-06..2026-08-07"),
        ("I'm ill 12-16 August", ENGLISH, "2026-08-12..2026-08-16"),
        ("I'm ill tomorrow and next Tuesday", ENGLISH, "refuse date_several"),
        ("I'm ill on 31.11.", ENGLISH, "refuse date_month_ends"),
        ("tomorrow 9-12", ENGLISH, "2026-08-06 09:00..12:00"),
        ("Ich bin krank, und zwar bis Freitag", GERMAN, "2026-08-05..2026-08-07"),
        ("morgen bin ich krank", GERMAN, "2026-08-06"),
        ("I am so sorry, but I'm ill", ENGLISH, "none"),
        ("I'm ill, please move the session at 10", ENGLISH, "none"),
        ("ich bin krank, so ein Mist", GERMAN, "none"),
        ("", ENGLISH, "none"),
        ("ill " * 500, ENGLISH, "none"),
    ],
)
def test_the_days_in_a_sentence_are_read_without_its_other_words(
    text: str, vocabulary: Vocabulary, meaning: str
) -> None:
    reading = read_leave_within(text, WEDNESDAY, vocabulary)
    assert ("none" if reading is None else off(reading)) == meaning
