"""Claims follow the state of an appointment, through this version's statements."""

from datetime import timedelta

import asyncpg
import pytest

from domain.appointments.appointment import Status
from storage.appointments import booking
from storage.transactions import Writer
from tests.house import NOW, House
from tests.storage.occupying import LATER, SLOT, book, busy, disagreements


@pytest.mark.parametrize("status", list(Status))
async def test_every_state_has_the_claim_that_it_should(house: House, status: Status) -> None:
    appointment = await house.book(starts_at=SLOT)

    await house.database.write(
        lambda writer: booking.change(writer, appointment, status=status, now=NOW)
    )

    assert await disagreements(house) == []
    assert await busy(house, house.coach.id, NOW) == (status in ("held", "pending", "confirmed"))


@pytest.mark.parametrize("status", list(Status))
async def test_nothing_rests_on_what_is_done_for_the_version_before(
    house: House, database_url: str, status: Status
) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute("ALTER TABLE appointments DISABLE TRIGGER USER")
    await connection.close()
    booked = await house.book(starts_at=SLOT)
    await house.book(starts_at=SLOT + timedelta(days=4), status=status)

    async def work(writer: Writer) -> None:
        moved = await booking.move(writer, booked, LATER, house.service, house.coach, now=NOW)
        assert moved is not None
        await booking.change(writer, moved, status=status, now=NOW)

    await house.database.write(work)

    assert await disagreements(house) == []
    assert await book(house, starts_at=SLOT) is not None
