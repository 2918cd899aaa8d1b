"""Whoever has come is checked in: once, within the window, by whoever answers for the session."""

import asyncio
from datetime import timedelta

import pytest

from domain.appointments.appointment import Appointment, Status
from domain.appointments.check_in import CheckInClosed
from domain.appointments.outcome import in_progress
from domain.refusals import AlreadyDecided, NotAllowed, NotFound
from domain.roles import Role
from handlers.actions.appointments import checking_in
from handlers.actions.undo import undoing
from storage.people.people import Person
from storage.transactions import Database
from tests.handlers.actions.proposals import actions, load_catalogue, now_
from tests.house import House, Plan, acting, open_house

MINUTE = timedelta(minutes=1)


async def check_in(
    house: House, a: Appointment, now: object, *more: Role, by: Person | None = None, key: str = "k"
) -> Appointment:
    return await checking_in.check_in(
        house.database,
        a.id,
        actor=acting(by or house.coach_person, *more),
        key=f"{key}{a.id}",
        now=now,  # type: ignore[arg-type]  # an instant
    )


async def test_the_window_is_an_hour_before_the_start_until_the_end(house: House) -> None:
    booked = await house.book()
    early, late = booked.starts_at - 61 * MINUTE, booked.ends_at
    for key, now, over in (("a", early, False), ("b", late, True)):
        with pytest.raises(CheckInClosed) as refused:
            await check_in(house, booked, now, key=key)
        assert refused.value.over is over
    opens = booked.starts_at - 60 * MINUTE
    there = await check_in(house, booked, opens, key="c")
    assert there.begun_at == opens
    assert not in_progress(there, opens)
    assert in_progress(there, booked.starts_at)
    again = await check_in(house, booked, booked.starts_at, key="d")
    assert again.begun_at == opens
    assert (await actions(house, booked)).count("check_in") == 1


async def test_only_who_answers_for_a_confirmed_session_checks_in(database: Database) -> None:
    house = await open_house(database, Plan(customers=2))
    booked = await house.book()
    at = booked.starts_at
    with pytest.raises(NotAllowed):
        await check_in(house, booked, at, by=house.customer, key="customer")
    with pytest.raises(NotFound):
        await check_in(house, booked, at, Role.COACH, by=house.customers[1], key="another")
    request = await house.book(status=Status.PENDING, starts_at=at + 3 * 60 * MINUTE)
    with pytest.raises(AlreadyDecided):
        await check_in(house, request, request.starts_at, key="asked")
    there = await check_in(house, booked, at, Role.MANAGER, by=house.customers[1], key="manager")
    assert there.begun_at == at


async def test_two_who_check_in_at_once_note_one_arrival_and_it_can_be_undone(
    house: House,
) -> None:
    booked = await house.book()
    begins = booked.starts_at - 10 * MINUTE
    both = await asyncio.gather(
        *(check_in(house, booked, begins + n * MINUTE, key=f"tap{n}") for n in range(4))
    )
    assert len({one.begun_at for one in both}) == 1
    assert (await actions(house, booked)).count("check_in") == 1
    there = await now_(house, booked)
    assert there.begun_at is not None
    back = await undoing.undo(
        house.database,
        await load_catalogue(house),
        booked.id,
        there.version,
        actor=acting(house.coach_person),
        key="undo",
        now=there.begun_at + MINUTE,
    )
    assert back.begun_at is None
