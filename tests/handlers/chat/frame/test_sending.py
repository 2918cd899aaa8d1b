"""A press is answered by two calls, made at the same time."""

import asyncio
from typing import Any

import pytest

from handlers.chat.frame.sending import _both


async def failing(fault: Exception) -> None:
    await asyncio.sleep(0)
    raise fault


async def test_two_calls_are_under_way_at_the_same_time() -> None:
    both = asyncio.Barrier(2)

    async def call() -> None:
        await both.wait()

    await _both(call(), call())


@pytest.mark.parametrize("turned", [False, True])
async def test_the_fault_of_either_is_raised_and_the_other_goes_on(turned: bool) -> None:
    begun, goes_on, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        begun.set()
        await goes_on.wait()
        done.set()

    calls = [failing(ValueError("refused")), slow()]
    task = asyncio.create_task(_both(*(calls[::-1] if turned else calls)))
    await begun.wait()
    goes_on.set()
    with pytest.raises(ValueError, match="refused"):
        await task
    await done.wait()


async def test_when_both_fail_one_fault_is_raised_and_none_is_logged() -> None:
    logged = list[dict[str, Any]]()
    asyncio.get_running_loop().set_exception_handler(lambda _, context: logged.append(context))
    with pytest.raises(ValueError, match="first"):
        await _both(failing(ValueError("first")), failing(ValueError("second")))
    for _ in range(3):
        await asyncio.sleep(0)
    assert logged == []


async def test_who_is_cancelled_ends_both() -> None:
    ended, first, second = list[str](), asyncio.Event(), asyncio.Event()

    async def call(name: str, begun: asyncio.Event) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    task = asyncio.create_task(_both(call("first", first), call("second", second)))
    await asyncio.gather(first.wait(), second.wait())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0)
    assert sorted(ended) == ["first", "second"]
