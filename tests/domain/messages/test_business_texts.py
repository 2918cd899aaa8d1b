"""What a business says in its own words, and in which language somebody reads it."""

import pytest

from domain.messages.business_texts import (
    LONGEST,
    MOST_LINES,
    BusinessTextKind,
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
        (BusinessTextKind.GREETING, "de", Passage("Moin!", "de")),
        # The bot's own words in the reader's language are better than another language.
        (BusinessTextKind.GREETING, "en", None),
        # What the law asks for is shown in whichever language there is, the house's first.
        (BusinessTextKind.IMPRINT, "fr", Passage("Moi", "fr")),
        (BusinessTextKind.IMPRINT, "en", Passage("Ich", "de")),
        (BusinessTextKind.PRIVACY, "de", None),
    ],
)
def test_a_text_is_read_in_the_readers_language(
    text: BusinessTextKind, language: str, passage: Passage | None
) -> None:
    assert passage_for(TEXTS, text, language, default_language="de") == passage


def test_of_languages_that_nobody_asked_for_the_first_by_name_is_read() -> None:
    texts = {"privacy.fr": "Oui", "privacy.es": "Si", "rules.fr": "Non"}
    assert passage_for(texts, BusinessTextKind.PRIVACY, "en", default_language="de") == Passage(
        "Si", "es"
    )
    assert set(LONGEST) == set(BusinessTextKind)


def test_what_is_written_in_one_language_is_missing_in_the_others() -> None:
    assert missing(TEXTS, BusinessTextKind.GREETING, ("en", "de", "fr")) == ("en", "fr")
    assert missing(TEXTS, BusinessTextKind.PRIVACY, ("en", "de")) == ()
    assert (
        missing({key_of(BusinessTextKind.RULES, "en"): "No dogs"}, BusinessTextKind.RULES, ("en",))
        == ()
    )


def test_a_text_has_an_end_in_letters_and_in_lines() -> None:
    longest = LONGEST[BusinessTextKind.GREETING]
    assert read(BusinessTextKind.GREETING, f" {'a' * longest}\n") == "a" * longest
    assert read(BusinessTextKind.RULES, "\n".join("x" * MOST_LINES)).count("x") == MOST_LINES
    for wrong in ("", " \u200b ", "a" * (longest + 1)):
        with pytest.raises(BadInput) as refused:
            read(BusinessTextKind.GREETING, wrong)
        assert refused.value == BadInput("house_text", longest)
    with pytest.raises(BadInput) as refused:
        read(BusinessTextKind.GREETING, "\n".join("x" * (MOST_LINES + 1)))
    assert refused.value == BadInput("house_lines", MOST_LINES)
    assert [by_name(one.value) for one in BusinessTextKind] == list(BusinessTextKind)
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
