"""Whichever way a session is cancelled, it is recorded whom that counts against."""

from collections.abc import Sequence

import pytest

from domain.appointments.accountability import Bearer
from domain.appointments.appointment import Appointment, Status
from domain.roles import Role
from domain.series.series import mark
from domain.services.rules import Rules
from domain.services.service import Approval
from handlers.actions.people import erasing
from handlers.actions.series import series_changes
from storage.people import flags
from storage.transactions import Database
from tests.handlers.actions.group_classes import join, open_class, session_at
from tests.handlers.actions.illness import AT_NINE, save
from tests.handlers.actions.planned_series import Planner
from tests.handlers.actions.proposals import load_catalogue, now_
from tests.handlers.actions.whole_groups import called_off
from tests.house import NOW, House, Plan, acting, open_house

_LOGGED = """
SELECT after ->> 'borne_by' FROM audit
WHERE entity = 'appointment' AND entity_id = $1 ORDER BY id DESC LIMIT 1
"""


@pytest.fixture
async def house(database: Database) -> House:
    service = {"rules": Rules(horizon_days=90)}
    return await open_house(database, Plan(customers=2, approval=Approval.AUTO, service=service))


async def borne(house: House, sessions: Sequence[Appointment]) -> set[tuple[Bearer | None, str]]:
    """On whose account these cancellations go: what their rows say, and what the log does."""
    bearers = set()
    for one in sessions:
        off = await now_(house, one)
        assert off.status is Status.CANCELLED
        async with house.database.read() as reader:
            [[logged]] = await reader.fetch(_LOGGED, one.id)
        bearers.add((off.borne_by, logged))
    return bearers


async def call_off(house: House, dates: Sequence[Appointment], borne_by: Bearer) -> None:
    await series_changes.call_off_series(
        house.database,
        await load_catalogue(house),
        dates[0].id,
        mark(dates),
        actor=acting(house.coach_person),
        key=f"off {dates[0].id}",
        now=NOW,
        borne_by=borne_by,
    )


async def test_a_customer_bears_the_dates_of_a_series_that_they_cancel(house: House) -> None:
    dates = await Planner(house, house.customer).book_dates(3)
    await series_changes.cancel_series(
        house.database,
        await load_catalogue(house),
        dates[0].id,
        mark(dates),
        actor=acting(house.customer),
        key="c",
        now=NOW,
    )
    assert await borne(house, dates) == {(Bearer.CUSTOMER, "customer")}


@pytest.mark.parametrize("bearer", Bearer)
async def test_who_calls_a_series_off_says_whether_its_customer_asked_for_it(
    house: House, bearer: Bearer
) -> None:
    dates = await Planner(house, house.customer).book_dates(3)
    await call_off(house, dates, bearer)
    assert await borne(house, dates) == {(bearer, bearer.value)}
    async with house.database.read() as reader:
        suspects = await flags.cancelling(reader, NOW)
    assert [(one.person_id, list(one.times)) for one in suspects] == (
        [(house.customer.id, [NOW])] if bearer is Bearer.CUSTOMER else []
    )


async def test_the_business_bears_a_group_that_is_called_off(database: Database) -> None:
    house = await open_class(database)
    seats = [await join(house, one) for one in house.customers[:2]]
    session = await session_at(house)
    assert session is not None
    await called_off(house, session)
    assert await borne(house, seats) == {(Bearer.BUSINESS, "house")}


async def test_the_business_bears_what_leave_cancels(house: House) -> None:
    booked = await house.book(starts_at=AT_NINE)
    await save(house, cancelled=[booked.id])
    assert await borne(house, [booked]) == {(Bearer.BUSINESS, "house")}


@pytest.mark.parametrize(("own", "bearer"), [(True, Bearer.CUSTOMER), (False, Bearer.BUSINESS)])
async def test_who_erases_somebody_bears_what_that_cancels(
    house: House, own: bool, bearer: Bearer
) -> None:
    booked = await house.book(starts_at=AT_NINE)
    actor = acting(house.customer) if own else acting(house.coach_person, Role.ADMIN)
    await erasing.erase(
        house.database,
        await load_catalogue(house),
        house.customer.id,
        actor=actor,
        key="e",
        now=NOW,
    )
    assert await borne(house, [booked]) == {(bearer, bearer.value)}
