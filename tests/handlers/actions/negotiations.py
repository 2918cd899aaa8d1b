"""Who suggests times, and who answers: like `proposals`, from the other side."""

from datetime import datetime, timedelta

from domain.appointments.appointment import Appointment
from domain.roles import SYSTEM
from handlers.actions.appointments import suggesting
from handlers.actions.business import upkeep
from storage.messages import outgoing
from storage.messages.outgoing import ClaimedMessage
from storage.transactions import Writer
from tests.handlers.actions.proposals import load_catalogue, now_
from tests.house import NOW, House, acting


async def suggest(
    house: House,
    has: Appointment,
    *starts: datetime,
    key: str = "s",
    now: datetime = NOW,
    version: int | None = None,
) -> Appointment:
    seen = (await now_(house, has)).version if version is None else version
    customer = next(one for one in house.customers if one.id == has.customer_id)
    return await suggesting.suggest(
        house.database,
        await load_catalogue(house),
        has.id,
        seen,
        starts,
        actor=acting(customer),
        key=f"{key}{has.id}",
        now=now,
    )


async def accept(
    house: House, has: Appointment, start: datetime, *, key: str = "k", now: datetime = NOW
) -> Appointment:
    return await suggesting.accept(
        house.database,
        await load_catalogue(house),
        has.id,
        start,
        actor=acting(house.coach_person),
        key=key,
        now=now,
    )


async def refuse(
    house: House, has: Appointment, version: int, *, key: str = "r", now: datetime = NOW
) -> Appointment:
    return await suggesting.refuse(
        house.database, has.id, version, actor=acting(house.coach_person), key=key, now=now
    )


async def lapse(house: House, now: datetime) -> int:
    return await upkeep.expire(house.database, actor=SYSTEM, now=now)


async def held_spans(house: House, has: Appointment) -> list[tuple[datetime, datetime]]:
    """What an appointment holds besides its own time."""
    async with house.database.read() as reader:
        rows = await reader.fetch(
            "SELECT lower(span), upper(span) FROM claims"
            " WHERE holder_id = $1 AND reason = 'proposal' ORDER BY resource_id, span",
            has.id,
        )
    return [(row[0], row[1]) for row in rows]


async def messages(house: House) -> list[ClaimedMessage]:
    """Every message that is still true, in order."""

    async def work(writer: Writer) -> list[ClaimedMessage]:
        later = NOW + timedelta(days=90)
        rows = await outgoing.claim(writer, "me", later, 199, timedelta(seconds=-1))
        return sorted((row for row in rows if row.holds), key=lambda row: row.id)

    return await house.database.write(work)
