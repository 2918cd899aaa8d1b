"""Who cancels, misses or drops a lot is noticed once."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from domain.appointments.accountability import Bearer
from domain.people.flags import FlagDecided
from domain.roles import SYSTEM, Actor, Role
from handlers.actions.appointments import deciding
from handlers.actions.people import flags
from storage import audit
from storage.appointments import holds
from storage.appointments.appointment_rows import blocked_by
from storage.appointments.holds import Hold
from storage.people import flags as stored
from storage.people import people
from storage.people.flags import RaisedFlag
from storage.services import catalogue
from storage.transactions import Writer
from tests.handlers.actions.people.watched import DAY, HOUR, admin, business, house, miss
from tests.house import NOW, House, acting

__all__ = ["admin", "house"]


async def look(house: House, now: Any = NOW) -> int:
    return await flags.look(house.database, actor=SYSTEM, now=now)


async def waiting(house: House) -> Sequence[RaisedFlag]:
    async with house.database.read() as reader:
        return await stored.waiting(reader, 9, 0)


async def cancel(house: House, n: int, now: Any = NOW) -> None:
    """The first customer cancels this many sessions, one after another."""
    async with house.database.read() as reader:
        known = await catalogue.load(reader)
    for number in range(n):
        appointment = await house.book(starts_at=NOW + DAY + 2 * number * HOUR)
        await deciding.cancel_by_customer(
            house.database,
            known,
            appointment.id,
            actor=acting(house.customer),
            key=f"c{appointment.id}",
            now=now + timedelta(seconds=number),
        )


async def test_many_cancellations_are_noticed_once_until_they_are_dismissed(
    house: House, admin: Actor
) -> None:
    await cancel(house, 4)
    assert await look(house, NOW + HOUR / 2) == 0
    await cancel(house, 1, NOW + HOUR / 2)
    looks = [look(house, NOW + HOUR) for _ in range(3)]
    assert sum(await asyncio.gather(*looks)) == 1
    assert await look(house, NOW + HOUR) == 0
    [one] = await waiting(house)
    assert (one.person_id, one.kind, one.n) == (house.customer.id, "cancellations", 5)
    at: dict[str, Any] = {"actor": admin, "now": NOW + HOUR}
    await flags.dismiss(house.database, one.id, key="d", **at)
    await flags.dismiss(house.database, one.id, key="d", **at)
    with pytest.raises(FlagDecided):
        await flags.dismiss(house.database, one.id, key="e", **at)
    await cancel(house, 1, NOW + HOUR + HOUR / 2)
    assert await look(house, NOW + 2 * HOUR) == 0  # what was before counts no more
    async with house.database.read() as reader:
        lines = [e.action for e in await audit.of(reader, "person", house.customer.id)]
    assert lines == ["flag", "dismiss_flag"]


async def test_what_the_team_cancels_at_their_wish_counts_and_what_the_house_bears_does_not(
    house: House,
) -> None:
    anna = acting(house.coach_person)
    for number in range(6):
        appointment = await house.book(starts_at=NOW + DAY + 2 * number * HOUR)
        await deciding.cancel_by_coach(
            house.database,
            appointment.id,
            None,
            actor=anna,
            key=f"c{number}",
            now=NOW + timedelta(minutes=number),
            borne_by=Bearer.BUSINESS if number == 5 else Bearer.CUSTOMER,
        )
        assert await look(house, NOW + HOUR / 2) == (number == 4)
    [one] = await waiting(house)
    assert (one.person_id, one.kind, one.n) == (house.customer.id, "cancellations", 5)


async def test_missed_sessions_are_noticed_but_never_of_who_works_here(
    house: House, admin: Actor
) -> None:
    await miss(house, 3)
    lena = house.customers[1]
    await house.database.write(lambda writer: people.set_role(writer, lena.id, Role.MANAGER))
    await miss(house, 3, lena)
    assert await look(house) == 1
    assert [one.person_id for one in await waiting(house)] == [house.customer.id]
    await business(house, admin, flag_no_shows=0)


async def test_times_that_are_kept_and_let_go_are_counted_and_booked_ones_are_not(
    house: House,
) -> None:
    me = house.customer.id

    async def drop(writer: Writer) -> None:
        for _ in range(16):
            start = NOW + 9 * DAY
            new = Hold(house.coach.id, 0, start, start + HOUR, NOW + HOUR)
            assert await holds.keep(writer, me, new, blocked_by(house.service, start), now=NOW)
            await holds.let_go(writer, me)

    await house.database.write(drop)
    await house.database.write(lambda writer: holds.became(writer, me))
    assert await look(house) == 1
    [one] = await waiting(house)
    assert (one.kind, one.n) == ("dropped", 15)
    async with house.database.read() as reader:
        [[due]] = await reader.fetch("SELECT count(*) FROM hold_tallies")
    assert due == 1
    gone = await house.database.write(lambda w: stored.forget_tallies(w, before=NOW + DAY))
    assert gone == 1


async def test_many_new_accounts_that_book_at_once_are_noticed_each(
    house: House, admin: Actor
) -> None:
    await business(house, admin, flag_burst=2)

    async def work(writer: Writer) -> None:
        await writer.fetch("UPDATE people SET created_at = $1", NOW - HOUR / 2)
        for one in house.customers:
            await audit.record(
                writer,
                at=NOW,
                actor=acting(one),
                action="book",
                entity="appointment",
                entity_id=1,
                before=None,
                after={},
            )

    await house.database.write(work)
    assert await look(house) == 2
    assert await look(house) == 0
