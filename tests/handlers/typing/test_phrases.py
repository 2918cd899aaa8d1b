"""The phrases the chat asks for by name exist in every language it speaks."""

import json

import pytest

from domain.appointments.appointment import Status
from handlers.typing.phrases import phrases, words_in
from handlers.typing.vocabulary import LOCALES, vocabulary_of
from handlers.wording.words import languages, words_for


def listed(language: str) -> dict[str, list[str]]:
    text = (LOCALES / language / "typing.json").read_text(encoding="utf-8")
    named: dict[str, list[str]] = json.loads(text)["phrases"]
    return named


@pytest.mark.parametrize("language", languages())
def test_a_language_has_phrases_for_all_that_english_has(language: str) -> None:
    assert listed(language).keys() == listed("en").keys()
    assert all(all(map(str.strip, each)) and each for each in listed(language).values())
    assert {f"state_{status}" for status in Status} <= listed(language).keys()


def test_phrases_are_those_of_the_language_and_of_english_where_it_has_none() -> None:
    assert "moin" in phrases("greeting", "de")
    assert phrases("greeting", "pl") == phrases("greeting", "xx") == phrases("greeting", "en")
    assert {"kann", "kommen", "absagen"} <= words_in("cancel", "de")
    assert set(listed("de")["wish"]) <= words_in("wish", "de")  # however many they are


def test_a_phrase_means_nothing_where_nobody_has_asked_for_it() -> None:
    vocabulary = vocabulary_of(words_for("en").locale)
    assert not any(map(vocabulary.meanings, ("reschedule", "greeting", "fillers")))
