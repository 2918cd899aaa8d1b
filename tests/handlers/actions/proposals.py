"""A request and other times for it: who proposes, chooses and answers, and what came of it."""

from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta

from domain.appointments.appointment import Appointment, Status
from domain.refusals import Refusal
from domain.services.catalogue import Catalogue
from handlers.actions.appointments import deciding, proposing
from storage import audit
from storage.appointments import appointments
from storage.messages import outgoing
from storage.services import catalogue
from storage.transactions import Writer
from tests.house import NOW, House, acting

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REQUESTED = datetime(2026, 3, 4, 8, tzinfo=UTC)  # Wednesday, nine in Berlin
THURSDAY, FRIDAY = REQUESTED + DAY, REQUESTED + 2 * DAY
MONDAY = REQUESTED + 5 * DAY


async def load_catalogue(house: House) -> Catalogue:
    async with house.database.read() as reader:
        return await catalogue.load(reader)


async def request(house: House) -> Appointment:
    return await house.book(starts_at=REQUESTED, status=Status.PENDING)


async def now_(house: House, appointment: Appointment) -> Appointment:
    async with house.database.read() as reader:
        stored_appointment = await appointments.by_id(reader, appointment.id)
    assert stored_appointment is not None
    return stored_appointment


async def propose(
    house: House, appointment: Appointment, *starts: datetime, key: str = "p", now: datetime = NOW
) -> Appointment:
    return await proposing.propose(
        house.database,
        await load_catalogue(house),
        appointment.id,
        starts,
        actor=acting(house.coach_person),
        key=key,
        now=now,
    )


async def choose(
    house: House,
    appointment: Appointment,
    start: datetime,
    *,
    key: str = "c",
    now: datetime = NOW,
    customer: int = 0,
) -> Appointment:
    return await proposing.choose(
        house.database,
        await load_catalogue(house),
        appointment.id,
        start,
        actor=acting(house.customers[customer]),
        key=key,
        now=now,
    )


async def turn_down(
    house: House, appointment: Appointment, version: int, *, key: str = "t", customer: int = 0
) -> Appointment:
    return await proposing.turn_down(
        house.database,
        appointment.id,
        version,
        actor=acting(house.customers[customer]),
        key=key,
        now=NOW,
    )


async def approve(
    house: House, appointment: Appointment, *, key: str = "a", version: int | None = None
) -> Appointment:
    return await deciding.approve(
        house.database,
        appointment.id,
        actor=acting(house.coach_person),
        key=key,
        now=NOW,
        version=version,
    )


async def notices(house: House) -> list[tuple[str, int]]:
    """Kind and recipient of every message that is still true, in order."""

    async def work(writer: Writer) -> list[tuple[str, int]]:
        later = NOW + timedelta(days=30)
        rows = await outgoing.claim(writer, "me", later, 99, timedelta(seconds=-1))
        return [
            (row.kind, row.recipient_id) for row in sorted(rows, key=lambda r: r.id) if row.holds
        ]

    return await house.database.write(work)


async def actions(house: House, appointment: Appointment) -> list[str]:
    async with house.database.read() as reader:
        return [entry.action for entry in await audit.of(reader, "appointment", appointment.id)]


async def outcome(deed: Awaitable[Appointment]) -> str:
    """The resulting status, or the name of the refusal."""
    try:
        return str((await deed).status)
    except Refusal as refusal:
        return type(refusal).__name__
