"""After a commit that left messages in the outbox, the other replicas' deliverers look for them.

The one that committed has woken its own deliverer. If that has its hands full, another one sends;
without Redis it does so within the second in which each looks anyway.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.fanout import Fanout
TOPIC: Final = "outbox"
# Seconds in which our own deliverer takes what it can, and in which more commits are told as one.
GATHERED: Final = 0.02


class Wakeups:
    """Tells the others, and hears them. `wake`: makes our own deliverer look."""

    def __init__(self, fanout: "Fanout", wake: Callable[[], None]) -> None:
        """Before `fanout.run`."""
        self._fanout = fanout
        self._telling: asyncio.Task[None] | None = None
        fanout.on(TOPIC, lambda _: wake())

    def enqueued(self) -> None:
        """Something was committed. Returns at once; nothing depends on anybody hearing it."""
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell(), name="wakeups")

    async def _tell(self) -> None:
        await asyncio.sleep(GATHERED)
        # What is committed from here on is told by the next.
        self._telling = None
        await self._fanout.tell(TOPIC, "")
