"""What the page asks the bot beside it: here, which zone a place is in."""

import pytest

from bot.playground import personas
from bot.playground.control_error import ControlError
from bot.playground.sample_people import CAST
from bot.playground_requests import zones_of

MIA = CAST[0]


@pytest.mark.parametrize(
    ("words", "language", "zone"),
    [
        ("London", "en", "Europe/London"),
        ("new york", "de", "America/New_York"),
        ("München", "en", "Europe/Berlin"),
        ("Wien", "tlh-unknown", "Europe/Vienna"),
        ("Asia/Tokyo", "en", "Asia/Tokyo"),
    ],
)
def test_a_place_is_as_good_as_a_zone(words: str, language: str, zone: str) -> None:
    body = {"zone": words, "language": language}
    assert personas.with_changes(MIA, body, zones_of).zone == zone


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Atlantis", "There is no time zone Atlantis: give one like Europe/Berlin."),
        ("Barcelna", "Which time zone is meant by Barcelna? Give Europe/Madrid."),
        ("x" * 200, f"There is no time zone {'x' * 200}: give one like Europe/Berlin."),
    ],
)
def test_a_place_that_is_not_sure_is_asked_about_at_its_field(words: str, sentence: str) -> None:
    with pytest.raises(ControlError) as refused:
        personas.with_changes(MIA, {"zone": words}, zones_of)
    assert (refused.value.sentence, refused.value.field) == (sentence, "zone")


def test_alone_the_playground_knows_the_cities_that_zones_are_named_after() -> None:
    assert personas.with_changes(MIA, {"zone": "são paulo"}, None).zone == "America/Sao_Paulo"
