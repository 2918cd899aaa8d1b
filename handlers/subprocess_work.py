"""Work that a program of its own does: it ends with its result, and with it goes what it has taken.

What a library keeps for later would cost memory here that never comes back.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

import structlog

log = structlog.get_logger(__name__)

AT_ONCE: Final = 2  # more of them would only wait for each other


async def run(program: Path, *arguments: str, facts: bytes, patience: float) -> bytes | None:
    """What a program writes; None where it fails, which is for others to say.

    program: a file of Python. facts: what it reads. patience: seconds, the wait for others in it.
    """
    try:
        async with _gate(asyncio.get_running_loop()), asyncio.timeout(patience):
            return await _run(program, arguments, facts)
    except (OSError, TimeoutError) as fault:
        log.warning("program.failed", program=program.name, reason=type(fault).__name__)
        return None


async def feed(
    program: Path, *arguments: str, lines: AsyncIterator[bytes], patience: float
) -> bytes | None:
    """As `run`, of a program that reads line by line for as long as there are any.

    It does not queue: a caller with this much to send must not start many of these at once.
    """
    try:
        async with asyncio.timeout(patience):
            return await _feed(program, arguments, lines)
    except (OSError, TimeoutError) as fault:
        log.warning("program.failed", program=program.name, reason=type(fault).__name__)
        return None


async def _feed(
    program: Path, arguments: tuple[str, ...], lines: AsyncIterator[bytes]
) -> bytes | None:
    process = await _start(program, arguments)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        # One that has ended reads no more, and its code says so.
        with suppress(BrokenPipeError, ConnectionResetError):
            async for line in lines:
                process.stdin.write(line)
                await process.stdin.drain()
            process.stdin.close()
        output = await process.stdout.read()
        await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return output if process.returncode == 0 else None


async def _run(program: Path, arguments: tuple[str, ...], facts: bytes) -> bytes | None:
    process = await _start(program, arguments)
    try:
        output, _ = await process.communicate(facts)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return output if process.returncode == 0 else None


async def _start(program: Path, arguments: tuple[str, ...]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(program),
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )


@cache
def _gate(loop: asyncio.AbstractEventLoop) -> asyncio.Semaphore:
    return asyncio.Semaphore(AT_ONCE)
