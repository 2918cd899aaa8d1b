"""After a commit with messages or changes, tells the other replicas to look.

The one that committed has woken its own deliverer and listeners. If that deliverer is busy, another
one sends, and other replicas have listeners, too; without Redis they notice within a second, as
each looks that often.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.fanout import Fanout
TOPIC: Final = "outbox"
# Seconds in which our own deliverer takes what it can; commits within them are announced together.
GATHERED: Final = 0.02


class Wakeups:
    """Tells the others, and hears them. `wake`: makes our own deliverer and listeners look."""

    def __init__(self, fanout: "Fanout", wake: Sequence[Callable[[], None]]) -> None:
        """Create it before `fanout.run`."""
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
        # Commits from here on are announced by the next one.
        self._telling = None
        await self._fanout.tell(TOPIC, "")
