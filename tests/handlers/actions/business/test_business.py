"""The business itself, changed by two at once, and its prices in another currency."""

import asyncio
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import pytest

from domain.refusals import NotAllowed
from domain.roles import Actor, Role
from domain.services.catalogue import Business
from domain.services.service import Money
from domain.services.terms import Length, Terms
from handlers.actions.business import business, first_run
from handlers.actions.services.catalogue import newest
from storage import audit
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import terms
from storage.transactions import Database
from tests.house import NOW, House, acting


def admin(house: House) -> Actor:
    return acting(house.customer, Role.ADMIN)


async def change(house: House, key: str, **fields: Any) -> Business:
    return await business.change_business(
        house.database,
        lambda now: replace(now, **fields),
        actor=admin(house),
        key=key,
        now=NOW,
    )


async def log(house: House) -> list[tuple[Any, Any]]:
    async with house.database.read() as reader:
        lines = await audit.of(reader, "business", 1)
    return [(one.before, one.after) for one in lines]


async def test_two_who_change_different_things_at_once_lose_nothing(house: House) -> None:
    async def say(language: str) -> Business:
        return await business.change_business(
            house.database,
            lambda now: replace(now, texts={**now.texts, f"greeting.{language}": language}),
            actor=admin(house),
            key=f"say:{language}",
            now=NOW,
        )

    await asyncio.gather(
        change(house, "a", name="Northside"),
        change(house, "b", place="Linden Street"),
        *map(say, ("en", "de")),
    )
    now = (await newest(house.database)).business
    assert (now.name, now.place) == ("Northside", "Linden Street")
    assert now.texts == {"greeting.en": "en", "greeting.de": "de"}
    lines = await log(house)
    assert len(lines) == 4
    assert ({"name": "Coachbook"}, {"name": "Northside"}) in lines
    assert ({"greeting.de": None}, {"greeting.de": "de"}) in lines


async def test_what_is_so_already_is_no_change(house: House) -> None:
    before = (await newest(house.database)).business
    assert await change(house, "a", **asdict(before)) == before
    assert await log(house) == []


async def test_prices_in_another_currency_keep_their_figures_and_what_is_booked_its_price(
    house: House,
) -> None:
    booked = await house.book()
    own = Terms((Length(60, 7050),))
    await house.database.write(
        lambda writer: terms.keep(writer, house.coach.id, house.service.id, own)
    )
    for key in ("a", "a", "b"):
        await business.change_currency(
            house.database, "JPY", "EUR", actor=admin(house), key=key, now=NOW
        )
    catalogue = await newest(house.database)
    assert catalogue.business.currency == "JPY"
    assert catalogue.services[house.service.id].price == Money(50, "JPY")
    done = catalogue.coaches[house.coach.id].terms[house.service.id]
    assert done.lengths == (Length(60, 71),)
    assert booked.price == Money(5000, "EUR")
    assert await log(house) == [({"currency": "EUR"}, {"currency": "JPY"})]
    async with house.database.read() as reader:
        lines = await audit.of(reader, "coach", house.coach.id)
    of_service = {"service": house.service.id, "addresses": asdict(own.addresses)}
    assert [(one.action, one.before, one.after) for one in lines] == [
        (
            "change_terms",
            {**of_service, "lengths": [{"minutes": 60, "minor": 7050}]},
            {**of_service, "lengths": [{"minutes": 60, "minor": 71}]},
        )
    ]
    with pytest.raises(NotAllowed):
        await business.change_currency(
            house.database, "EUR", "EUR", actor=acting(house.customer), key="c", now=NOW
        )


async def test_two_first_services_at_once_are_one(database: Database) -> None:
    alex, lena = [
        await database.write(partial(people.register, profile=TelegramProfile(id_, "Admin")))
        for id_ in (7003, 7005)
    ]
    catalogues = await asyncio.gather(
        *(
            first_run.first_service(
                database,
                "Yoga",
                Length(60, 2500),
                "EUR",
                actor=acting(one, Role.ADMIN),
                key=f"s:{one.id}",
                now=NOW,
            )
            for one in (alex, lena)
        )
    )
    assert [len(one.services) for one in catalogues] == [1, 1]
