"""Restarts the embedded PostgreSQL when it ends under a running bot.

A killed server (the kernel does that when memory is short) loses nothing that was committed, but
nobody else starts it, and without it nobody is answered. If it does not come back, the process
ends, so that its own supervisor notices.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog

from bot.postgres.embedded import EmbeddedPostgres
from bot.postgres.failures import PostgresFailed, PostgresGone
from bot.timing.stopwatch import REAL, Stopwatch

log = structlog.get_logger(__name__)

LOOK: Final = 0.2  # seconds between two checks of whether it runs
# Seconds before each try to start it: the cause, such as a full disk, may pass.
PAUSES: Final = (0.0, 1.0, 2.0, 4.0, 8.0)
# A server that ends this often within this many seconds will keep doing so.
ENDS, WITHIN = 5, 60.0


@asynccontextmanager
async def keep_running(
    server: EmbeddedPostgres, given_up: Callable[[], None], *, stopwatch: Stopwatch = REAL
) -> AsyncIterator[None]:
    """Keep a running server running within the block.

    given_up: called if it does not come back, so that the block ends; then this raises
    PostgresGone. stopwatch: times its looks and tries.
    """
    supervision = asyncio.create_task(supervise(server, stopwatch), name="postgres")
    supervision.add_done_callback(lambda _: given_up())
    try:
        yield
    finally:
        supervision.cancel()
        with suppress(asyncio.CancelledError):
            await supervision


async def supervise(server: EmbeddedPostgres, stopwatch: Stopwatch) -> None:
    """Start a server again whenever it has ended, until cancelled. Raises PostgresGone."""
    now = stopwatch.now
    ends: deque[float] = deque(maxlen=ENDS)
    while True:
        await stopwatch.sleep(LOOK)
        code = server.exit_code
        if code is None:
            continue
        log.error("postgres.ended", code=code)
        ends.append(now())
        if len(ends) == ENDS and ends[-1] - ends[0] < WITHIN:
            raise _give_up(f"it has ended {ENDS} times within {ends[-1] - ends[0]:.0f} s")
        await _bring_back(server, stopwatch)
        log.warning("postgres.is_back", seconds=round(now() - ends[-1], 1))


async def _bring_back(server: EmbeddedPostgres, stopwatch: Stopwatch) -> None:
    trouble: PostgresFailed | None = None
    for pause in PAUSES:
        await stopwatch.sleep(pause)
        try:
            await server.start_again()
        except PostgresFailed as failure:
            trouble = failure
            log.error("postgres.stays_away", reason=str(failure))
        else:
            return
    raise _give_up(str(trouble))


def _give_up(reason: str) -> PostgresGone:
    log.critical("postgres.given_up", reason=reason)
    return PostgresGone(
        f"The database server of COACHBOOK_DATA_DIR has ended and does not come back: {reason}"
    )
