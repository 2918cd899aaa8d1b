"""What tests of bookings share: bodies, a second coach, a second service."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from domain.services.service import Approval, Money
from storage.people import people
from storage.people.people import Person, TelegramProfile
from storage.services import catalogue
from storage.transactions import Writer
from storage.working_hours import timetables
from tests.house import NOW, OFFICE_HOURS, House

TOMORROW = NOW + timedelta(days=1)


def booking_body(house: House, start: datetime = TOMORROW, **changed: Any) -> dict[str, Any]:
    """A booking of the house's service with its coach. None leaves a field out."""
    body = {
        "start": start.isoformat(),
        "service_id": house.service.id,
        "coach_id": house.coach.id,
        **changed,
    }
    return {name: value for name, value in body.items() if value is not None}


async def second_coach(
    house: House, services: Iterable[int] = (), approval: Approval = Approval.AUTO
) -> tuple[int, Person]:
    """Ben, who works when Anna does, and does the house's service and others."""

    async def work(writer: Writer) -> tuple[int, Person]:
        ben = await people.register(writer, TelegramProfile(7003, "Ben", "Roth"))
        coach_id = await catalogue.add_coach(
            writer, person_id=ben.id, name="Ben Roth", zone="Europe/Berlin", approval=approval
        )
        for weekday in range(5):
            await timetables.set_weekday_hours(writer, coach_id, weekday, OFFICE_HOURS)
        await catalogue.set_coach_services(writer, coach_id, {house.service.id, *services})
        return coach_id, ben

    coach_id, ben = await house.database.write(work)
    async with house.database.read() as reader:
        person = await people.by_id(reader, ben.id)
    assert person is not None
    return coach_id, person


async def second_service(house: House, **changed: Any) -> int:
    """A massage of half an hour, which Anna does, too."""
    details: dict[str, Any] = {
        "title": "Massage",
        "minutes": 30,
        "price": Money(3000, "EUR"),
        "rules": house.service.rules,
        **changed,
    }

    async def work(writer: Writer) -> int:
        service_id = await catalogue.add_service(writer, **details)
        await catalogue.set_coach_services(writer, house.coach.id, {house.service.id, service_id})
        return service_id

    return await house.database.write(work)
