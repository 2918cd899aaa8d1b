"""Whoever acts in a coach's place, the coach hears of it: `write_down` sees to that by itself."""

from functools import partial

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.messages.notices import NoticeKind
from domain.roles import SYSTEM as BOT
from domain.roles import Actor, Role
from handlers.actions.appointments.recording import write_down
from storage.appointments import booking
from storage.transactions import Database, Writer
from tests.house import NOW, House, Plan, acting, open_house

TOLD = "SELECT kind, recipient_id FROM outbox WHERE kind = $1"


@pytest.fixture
async def house(database: Database) -> House:
    return await open_house(database, Plan(customers=2))


async def confirm(house: House, actor: Actor, *, coach_told: bool = False) -> list[int]:
    """Who is told that it was done in their place."""
    before = await house.book(status=Status.PENDING)

    async def work(writer: Writer) -> Appointment:
        after = await booking.change(writer, before, status=Status.CONFIRMED, now=NOW)
        write = partial(write_down, writer, before, after, "approve", actor, NOW)
        await write(coach_told=coach_told)
        return after

    await house.database.write(work)
    async with house.database.read() as reader:
        rows = await reader.fetch(TOLD, NoticeKind.IN_YOUR_PLACE)
    return [recipient for _, recipient in rows]


async def test_a_coach_hears_of_what_the_team_does_in_their_place(house: House) -> None:
    manager = acting(house.customers[1], Role.MANAGER)
    assert await confirm(house, manager) == [house.coach_person.id]


@pytest.mark.parametrize("who", ["the coach", "the customer", "the bot"])
async def test_of_what_they_do_themselves_or_nobody_does_they_hear_nothing(
    house: House, who: str
) -> None:
    people = {"the coach": acting(house.coach_person), "the customer": acting(house.customer)}
    assert await confirm(house, people.get(who, BOT)) == []


async def test_who_hears_of_it_otherwise_does_not_hear_it_twice(house: House) -> None:
    manager = acting(house.customers[1], Role.MANAGER)
    assert await confirm(house, manager, coach_told=True) == []
