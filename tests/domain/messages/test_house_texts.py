"""What a business says in its own words, and in which language somebody reads it."""

import pytest

from domain.messages.house_texts import (
    LONGEST,
    MOST_LINES,
    HouseText,
    Passage,
    Spoken,
    by_name,
    key_of,
    missing,
    passage_for,
    read,
    spoken,
)
from domain.refusals import BadInput, NotFound

TEXTS = {"greeting.de": "Moin!", "imprint.fr": "Moi", "imprint.de": "Ich"}


@pytest.mark.parametrize(
    ("text", "language", "passage"),
    [
        (HouseText.GREETING, "de", Passage("Moin!", "de")),
        # The bot's own words in the reader's language are better than another language.
        (HouseText.GREETING, "en", None),
        # What the law asks for is shown in whichever language there is, the house's first.
        (HouseText.IMPRINT, "fr", Passage("Moi", "fr")),
        (HouseText.IMPRINT, "en", Passage("Ich", "de")),
        (HouseText.PRIVACY, "de", None),
    ],
)
def test_a_text_is_read_in_the_readers_language(
    text: HouseText, language: str, passage: Passage | None
) -> None:
    assert passage_for(TEXTS, text, language, house="de") == passage


def test_of_languages_that_nobody_asked_for_the_first_by_name_is_read() -> None:
    texts = {"privacy.fr": "Oui", "privacy.es": "Si", "rules.fr": "Non"}
    assert passage_for(texts, HouseText.PRIVACY, "en", house="de") == Passage("Si", "es")
    assert set(LONGEST) == set(HouseText)


def test_what_is_written_in_one_language_is_missing_in_the_others() -> None:
    assert missing(TEXTS, HouseText.GREETING, ("en", "de", "fr")) == ("en", "fr")
    assert missing(TEXTS, HouseText.PRIVACY, ("en", "de")) == ()
    assert missing({key_of(HouseText.RULES, "en"): "No dogs"}, HouseText.RULES, ("en",)) == ()


def test_a_text_has_an_end_in_letters_and_in_lines() -> None:
    longest = LONGEST[HouseText.GREETING]
    assert read(HouseText.GREETING, f" {'a' * longest}\n") == "a" * longest
    assert read(HouseText.RULES, "\n".join("x" * MOST_LINES)).count("x") == MOST_LINES
    for wrong in ("", " \u200b ", "a" * (longest + 1)):
        with pytest.raises(BadInput) as refused:
            read(HouseText.GREETING, wrong)
        assert refused.value == BadInput("house_text", longest)
    with pytest.raises(BadInput) as refused:
        read(HouseText.GREETING, "\n".join("x" * (MOST_LINES + 1)))
    assert refused.value == BadInput("house_lines", MOST_LINES)
    assert [by_name(one.value) for one in HouseText] == list(HouseText)
    with pytest.raises(NotFound):
        by_name("greetings")


def test_only_offered_languages_are_spoken() -> None:
    assert spoken((), "pl", "de-AT") == ("pl", "de-AT")
    assert spoken(("de", "en"), "pl", "de-AT", None, "EN_us") == ("de-AT", "EN_us")
    assert spoken(("de",), "en", None) == ()
    business = Spoken()
    assert (business.currency, business.languages, business.texts, business.guided) == (
        *(None, (), {}, ()),
    )
