"""What makes the process fast: its event loop, and a garbage collector that leaves it alone."""

import asyncio
import gc
from collections.abc import Callable


def settle_memory() -> None:
    """Exempt everything that lives as long as the process from garbage collection.

    Libraries, tables and compiled statements are 150,000 objects; going through them again and
    again took a sixth of a tap's processor time.
    """
    gc.collect(0)  # the rest was collected during loading
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415 - not there on every platform
    except ImportError:
        return None
    return uvloop.new_event_loop
