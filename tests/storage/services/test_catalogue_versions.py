"""The version of the catalogue: every change makes a new one on commit, and nothing else does."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest

from domain.refusals import NotAllowed
from domain.services.catalogue import Business, Catalogue
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue
from storage.transactions import Database, Writer
from storage.working_hours import timetables
from tests.house import House

Change = Callable[[Writer, House], Awaitable[object]]
CHRISTMAS = (datetime(2026, 12, 24), datetime(2026, 12, 27))


async def load_catalogue(database: Database) -> Catalogue:
    async with database.read() as reader:
        return await catalogue.load(reader)


CHANGES: dict[str, Change] = {
    "business": lambda w, h: catalogue.update_business(w, Business("Other", "UTC")),
    "service": lambda w, h: catalogue.update_service(w, h.service.id, hidden=True),
    "coach": lambda w, h: catalogue.update_coach(w, h.coach.id, active=False),
    "services of a coach": lambda w, h: catalogue.set_coach_services(w, h.coach.id, ()),
    "hours": lambda w, h: timetables.set_weekday_hours(w, h.coach.id, 0, ((0, 60),)),
    "override": lambda w, h: timetables.set_overrides(w, h.coach.id, [date(2026, 5, 1)], ()),
    "leave": lambda w, h: catalogue.add_leave(w, h.coach.id, *CHRISTMAS),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_every_change_is_a_new_version_from_its_commit_on(
    house: House, change: Change
) -> None:
    before = await load_catalogue(house.database)
    seen: list[Catalogue] = []

    async def work(writer: Writer) -> None:
        await change(writer, house)
        seen.append(await load_catalogue(house.database))

    await house.database.write(work)
    after = await load_catalogue(house.database)

    assert seen == [before]
    assert after.version > before.version
    assert after != Catalogue(after.version, before.business, before.services, before.coaches)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_what_is_rolled_back_is_no_new_version(house: House, change: Change) -> None:
    before = await load_catalogue(house.database)

    async def work(writer: Writer) -> None:
        await change(writer, house)
        raise NotAllowed("admin")

    with pytest.raises(NotAllowed):
        await house.database.write(work)

    assert await load_catalogue(house.database) == before


async def test_a_business_that_stays_the_same_is_no_new_version(house: House) -> None:
    before = await load_catalogue(house.database)

    await house.database.write(lambda writer: catalogue.update_business(writer, before.business))

    assert await load_catalogue(house.database) == before


async def test_bookings_and_people_are_no_new_version(house: House) -> None:
    before = await load_catalogue(house.database)

    await house.book()
    await house.database.write(
        lambda writer: people.register(writer, TelegramProfile(7002, "Anne", "Hill"))
    )

    assert await load_catalogue(house.database) == before


async def test_a_catalogue_is_never_of_two_moments(house: House) -> None:
    """Title and length change together; no reader sees one without the other."""
    stop = asyncio.Event()

    async def change() -> None:
        for minutes in range(20, 80):
            await house.database.write(
                partial(
                    catalogue.update_service,
                    service_id=house.service.id,
                    title=f"{minutes} min",
                    minutes=minutes,
                )
            )
        stop.set()

    async def watch() -> dict[int, Any]:
        versions: dict[int, Any] = {}
        while not stop.is_set():
            snapshot = await load_catalogue(house.database)
            service = snapshot.services[house.service.id]
            assert versions.setdefault(snapshot.version, service) == service
            assert service == house.service or service.title == f"{service.minutes} min"
        return versions

    watched, *_ = await asyncio.gather(watch(), watch(), change())

    assert len(watched) > 3
