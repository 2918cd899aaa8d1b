"""The bot as a process that may be killed, stopped and started again."""

import asyncio
import os
import random
import signal
import socket
from collections.abc import Callable, Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Self

import aiohttp
import orjson

from tests import preloaded

PATIENCE = 90.0
# Below the ports the system hands out: a bot away for a moment must find its port free when it
# comes back.
PORTS = range(20_000, 32_000)


class Coachbook:
    """The bot as a process. Its log is a file of JSON lines, added to by each life.

    environ: may be changed, from the next launch on.
    """

    def __init__(self, environ: Mapping[str, str], log: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environ = {**environ, "COACHBOOK_HTTP_PORT": str(self.port)}
        self._log = log
        self._process: BaseProcess | None = None

    @property
    def runs(self) -> bool:
        """Whether there is a process, ready or not."""
        return self._process is not None and self._process.is_alive()

    @property
    def pid(self) -> int:
        """The process id."""
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    def launch(self) -> None:
        """Start the process without waiting until it is ready."""
        assert self._process is None, "it runs already"
        self._process = preloaded.launch(self.environ, self._log, self._prepare())

    async def start(self) -> Self:
        """Start the process and wait until it says that it is ready."""
        self.launch()
        await self.ready()
        return self

    async def ready(self) -> None:
        """Wait until it says that it is ready. AssertionError if it ends, or does not."""
        await self._says(200)

    async def draining(self) -> None:
        """Wait until it says that it takes no more. AssertionError if it has already ended."""
        await self._says(503)

    def kill(self) -> None:
        """`kill -9`: no last words."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.join()

    async def stop(self, order: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, and wait until it has; the exit code."""
        self.signal(order)
        return await self.exit_code()

    async def exit_code(self, seconds: float = PATIENCE) -> int:
        """Wait until it has ended, by itself or because it was asked; the exit code."""
        assert self._process is not None
        await asyncio.to_thread(self._process.join, seconds)
        code = self._process.exitcode
        if code is None:
            self.kill()
            raise AssertionError(f"it did not end within {seconds:g} s")
        self._process = None
        return code

    def signal(self, order: signal.Signals) -> None:
        """Send it."""
        os.kill(self.pid, order)

    def log(self) -> str:
        """Everything it has written, in all its lives."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    def events(self, name: str) -> list[dict[str, Any]]:
        """The log lines of one event."""
        lines = (line for line in self.log().splitlines() if line.startswith("{"))
        parsed = (orjson.loads(line) for line in lines)
        return [line for line in parsed if line.get("event") == name]

    async def metrics(self) -> str:
        """What it says at its `/metrics`."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.url}/metrics") as answer,
        ):
            return await answer.text()

    async def counts(self, line: str) -> None:
        """Wait until its `/metrics` have this: answers are counted a moment later."""
        async with asyncio.timeout(PATIENCE):
            while line not in await self.metrics():  # noqa: ASYNC110 - another process counts
                await asyncio.sleep(0.05)

    async def _says(self, status: int) -> None:
        async with aiohttp.ClientSession() as session, asyncio.timeout(PATIENCE):
            while True:
                assert self.runs, f"it ended:\n{self.log()[-2000:]}"
                try:
                    async with session.get(f"{self.url}/readyz") as answer:
                        if answer.status == status:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)

    def _prepare(self) -> Callable[[], None] | None:
        """Runs in a new process before anything of the bot does."""
        return None


def free_port() -> int:
    """A free port, outside the range given to clients."""
    for _ in range(100):
        port = random.SystemRandom().choice(PORTS)
        with socket.socket() as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                door.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")
