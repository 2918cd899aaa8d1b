"""Who can become a coach: anybody who is somebody here, and whose bookings the house takes."""

import asyncio
from typing import Any

import pytest

from domain.coaches.applications import ApplicantBlocked
from domain.refusals import NotFound
from domain.roles import Actor, Role
from domain.services.catalogue import Coach
from handlers.actions.coaches import hiring, without_chat
from handlers.actions.people import blocking
from handlers.actions.people.erasing import erase
from handlers.actions.services.catalogue import newest
from storage import audit
from storage.people import merging, people
from storage.people.people import Person, TelegramProfile
from storage.transactions import Writer
from tests.house import NOW, House, acting, chat_of

NOBODY: Any = 999_999


@pytest.fixture
async def admin(house: House) -> Actor:
    await house.database.write(lambda w: people.set_role(w, house.customer.id, Role.ADMIN))
    return acting(house.customer, Role.ADMIN)


async def hire(
    house: House, admin: Actor, person_id: int, key: str = "hire", does: int | None = None
) -> Coach:
    return await hiring.add_known(
        house.database, person_id, "Mia K.", "UTC", actor=admin, key=key, now=NOW, does=does
    )


async def block(house: House, admin: Actor, person: Person) -> None:
    await blocking.block(
        house.database,
        person.id,
        0,
        None,
        cancels=False,
        seen_mark=0,
        actor=admin,
        key="block",
        now=NOW,
    )


async def test_nobody_who_is_blocked_becomes_a_coach_by_any_way(house: House, admin: Actor) -> None:
    mia = house.customers[1]
    await block(house, admin, mia)

    with pytest.raises(ApplicantBlocked):
        await hire(house, admin, mia.id)
    with pytest.raises(ApplicantBlocked):
        await hiring.add_coach(
            house.database,
            TelegramProfile(chat_of(mia), "Mia"),
            "Mia",
            "UTC",
            actor=admin,
            key="by chat",
            now=NOW,
        )

    assert len((await newest(house.database)).coaches) == 1


async def test_who_is_blocked_as_a_coach_stays_one(house: House, admin: Actor) -> None:
    mia = house.customers[1]
    coach = await hire(house, admin, mia.id)
    await block(house, admin, mia)

    assert await hire(house, admin, mia.id, "again") == coach


async def test_a_merged_record_is_hired_as_the_person_it_became_part_of(
    house: House, admin: Actor
) -> None:
    mia = house.customers[1]

    async def merged(writer: Writer) -> int:
        record = await people.add(writer, "M. Keler", None, NOW)
        await merging.merge(writer, record.id, mia.id)
        return record.id

    record = await house.database.write(merged)

    coaches = await asyncio.gather(
        *(hire(house, admin, one, f"hire:{one}") for one in (record, mia.id))
    )

    assert [one.person_id for one in coaches] == [mia.id, mia.id]
    assert len((await newest(house.database)).coaches) == 2


async def test_nobody_who_was_erased_becomes_a_coach(house: House, admin: Actor) -> None:
    gone, offered = house.customers[1].id, await newest(house.database)
    await erase(house.database, offered, gone, actor=admin, key="erase", now=NOW)

    for key, person_id in (("gone", gone), ("nobody", NOBODY)):
        with pytest.raises(NotFound):
            await hire(house, admin, person_id, key)


async def test_a_service_that_does_not_exist_is_done_by_nobody(house: House, admin: Actor) -> None:
    mia = house.customers[1]
    with pytest.raises(NotFound):
        await hire(house, admin, mia.id, does=NOBODY)
    with pytest.raises(NotFound):
        await without_chat.add_without_chat(
            house.database, "Cleo", (), "UTC", actor=admin, key="w", now=NOW, does=NOBODY
        )
    assert len((await newest(house.database)).coaches) == 1


async def test_what_a_new_coach_does_is_written_down(house: House, admin: Actor) -> None:
    mia, lena, service = house.customers[1], house.customers[2], house.service.id
    hired = [
        await hire(house, admin, mia.id, "mia", does=service),
        await hire(house, admin, lena.id, "lena"),
    ]

    async with house.database.read() as reader:
        lines = [await audit.of(reader, "coach", one.id) for one in hired]
    after = {"name": "Mia K.", "zone": "UTC"}
    assert [[(one.action, one.after) for one in of] for of in lines] == [
        [("add_coach", {**after, "person": mia.id, "services": [service]})],
        [("add_coach", {**after, "person": lena.id, "services": []})],
    ]
