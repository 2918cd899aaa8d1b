"""What is seen of the process from outside: its pages, its menu, and its exit code."""

from typing import Any

import aiohttp

MENU = "Northside Coaching"


async def get(url: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        kind = answer.headers.get("Content-Type", "")
        return answer.status, await (answer.json() if "json" in kind else answer.text())
