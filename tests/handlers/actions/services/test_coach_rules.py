"""Which values a coach may have, whoever asks for others."""

from dataclasses import replace
from typing import Any

import pytest

from domain.business.offering_rules import (
    A_DAY,
    GAP,
    MINUTES,
    WEIGHT,
)
from domain.coaches import profiles
from domain.refusals import BadInput
from domain.roles import Actor, Door, Role
from domain.services import terms as model
from domain.services.meeting import Addresses
from domain.services.terms import Length, Terms
from handlers.actions.coaches import hiring, set_up
from handlers.actions.services import terms
from handlers.actions.services.catalogue import change_coach, newest
from storage import audit
from storage.people.people import TelegramProfile
from tests.handlers.actions.services.refused_changes import KEYS, as_it_was, intent, over
from tests.house import NOW, House


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"name": "n" * 61}, BadInput("name", profiles.LONGEST_NAME)),
        ({"name": "\u200b"}, BadInput("name", profiles.LONGEST_NAME)),
        ({"category": "c" * 31}, BadInput("category", profiles.LONGEST_CATEGORY)),
        ({"about": "a" * 501}, BadInput("about", profiles.LONGEST_ABOUT)),
        ({"place": "p" * 201}, BadInput("place", profiles.LONGEST_PLACE)),
        ({"zone": "Europe/Nowhere"}, BadInput("zone")),
        ({"zone": "Factory"}, BadInput("zone")),
        ({"weight": over(WEIGHT)}, BadInput("weight", WEIGHT[1])),
        ({"cap_day": over(A_DAY)}, BadInput("cap_day", A_DAY[1])),
        ({"cap_week": -1}, BadInput("cap_week")),
        ({"gap": over(GAP)}, BadInput("gap", GAP[1])),
        ({"longitude": 1.0}, BadInput("latitude")),
    ],
)
async def test_so_does_a_coach(house: House, values: dict[str, Any], refusal: BadInput) -> None:
    before = await newest(house.database)
    with pytest.raises(BadInput) as change:
        await change_coach(
            house.database,
            house.coach.id,
            lambda coach: replace(coach, **values),
            available_channels=(),
            **intent(house),
        )
    assert replace(change.value, blank=False) == refusal
    assert await as_it_was(house, before)


@pytest.mark.parametrize(
    ("name", "zone", "field"), [("n" * 61, "UTC", "name"), ("Ben", "Nowhere", "zone")]
)
async def test_so_does_a_new_coach_and_one_who_sets_up(
    house: House, name: str, zone: str, field: str
) -> None:
    profile = TelegramProfile(7004, "Ben")
    with pytest.raises(BadInput) as refused:
        await hiring.add_coach(house.database, profile, name, zone, **intent(house))
    assert refused.value.field == field
    coach = await hiring.add_coach(house.database, profile, "Ben", "UTC", **intent(house))
    own = Actor(coach.person_id, frozenset({Role.COACH}), Door.CHAT, coach_id=coach.id)
    with pytest.raises(BadInput) as refused:
        await set_up.change_own(
            house.database,
            lambda one: replace(one, name=name, zone=zone),
            actor=own,
            key=next(KEYS),
            now=NOW,
        )
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("own", "refusal"),
    [
        (Terms((Length(4, 1),)), BadInput("minutes", MINUTES[0])),
        (Terms((Length(60, -1),)), BadInput("minor")),
        (Terms((Length(60, 1), Length(60, 2))), BadInput("lengths", model.MOST_LENGTHS)),
        (Terms(addresses=Addresses(online="nowhere")), BadInput("link", 200)),
    ],
)
async def test_so_do_the_terms_of_a_coach(house: House, own: Terms, refusal: BadInput) -> None:
    with pytest.raises(BadInput) as change:
        await terms.change_terms(
            house.database, house.coach.id, house.service.id, lambda _: own, **intent(house)
        )
    assert change.value == refusal
    async with house.database.read() as reader:
        assert await audit.of(reader, "coach", house.coach.id) == []
