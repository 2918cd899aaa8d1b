"""One address for several replicas, like nginx in `compose.yaml`, as small as tests allow."""

from collections import Counter
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

HANDED_ON = ("Content-Type", "Retry-After")


class Balancer:
    """Hands each request to the next replica; one that is away or draining is passed over.

    If none has answered, it asks to be tried again in a second: Telegram obeys, and would otherwise
    wait longer with each try. loses: decides for each answer of a replica whether it is lost on its
    way back (502).
    """

    def __init__(self, loses: Callable[[], bool] = lambda: False) -> None:
        self.replicas: Sequence[str] = ()
        self.loses = loses
        self.answered: Counter[str] = Counter()
        self._turn = 0
        self._session: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._runner is not None
        assert self._session is not None
        await self._runner.cleanup()
        await self._session.close()

    async def _pass_on(self, request: web.Request) -> web.Response:
        body = await request.read()
        answer: tuple[int, bytes, dict[str, Any]] = (503, b"", {"Retry-After": "1"})
        for _ in self.replicas:
            replica = self.replicas[self._turn % len(self.replicas)]
            self._turn += 1
            try:
                answer = await self._ask(replica, request, body)
            except aiohttp.ClientError:
                continue
            if answer[0] != 503:
                self.answered[replica] += 1
                if self.loses():
                    answer = (502, b"", {})
                break
        return web.Response(status=answer[0], body=answer[1], headers=answer[2])

    async def _ask(
        self, replica: str, request: web.Request, body: bytes
    ) -> tuple[int, bytes, dict[str, Any]]:
        assert self._session is not None
        headers = {name: value for name, value in request.headers.items() if name != "Host"}
        async with self._session.request(
            request.method, replica + request.path_qs, data=body, headers=headers
        ) as answer:
            handed = {name: answer.headers[name] for name in HANDED_ON if name in answer.headers}
            return answer.status, await answer.read(), handed
