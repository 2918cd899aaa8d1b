"""Which languages are spoken with customers."""

from domain.services.catalogue import Business
from handlers.queries.business.languages import spoken_languages
from handlers.wording.words import languages


def speaking(*offered: str) -> Business:
    return Business("Northside", "Europe/Berlin", languages=offered)


def test_a_business_that_has_chosen_none_speaks_all() -> None:
    assert spoken_languages(speaking(), "de") == languages()


def test_the_default_is_always_spoken_and_english_comes_first() -> None:
    assert spoken_languages(speaking("de"), "de-AT") == ("de",)
    assert spoken_languages(speaking("de"), "en") == ("en", "de")
    assert spoken_languages(speaking("de"), "tlh") == ("en", "de")
