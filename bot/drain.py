"""Finishing what is under way when the process is asked to stop."""

import asyncio
from collections.abc import Collection
from typing import Any


async def drain(tasks: Collection["asyncio.Task[Any]"], seconds: float) -> set["asyncio.Task[Any]"]:
    """Give tasks this long to finish, then cancel the late ones; these are returned once they have
    ended. What they raise is dropped."""
    if not tasks:
        return set()
    _, late = await asyncio.wait(set(tasks), timeout=seconds)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    return late
