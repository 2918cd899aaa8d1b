"""nginx with docs/nginx.conf, in front of servers of a test."""

import asyncio
import os
import re
import socket
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Final

import aiohttp

from tests.surroundings import inherited_environ

ROOT: Final = Path(__file__).parents[1]
CONFIGURATION: Final = ROOT / "docs" / "nginx.conf"
# Docker's names need a newer nginx than Debian's.
_RESOLVER: Final = re.compile(r"resolver .*;")
# Its workers keep long bodies in a folder of the test's, which nobody else may enter.
_USER: Final = "user root;" if os.geteuid() == 0 else ""
_REPLICA: Final = re.compile(r"server replica:8787 resolve (.*;)")


@cache
def program() -> str:
    """Where nginx is; fetched if missing."""
    process = subprocess.run(
        [ROOT / ".ci" / "nginx"], stdout=subprocess.PIPE, check=True, text=True
    )
    return process.stdout.strip()


def configuration(folder: Path, port: int, replicas: Sequence[str]) -> str:
    """The documentation's configuration, for other addresses and another folder."""
    text, replaced = _REPLICA.subn(
        lambda match: "\n".join(f"server {where} {match[1]}" for where in replicas),
        CONFIGURATION.read_text(),
    )
    assert replaced == 1
    changes = {"listen 8080;": f"listen 127.0.0.1:{port};", "/tmp/": f"{folder}/"}
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    text, without = _RESOLVER.subn("", text)
    assert without == 1
    return text


@asynccontextmanager
async def load_balancer(folder: Path, replicas: Sequence[str]) -> AsyncIterator[str]:
    """The address of nginx in front of these, each `host:port`."""
    port = _free_port()
    file = folder / "nginx.conf"
    file.write_text(configuration(folder, port, replicas))
    process = await asyncio.create_subprocess_exec(
        *(program(), "-c", str(file), "-p", str(folder), "-g", f"daemon off; {_USER}"),
        env=inherited_environ(),
        stderr=subprocess.PIPE,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        await _answers(url, process)
        yield url
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def _answers(url: str, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(30), aiohttp.ClientSession() as session:
        while True:
            assert process.returncode is None, (await process.communicate())[1]
            try:
                async with session.get(f"{url}/metrics"):
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.02)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
