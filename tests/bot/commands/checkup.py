"""What the doctor is run with, and what it answers."""

import socket

from bot.commands import doctor
from bot.settings.settings import Settings


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
        return port


async def examine(settings: Settings, environ: dict[str, str] | None = None) -> list[str]:
    return [str(finding) async for finding in doctor.examine(settings, environ or {})]
