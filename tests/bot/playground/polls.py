"""Whether a bot waits for updates, which nothing of the Bot API tells."""

import asyncio

from bot.playground import Playground


async def a_poll_waits(world: Playground) -> None:
    """Wait until `getUpdates` does."""
    async with asyncio.timeout(30):
        while world.updates._waiting is None:  # noqa: ASYNC110 - it is told to nobody
            await asyncio.sleep(0.001)
