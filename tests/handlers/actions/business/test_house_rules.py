"""What the business may be holds in the action, whoever calls it."""

from dataclasses import replace
from typing import Any

import pytest

from domain.accounts.code_texts import MOST_COUNTRIES
from domain.business.business_settings import BOUNDS, LONGEST_NAME
from domain.coaches.profiles import LONGEST_PLACE
from domain.messages.business_texts import LONGEST, MOST_LINES, BusinessTextKind
from domain.refusals import BadInput
from domain.roles import Role
from handlers.actions.business import business
from handlers.actions.services.catalogue import newest
from storage import audit
from tests.house import NOW, House, acting


async def change(house: House, **values: Any) -> None:
    await business.change_business(
        house.database,
        lambda before: replace(before, **values),
        actor=acting(house.customer, Role.ADMIN),
        key=f"{sorted(values)}",
        now=NOW,
    )


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        *(({name: least - 1}, BadInput(name, least)) for name, (least, _) in BOUNDS.items()),
        *(({name: most + 1}, BadInput(name, most)) for name, (_, most) in BOUNDS.items()),
        ({"name": "n" * (LONGEST_NAME + 1)}, BadInput("name", LONGEST_NAME)),
        ({"place": "p" * (LONGEST_PLACE + 1)}, BadInput("place", LONGEST_PLACE)),
        ({"zone": "Europe/Nowhere"}, BadInput("zone")),
        ({"morning": 1440}, BadInput("morning", 1440)),
        ({"evening": -1}, BadInput("evening", 1440)),
        ({"reminders": (1,)}, BadInput("reminder_time", 30)),
        ({"latitude": 1.0}, BadInput("longitude")),
        ({"latitude": 0.0, "longitude": 181.0}, BadInput("latitude")),
        ({"currency": "XYZ"}, BadInput("currency")),
        ({"languages": ("xx",)}, BadInput("languages")),
        ({"sms_countries": ("QQ",)}, BadInput("sms_countries")),
        ({"sms_countries": ("DE",) * (MOST_COUNTRIES + 1)}, BadInput("sms_countries")),
        ({"texts": {"nonsense.en": "Hello"}}, BadInput("house_text")),
        ({"texts": {"greeting.xx": "Hello"}}, BadInput("house_text")),
        (
            {"texts": {"greeting.en": "h" * 501}},
            BadInput("house_text", LONGEST[BusinessTextKind.GREETING]),
        ),
        ({"texts": {"rules.de": "r\n" * MOST_LINES + "r"}}, BadInput("house_lines", MOST_LINES)),
    ],
)
async def test_the_business_keeps_its_bounds(
    house: House, values: dict[str, Any], refusal: BadInput
) -> None:
    before = await newest(house.database)
    with pytest.raises(BadInput) as refused:
        await change(house, **values)
    assert refused.value == refusal
    assert (await newest(house.database)).business == before.business
    async with house.database.read() as reader:
        assert await audit.of(reader, "business", 1) == []


async def test_an_old_value_keeps_nobody_from_changing_another(house: House) -> None:
    await house.database.write(
        lambda writer: writer.fetch("UPDATE business SET open_limit = 999, zone = 'Factory'")
    )
    await change(house, name="Northside")
    after = (await newest(house.database)).business
    assert (after.name, after.open_limit, after.zone) == ("Northside", 999, "Factory")


async def test_a_currency_that_nobody_uses_changes_no_price(house: House) -> None:
    before = await newest(house.database)
    with pytest.raises(BadInput) as refused:
        await business.change_currency(
            house.database,
            "XYZ",
            "EUR",
            actor=acting(house.customer, Role.ADMIN),
            key="c",
            now=NOW,
        )
    assert refused.value == BadInput("currency")
    after = await newest(house.database)
    assert (after.business, after.services) == (before.business, before.services)
