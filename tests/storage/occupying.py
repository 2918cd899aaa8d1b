"""How tests take time, rooms and units, and inspect the claims afterwards."""

from datetime import datetime, timedelta
from typing import Any

from domain.appointments.appointment import Appointment
from domain.services.resources import ResourceKind
from domain.services.service import Approval
from storage.appointments import booking, calendar, claims
from storage.appointments.appointment_rows import blocked_by
from storage.appointments.resources import ResourceOccupied, ResourceUnits
from storage.people import people
from storage.people.people import TelegramProfile
from storage.services import catalogue, rooms
from storage.transactions import Writer
from tests.claimed import DISAGREEMENTS, UNHELD
from tests.house import NOW, House

SLOT = NOW + timedelta(days=1)
LATER = NOW + timedelta(days=2)
MINUTE = timedelta(minutes=1)
SOON = NOW + 10 * MINUTE


async def disagreements(house: House) -> list[str]:
    async with house.database.read() as reader:
        rows = [*await reader.fetch(DISAGREEMENTS), *await reader.fetch(UNHELD, NOW)]
    return [row[0] for row in rows]


async def coaches(house: House, number: int) -> list[int]:
    """The house's coach and others like them, this many in all."""

    async def work(writer: Writer) -> list[int]:
        others = []
        for n in range(number - 1):
            person = await people.register(writer, TelegramProfile(7100 + n, f"Coach {n}"))
            added = await catalogue.add_coach(
                writer, person_id=person.id, name="Ben", zone="UTC", approval=Approval.AUTO
            )
            others.append(added)
        return [house.coach.id, *others]

    return await house.database.write(work)


async def room(house: House, units: int = 1) -> int:
    return await house.database.write(
        lambda writer: rooms.add(writer, ResourceKind.ROOM, "Room", units)
    )


async def book(
    house: House, *besides: ResourceUnits, hold: int | None = None, **changed: Any
) -> Appointment | int | None:
    """The appointment; None if the time is taken, or the occupied resource if there is one."""
    new = house.new(**changed)
    try:
        return await house.database.write(
            lambda writer: booking.insert(writer, new, hold=hold, besides=besides)
        )
    except ResourceOccupied as occupied:
        return occupied.resource_id


async def hold(
    house: House, start: datetime = SLOT, *, until: datetime = SOON, now: datetime = NOW
) -> int | None:
    span = blocked_by(house.service, start)
    return await house.database.write(
        lambda writer: claims.hold(writer, house.coach.id, span, until=until, now=now)
    )


async def busy(house: House, coach_id: int, now: datetime) -> int:
    """How many spans block a coach."""
    async with house.database.read() as reader:
        days = SLOT - timedelta(days=1), SLOT + timedelta(days=9)
        spans_by_coach = await calendar.busy(reader, [coach_id], *days, now=now)
    return len(spans_by_coach.get(coach_id, ()))


async def claimed_units(house: House, holder: int) -> list[tuple[int, int]]:
    """The resources and units that a holder has."""
    query = "SELECT resource_id, unit FROM claims WHERE holder_id = $1 ORDER BY 1, 2"
    async with house.database.read() as reader:
        return [tuple(row) for row in await reader.fetch(query, holder)]
