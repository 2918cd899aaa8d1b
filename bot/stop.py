"""How the process is asked to end: by a signal, or by the playground, which starts over."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any


class Stop:
    """Signals: the first asks to finish what is in flight, a second Ctrl-C to end at once.

    The playground asks, too: to end like that, and to restart in the same process.
    """

    def __init__(self) -> None:
        self.request = asyncio.Event()
        self.at_once = asyncio.Event()
        self._restart = False

    def listen(self) -> None:
        """Handle SIGTERM and SIGINT of this process from now on."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.on_signal, number)

    def on_signal(self, number: int) -> None:
        if self._restart:
            self._restart = False  # now it does end after all
        elif self.request.is_set() and number == signal.SIGINT:
            self.at_once.set()
        self.request.set()

    def request_restart(self) -> None:
        """Stop everything as for a signal; `should_restart` says so."""
        if not self.request.is_set():
            self._restart = True
            self.request.set()

    def should_restart(self) -> bool:
        """Whether to start again, once everything has ended. From now on signals count from
        zero."""
        if not self._restart:
            return False
        self._restart = False
        self.request.clear()
        return True

    async def cuts(self, event: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
        """Do `work`, or as much of it as there is time for before `event`."""
        task, signalled = asyncio.create_task(work), asyncio.create_task(event.wait())
        try:
            await asyncio.wait({task, signalled}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
        finally:
            for one in (task, signalled):
                one.cancel()
            await asyncio.gather(task, signalled, return_exceptions=True)
