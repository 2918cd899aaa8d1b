"""What an admin sets of the business, each number within its bounds."""

from typing import Any

import pytest

from domain.business.business_settings import BOUNDS, LONGEST_NAME, with_values
from domain.coaches.profiles import LONGEST_PLACE
from domain.refusals import BadInput
from domain.services.catalogue import Business
from domain.services.policies import Policy

BUSINESS = Business("Studio", "UTC", "Spree 1", latitude=52.5, longitude=13.4, evening=1200)


@pytest.mark.parametrize("name", BOUNDS)
def test_a_number_is_taken_from_its_least_to_its_most(name: str) -> None:
    least, most = BOUNDS[name]
    for value in (least, most):
        assert getattr(with_values(BUSINESS, {name: value}), name) == value
    for value, bound in ((least - 1, least), (most + 1, most)):
        with pytest.raises(BadInput) as refused:
            with_values(BUSINESS, {name: value})
        assert refused.value == BadInput(name, bound)


@pytest.mark.parametrize("name", ["morning", "evening"])
def test_summaries_have_a_minute_of_the_day_or_none(name: str) -> None:
    for value in (0, 1439, None):
        assert getattr(with_values(BUSINESS, {name: value}), name) == value
    for value in (-1, 1440):
        with pytest.raises(BadInput) as refused:
            with_values(BUSINESS, {name: value})
        assert refused.value == BadInput(name, 1440)


@pytest.mark.parametrize(
    ("values", "known"),
    [
        ({}, {}),
        ({"zone": "Europe/Berlin"}, {"zone": "Europe/Berlin"}),
        ({"policy": Policy.IN_TURN}, {"policy": Policy.IN_TURN}),
        ({"ask_first": True, "languages": ("de",)}, {"ask_first": True, "languages": ("de",)}),
        ({"sms_countries": ("DE", "AT")}, {"sms_countries": ("DE", "AT")}),
        ({"name": "  North \n side "}, {"name": "North side"}),
        ({"reminders": (60, 1440)}, {"reminders": (1440, 60)}),
        # The point was that of the address before.
        ({"place": "Spree 1 "}, {}),
        ({"place": "Spree 2"}, {"place": "Spree 2", "latitude": None, "longitude": None}),
        ({"place": None}, {"place": None, "latitude": None, "longitude": None}),
        ({"latitude": 1.0, "longitude": 2.0}, {"latitude": 1.0, "longitude": 2.0}),
        ({"latitude": None, "longitude": None}, {"latitude": None, "longitude": None}),
        (
            {"place": "Spree 2", "latitude": 1.0, "longitude": 2.0},
            {"place": "Spree 2", "latitude": 1.0, "longitude": 2.0},
        ),
        ({"open_limit": 9, "nonsense": 1}, {"open_limit": 9}),
    ],
)
def test_what_is_said_is_changed_and_nothing_else(
    values: dict[str, Any], known: dict[str, Any]
) -> None:
    after = with_values(BUSINESS, values)
    new_values = {name: getattr(after, name) for name in Business.__dataclass_fields__}
    before = {name: getattr(BUSINESS, name) for name in Business.__dataclass_fields__}
    assert new_values == before | known


@pytest.mark.parametrize(
    ("values", "field", "limit"),
    [
        ({"latitude": 1.0}, "longitude", 0),
        ({"longitude": 1.0}, "latitude", 0),
        ({"latitude": None, "longitude": 2.0}, "latitude", 0),
        ({"name": "x" * (LONGEST_NAME + 1)}, "name", LONGEST_NAME),
        ({"name": " "}, "name", LONGEST_NAME),
        ({"place": "x" * (LONGEST_PLACE + 1)}, "place", LONGEST_PLACE),
        ({"reminders": (1, 2)}, "reminder_time", 30),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_its_field(
    values: dict[str, Any], field: str, limit: int
) -> None:
    with pytest.raises(BadInput) as refused:
        with_values(BUSINESS, values)
    assert refused.value == BadInput(field, limit)
