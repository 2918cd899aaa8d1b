"""One bot of the fleet, as a process that may be killed, frozen and started again."""

import asyncio
import os
import random
import signal
import socket
from collections.abc import Mapping
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import aiohttp
import orjson

from tests import preloaded
from tests.chaos import unguarded

PATIENCE = 30.0
# Below the ports that the system hands out by itself: a replica that is away for a moment must
# find its port free when it comes back.
PORTS = range(20_000, 32_000)


class Replica:
    """One bot as a process. Its log is a file of JSON lines, added to by each life.

    environ and guard: may be changed, and hold from the next launch on.
    """

    def __init__(self, environ: Mapping[str, str], log: Path, guard: str | None) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.guard = guard
        self.environ = {**environ, "COACHBOOK_HTTP_PORT": str(self.port)}
        self._log = log
        self._process: BaseProcess | None = None

    @property
    def runs(self) -> bool:
        """Whether there is a process, ready or not."""
        return self._process is not None and self._process.is_alive()

    @property
    def pid(self) -> int:
        """Of the process that there is."""
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    def launch(self) -> None:
        """Start the process, and do not wait until it is ready."""
        assert self._process is None, "it runs already"
        lacking = None if self.guard is None else partial(unguarded.take_away, self.guard)
        self._process = preloaded.launch(self.environ, self._log, lacking)

    async def ready(self) -> None:
        """Wait until it says that it is ready. AssertionError when it ends, or does not."""
        async with aiohttp.ClientSession() as session, asyncio.timeout(PATIENCE):
            while True:
                assert self.runs, f"it ended:\n{self.log()[-2000:]}"
                try:
                    async with session.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.1)

    def kill(self) -> None:
        """`kill -9`: no last words."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.join()

    async def end(self) -> int:
        """Ask it to end (SIGTERM), and wait until it has; the exit code."""
        process, self._process = self._process, None
        assert process is not None
        process.terminate()
        await asyncio.to_thread(process.join, PATIENCE)
        code = process.exitcode
        if code is None:
            process.kill()
            process.join()
            raise AssertionError(f"it did not end within {PATIENCE:g} s")
        return code

    def freeze(self) -> None:
        """SIGSTOP: it is there, holds what it holds, and does nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        self._signal(signal.SIGCONT)

    def log(self) -> str:
        """Everything it has written, in all its lives."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    def events(self, *names: str) -> list[dict[str, Any]]:
        """The log lines of these events."""
        lines = (line for line in self.log().splitlines() if line.startswith("{"))
        parsed = (orjson.loads(line) for line in lines)
        return [line for line in parsed if line.get("event") in names]

    def _signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)


def free_port() -> int:
    """A port that nobody has, outside the range of those that clients are given."""
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
