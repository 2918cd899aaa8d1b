"""All tests of a worker run in one event loop, and each leaves it as it has found it.

What leads to the database stays open from test to test, which is bound to the loop in which it was
opened. What a loop takes along when it is closed is ended here instead: tasks, timers, handlers of
signals.
"""

import asyncio
from collections.abc import Iterable
from typing import Any
from weakref import WeakSet

_lasting: WeakSet[Any] = WeakSet()


def keep(loop: asyncio.AbstractEventLoop) -> None:
    """Whatever goes on in the loop now is that of several tests, such as a browser."""
    _lasting.update(asyncio.all_tasks(loop))
    _lasting.update(_timers(loop))


def leave(runner: asyncio.Runner) -> None:
    """Ends what a test has left in the loop, which does not run now."""
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
