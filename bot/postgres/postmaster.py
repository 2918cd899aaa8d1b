"""Which server runs on a cluster: what its pid file says, and whether that is true."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Final

# Seconds for children without their server to end, once told to.
ALONE: Final = 2.0


class StillRunning(Exception):
    """A server of an earlier run does not stop; the text is one sentence."""


def status(cluster: Path, pid: int) -> str | None:
    """The server's own status ("starting", "ready", "stopping"); None if it says nothing yet."""
    lines = _pid_file(cluster)
    return lines[7].strip() if len(lines) > 7 and lines[0] == str(pid) else None


def socket_folder(cluster: Path) -> Path | None:
    """The folder of the server's socket; None if it does not run."""
    lines = _pid_file(cluster)
    return Path(lines[4]) if len(lines) > 4 else None


async def stop_orphans(cluster: Path) -> None:
    """End what an earlier run left on this cluster, and the pid file that names it.

    PostgreSQL takes any living process with that number for its own, even a zombie, and numbers are
    soon reused in a container; a real server's working folder is its cluster. Children that have
    lost their server still hold its memory and write: they are ended as it would end them after a
    crash, which the next server recovers from. Raises StillRunning.
    """
    if _server_in(cluster) is None:
        orders = ((signal.SIGQUIT, ALONE), (signal.SIGKILL, ALONE))
    else:
        orders = ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0))
    survivors: list[int] = []
    for order, patience in orders:
        server = _server_in(cluster)
        # How a child handles SIGINT is its own business.
        children = [] if order == signal.SIGINT else _processes_in(cluster)
        for process in children if server is None else [server]:
            with suppress(OSError):
                os.kill(process, order)
        deadline = monotonic() + patience
        while survivors := _processes_in(cluster):
            if monotonic() > deadline:
                break
            await asyncio.sleep(0.02)
        else:
            (cluster / "postmaster.pid").unlink(missing_ok=True)
            return
    raise StillRunning(
        f"A PostgreSQL server from an earlier run (process {survivors[0]}) has the data in "
        f"{cluster} and does not stop: end it, then start again."
    )


def _pid_file(cluster: Path) -> list[str]:
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _server_in(cluster: Path) -> int | None:
    """The living server that a cluster's pid file names, if there is one."""
    lines = _pid_file(cluster)
    if not lines or not lines[0].isdigit():
        return None
    process = Path("/proc", lines[0])
    try:
        return int(lines[0]) if (process / "cwd").readlink() == cluster.resolve() else None
    except PermissionError:
        # Another user's process, which we may not inspect: its name must do.
        return int(lines[0]) if _is_postgres(process) else None
    except OSError:
        return None


def _processes_in(cluster: Path) -> list[int]:
    """Every living PostgreSQL process in a cluster's folder: the server and its children."""
    place = cluster.resolve()
    server = _server_in(cluster)
    processes = [] if server is None else [server]
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with suppress(OSError):
                # Somebody's shell may be in that folder, too.
                if (process / "cwd").readlink() == place and _is_postgres(process):
                    processes.append(int(process.name))
    return processes


def _is_postgres(process: Path) -> bool:
    return (process / "comm").read_text() == "postgres\n"
