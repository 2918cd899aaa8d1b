"""To which numbers codes go for who wants to be told by text messages, and how many."""

from datetime import datetime, timedelta

import pytest

from domain.accounts.account_refusals import TooManyCodes
from domain.accounts.identity import Identity
from domain.appointments.appointment import Status
from domain.messages.notices import Channel
from domain.refusals import BadInput
from domain.roles import Role
from handlers.actions.people import own_number
from storage.people.people import Person
from storage.services import business
from storage.transactions import Database
from tests.house import NOW, House, Plan, acting, open_house

GERMAN, ITALIAN, LANDLINE = "+491713920012", "+393123456789", "+390612345678"


@pytest.fixture
async def house(database: Database) -> House:
    """In Germany."""
    await database.write(lambda w: business.set_columns(w, {"zone": "Europe/Berlin"}))
    return await open_house(database, Plan(customers=4))


async def ask(
    house: House, who: Person, number: str, *roles: Role, now: datetime = NOW, key: str = "code"
) -> None:
    await own_number.ask(
        house.database,
        Identity.phone(number),
        available_channels={Channel.SMS},
        actor=acting(who, *roles),
        key=f"{key} {who.id} {number} {now}",
        now=now,
    )


async def test_who_has_not_been_here_has_a_number_of_a_country_of_the_business(
    house: House,
) -> None:
    mia = house.customer
    for dear in (ITALIAN, LANDLINE, "+4930901820", "+88213300655"):
        with pytest.raises(BadInput) as refused:
            await ask(house, mia, dear)
        assert refused.value.field == "texted_number"
    await ask(house, mia, GERMAN)
    await house.database.write(lambda w: business.set_columns(w, {"sms_countries": ("IT",)}))
    await ask(house, mia, ITALIAN, key="then")
    with pytest.raises(BadInput):
        await ask(house, mia, GERMAN, key="then")


async def test_who_works_here_or_has_had_a_session_has_a_mobile_number_of_any_country(
    house: House,
) -> None:
    mia, ben, *_ = house.customers
    await ask(house, house.coach_person, ITALIAN)
    await ask(house, ben, "+33612345678", Role.MANAGER)
    await house.book(customer_id=mia.id, starts_at=NOW - timedelta(days=1), status=Status.COMPLETED)
    with pytest.raises(BadInput):
        await ask(house, mia, LANDLINE)
    await ask(house, mia, "+34612345678")


async def test_all_people_together_are_sent_so_many_a_day(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_number, "LEAST_A_DAY", 2)
    await house.database.write(lambda w: business.set_columns(w, {"sms_codes_per_day": 0}))
    first, second, third, _ = house.customers
    hour = timedelta(hours=1)
    await ask(house, first, GERMAN)
    await ask(house, second, "+491713920013", now=NOW + hour)
    with pytest.raises(TooManyCodes) as refused:
        await ask(house, third, "+491713920014", now=NOW + 2 * hour)
    free = NOW + timedelta(days=1)
    assert refused.value.until == free.timestamp()
    await ask(house, third, "+491713920014", now=free)
