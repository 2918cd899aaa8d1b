"""Finishing what is under way when the process is asked to stop."""

import asyncio
from collections.abc import Collection
from typing import Any


async def drain(tasks: Collection["asyncio.Task[Any]"], seconds: float) -> set["asyncio.Task[Any]"]:
    """Wait so long for tasks to finish, and cut off the late ones, which are returned when they
    have ended. Nothing of what they raise is."""
    if not tasks:
        return set()
    _, late = await asyncio.wait(set(tasks), timeout=seconds)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    return late
