"""After a commit that left messages or changed something, the other replicas look for it.

The one that committed has woken its own deliverer, and who follows what changes there. If the
deliverer has its hands full, another one sends, and others are followed, too; without Redis they
know within the second in which each looks anyway.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.fanout import Fanout
TOPIC: Final = "outbox"
# Seconds in which our own deliverer takes what it can, and in which more commits are told as one.
GATHERED: Final = 0.02


class Wakeups:
    """Tells the others, and hears them. `wake`: make our own deliverer, and the like, look."""

    def __init__(self, fanout: "Fanout", wake: Sequence[Callable[[], None]]) -> None:
        """Before `fanout.run`."""
        self._fanout = fanout
        self._telling: asyncio.Task[None] | None = None
        self._wake = wake
        fanout.on(TOPIC, self._hear)

    def notify(self) -> None:
        """Something was committed. Returns at once; nothing depends on anybody hearing it."""
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell(), name="wakeups")

    def _hear(self, _: str) -> None:
        for wake in self._wake:
            wake()

    async def _tell(self) -> None:
        await asyncio.sleep(GATHERED)
        # What is committed from here on is told by the next.
        self._telling = None
        await self._fanout.tell(TOPIC, "")
