"""What is seen of the process from outside: its pages, its menu, and its exit code."""

import asyncio
from typing import Any

import aiohttp

from tests.journeys.conftest import Coachbook

MENU = "Northside Coaching"


async def get(url: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        kind = answer.headers.get("Content-Type", "")
        return answer.status, await (answer.json() if "json" in kind else answer.text())


async def ended(process: Coachbook, seconds: float = 30) -> int:
    """Wait until it has ended by itself; the exit code."""
    assert process._process is not None
    return await asyncio.to_thread(process._process.wait, seconds)
