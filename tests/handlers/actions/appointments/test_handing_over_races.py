"""Two answer at once, or somebody books meanwhile: one of them has it, and nothing is lost."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from domain.appointments.appointment import Status
from domain.refusals import Refusal
from domain.working_hours.leave import Leave
from handlers.actions.appointments import deciding, recording, taking_over
from handlers.actions.working_hours.leave import take_leave
from storage.transactions import Database
from tests.handlers.actions.colleagues import (
    AT_NINE,
    HOUR,
    ask,
    claims,
    give,
    open_with_colleagues,
    refuse,
    take,
    withdraw,
)
from tests.handlers.actions.proposals import load_catalogue, now_, propose
from tests.house import NOW, Plan, acting
from tests.waits import somebody_waits

TWICE = """
SELECT count(*) FROM claims a JOIN claims b ON a.resource_id = b.resource_id AND a.span && b.span
    AND (a.holder_id, a.nr) < (b.holder_id, b.nr)
"""
CLAIMED = """
SELECT count(*) FROM appointments a WHERE status IN ('pending', 'confirmed') AND 1 <> (
    SELECT count(*) FROM claims c WHERE c.holder_id = a.id AND c.resource_id = a.coach_id
        AND c.span = a.blocked AND c.reason = 'appointment')
"""


async def _came_of(deed: Awaitable[object]) -> str:
    try:
        await deed
    except Refusal as refusal:
        return refusal.code
    return "done"


async def test_everybody_answers_at_once(database: Database) -> None:
    with_ = await open_with_colleagues(database, Plan(customers=8))
    house = with_.house
    catalogue = await load_catalogue(house)
    for place in range(6):
        start = AT_NINE + (0, 2, 5)[place % 3] * HOUR + (place // 3) * 24 * HOUR
        booked = await house.book(starts_at=start, customer_id=house.customers[place].id)
        hand_over = await ask(with_, booked, with_.ben)
        customer = acting(house.customers[place])

        rivals: list[Awaitable[object]] = [
            take(with_, hand_over, key=f"take{place}"),
            take(with_, hand_over, key=f"tap{place}"),
            give(with_, booked, with_.carla, key=f"give{place}"),
            propose(house, booked, start + 48 * HOUR, key=f"p{place}"),
        ]
        if place % 3 == 0:
            rivals.append(refuse(with_, hand_over, key=f"no{place}"))
        elif place % 3 == 1:
            rivals.append(withdraw(with_, booked, key=f"w{place}"))
        else:
            rivals.append(
                deciding.cancel_by_customer(
                    house.database, catalogue, booked.id, actor=customer, key=f"off{place}", now=NOW
                )
            )
        outcomes = await asyncio.gather(*map(_came_of, rivals))
        assert "done" in outcomes
        became = await now_(house, booked)
        held = await claims(with_, became)
        if became.status is Status.CANCELLED:
            assert held == []
        else:
            assert (became.coach_id, "appointment") in held
    async with database.read() as reader:
        assert [row[0] for row in await reader.fetch(TWICE)] == [0]
        assert [row[0] for row in await reader.fetch(CLAIMED)] == [0]


async def test_whoever_waits_for_a_hand_over_finds_what_has_become_of_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its coach, whom it was read with, is another one by then: it is there all the same."""
    with_ = await open_with_colleagues(database)
    house, known = with_.house, await load_catalogue(with_.house)
    booked = await house.book(starts_at=AT_NINE)
    hand_over = await ask(with_, booked, with_.ben)
    cancelling = list[asyncio.Task[str]]()

    async def while_somebody_waits(*what: Any, **more: Any) -> None:
        await recording.write_down(*what, **more)
        who = acting(house.customer)
        cancel = deciding.cancel_by_customer(
            database, known, booked.id, actor=who, key="off", now=NOW
        )
        cancelling.append(asyncio.create_task(_came_of(cancel)))
        async with database.read() as reader:
            await somebody_waits(reader.fetch)

    monkeypatch.setattr(taking_over, "write_down", while_somebody_waits)
    await take(with_, hand_over)

    assert await cancelling[0] == "done"
    became = await now_(house, booked)
    assert (became.coach_id, became.status) == (with_.ben.id, Status.CANCELLED)


async def test_two_coaches_give_each_other_their_sessions_while_one_takes_leave(
    database: Database,
) -> None:
    with_ = await open_with_colleagues(database, Plan(customers=4))
    house = with_.house
    mine = await house.book(starts_at=AT_NINE)
    his = await house.book(
        starts_at=AT_NINE + 2 * HOUR, coach_id=with_.ben.id, customer_id=house.customers[1].id
    )
    day = Leave(0, AT_NINE.replace(tzinfo=None), AT_NINE.replace(hour=19, tzinfo=None))
    outcomes = await asyncio.gather(
        _came_of(give(with_, mine, with_.ben, key="a")),
        _came_of(give(with_, his, house.coach, key="b")),
        _came_of(
            take_leave(
                house.database,
                with_.ben.id,
                day.starts,
                day.ends,
                actor=acting(with_.ben_person),
                key="leave",
                now=NOW,
            )
        ),
    )
    assert outcomes[1] in ("done", "cannot_take_over")
    assert outcomes[0] in ("done", "cannot_take_over")
    async with database.read() as reader:
        assert [row[0] for row in await reader.fetch(TWICE)] == [0]
        assert [row[0] for row in await reader.fetch(CLAIMED)] == [0]
    gone = (await now_(house, mine)).coach_id == with_.ben.id
    # Leave is refused over what has come before it, and what comes after it is refused.
    assert not (gone and outcomes[2] == "done")
