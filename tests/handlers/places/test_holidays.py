"""Public holidays, as the library knows them."""

import sys

import pytest
from babel import Locale

from domain.refusals import BadInput
from handlers.places.holidays import country_named, country_of, holidays_of, parts_of


async def test_the_holidays_of_a_part_of_a_country_have_their_names_in_each_language() -> None:
    known = await holidays_of("DE-BY", [2027])
    days = {day.isoformat(): (name, names) for day, name, names in known}
    assert days["2027-01-06"] == (
        "Heilige Drei Könige",
        {"en": "Epiphany", "de": "Heilige Drei Könige"},
    )
    assert "2027-01-06" not in {day.isoformat() for day, *_ in await holidays_of("DE", [2027])}
    assert (await parts_of("DE"))["BY"] == "Bayern"
    # It is asked in a process of its own: what takes taps never loads it.
    assert "holidays" not in sys.modules


@pytest.mark.parametrize("region", ["XX", "DE-XX", "", "DE-BY-BY", "--help"])
async def test_a_region_that_there_is_not_is_refused(region: str) -> None:
    with pytest.raises(BadInput):
        await holidays_of(region, [2027])


def test_a_country_is_known_by_its_code_and_its_name() -> None:
    german = Locale.parse("de")
    for text in ("Deutschland", "germany", "de"):
        assert country_named(text, german) == "DE"
    for text in ("", "Atlantis", "D"):
        with pytest.raises(BadInput):
            country_named(text, german)
    assert (country_of("Europe/Berlin"), country_of("UTC")) == ("DE", "")
