"""Pictures, drawn by typst in a process of their own.

typst keeps what it has compiled: in this process a picture after the other would cost memory that
never comes back. So each is drawn by a child that ends with it; see `drawn`.
"""

import asyncio
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson
import structlog

log = structlog.get_logger(__name__)

PATIENCE: Final = 10.0  # seconds
AT_ONCE: Final = 2  # more of them would only wait for each other
LARGEST: Final = 5_000_000  # bytes; Telegram takes photos of twice that
PNG: Final = b"\x89PNG\r\n\x1a\n"
_SCRIPT = Path(__file__).with_name("drawn.py")


async def drawn(template: str, facts: Mapping[str, Any]) -> bytes | None:
    """A picture as PNG; None where it could not be drawn, which is for others to say.

    template: a file beside this one, without its ending. facts: its data.
    """
    asked = orjson.dumps(facts)
    try:
        async with _gate(asyncio.get_running_loop()), asyncio.timeout(PATIENCE):
            picture = await _asked(template, asked)
    except (OSError, TimeoutError) as fault:
        log.warning("picture.failed", template=template, reason=type(fault).__name__)
        return None
    if not picture.startswith(PNG) or len(picture) > LARGEST:
        log.warning("picture.failed", template=template, reason="nothing drawn")
        return None
    return picture


async def _asked(template: str, facts: bytes) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(_SCRIPT),
        template,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        picture, _ = await process.communicate(facts)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return picture if process.returncode == 0 else b""


@cache
def _gate(loop: asyncio.AbstractEventLoop) -> asyncio.Semaphore:
    return asyncio.Semaphore(AT_ONCE)
