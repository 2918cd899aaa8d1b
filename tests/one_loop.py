"""All tests of a worker run in one event loop, and each leaves it as it found it.

Connections to the database stay open from test to test, and are bound to the loop they were opened
in. What closing a loop would end is ended here instead: tasks, timers, signal handlers.
"""

import asyncio
from collections.abc import Iterable
from typing import Any
from weakref import WeakSet

_lasting: WeakSet[Any] = WeakSet()


def keep(loop: asyncio.AbstractEventLoop) -> None:
    """Whatever is running in the loop now belongs to several tests, such as a browser."""
    _lasting.update(asyncio.all_tasks(loop))
    _lasting.update(_timers(loop))


def leave(runner: asyncio.Runner) -> None:
    """Ends what a test has left in the loop, which is not running now."""
    loop = runner.get_loop()
    if tasks := [task for task in asyncio.all_tasks(loop) if task not in _lasting]:
        runner.run(_cancel_all(tasks))
    for timer in _timers(loop):
        if timer not in _lasting:
            timer.cancel()
    for signal in tuple(getattr(loop, "_signal_handlers", ())):
        loop.remove_signal_handler(signal)
    loop.set_exception_handler(None)


async def _cancel_all(tasks: Iterable[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _timers(loop: asyncio.AbstractEventLoop) -> list[asyncio.TimerHandle]:
    timers: list[asyncio.TimerHandle] = getattr(loop, "_scheduled", [])
    return timers
