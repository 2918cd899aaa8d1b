"""Whether the process is alive, and whether it may be given work.

`/healthz` answers as long as the event loop turns: nothing outside the process may get it
restarted. `/readyz` checks everything else, and says in JSON what is wrong.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

# A check answers None if all is well, else one sentence.
Check = Callable[[], Awaitable[str | None]]
PATIENCE = 2.0


class HealthChecks:
    """The checks behind `/readyz`, by name."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks

    async def alive(self, request: web.Request) -> web.Response:
        """`GET /healthz`: 200 while the event loop turns."""
        return web.json_response({"alive": True})

    async def ready(self, request: web.Request) -> web.Response:
        """`GET /readyz`: 200 `{"ready": true, …}`, or 503 with the sentences that say why not."""
        answers = await asyncio.gather(*(self._ask(check) for check in self._checks.values()))
        wrong = {
            name: sentence for name, sentence in zip(self._checks, answers, strict=True) if sentence
        }
        body = {
            "ready": not wrong,
            "checks": {name: wrong.get(name, "ok") for name in self._checks},
        }
        return web.json_response(body, status=503 if wrong else 200)

    @staticmethod
    async def _ask(check: Check) -> str | None:
        try:
            async with asyncio.timeout(PATIENCE):
                return await check()
        except TimeoutError:
            return f"gave no answer within {PATIENCE:g} s"
