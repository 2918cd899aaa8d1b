"""One after another for each person, and nothing kept for people with no work left."""

import asyncio

import pytest

from bot.person_queues import PersonQueues


async def test_one_person_is_served_in_order_and_others_beside() -> None:
    queues, log, goes_on = PersonQueues(), list[str](), asyncio.Event()

    async def work(person: int, name: str) -> None:
        async with queues.turn_of(person):
            log.append(name)
            if name == "first":
                await goes_on.wait()

    tasks = [
        asyncio.create_task(work(person, name))
        for person, name in ((1, "first"), (1, "second"), (2, "other"), (1, "third"))
    ]
    await tasks[2]
    assert log == ["first", "other"]
    goes_on.set()
    await asyncio.gather(*tasks)
    assert log == ["first", "other", "second", "third"]
    assert len(queues) == 0


async def test_who_gives_up_waiting_holds_up_nobody_and_leaves_nothing() -> None:
    queues, goes_on = PersonQueues(), asyncio.Event()

    async def work() -> None:
        async with queues.turn_of(1):
            await goes_on.wait()

    first, second, third = (asyncio.create_task(work()) for _ in range(3))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    goes_on.set()
    await asyncio.gather(first, third)
    assert len(queues) == 0


async def test_a_fault_ends_a_turn() -> None:
    queues = PersonQueues()
    with pytest.raises(ValueError, match="odd"):
        async with queues.turn_of(1):
            raise ValueError("odd")
    assert len(queues) == 0
