"""Calls ticks at intervals, or at once. APScheduler only does the timing: nothing is stored.

`misfire_grace_time=None`: APScheduler otherwise drops a call that is a second late, and with it a
reminder.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import structlog
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from storage import request_ids
from storage.faults import DatabaseAway

log = structlog.get_logger(__name__)

Tick: TypeAlias = Callable[[], Awaitable[object]]


class Timer:
    """The timer of one process. What a tick raises is logged: the next one still comes."""

    def __init__(self) -> None:
        self._begun: set[asyncio.Task[None]] = set()
        self._scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            timezone="UTC",
        )

    def every(self, seconds: int, name: str, tick: Tick) -> None:
        """Call a tick at this interval, with some jitter so that replicas do not march in step."""
        self._scheduler.add_job(
            self._until_stopped,
            IntervalTrigger(seconds=seconds, jitter=max(1, seconds // 10), timezone="UTC"),
            args=(name, tick),
            id=name,
        )

    def start(self) -> None:
        """Begin; needs a running loop."""
        self._scheduler.start()

    def begin(self, name: str, tick: Tick) -> None:
        """Call a tick now, alongside whatever else is running."""
        task = asyncio.create_task(run(name, tick))
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)

    def stop(self) -> None:
        """End, and cancel what is running."""
        for task in self._begun:
            task.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _until_stopped(self, name: str, tick: Tick) -> None:
        try:
            await run(name, tick)
        except asyncio.CancelledError:
            # `stop` ends it; the scheduler would log that as a fault, with a traceback.
            log.info("tick.stopped", tick=name)


async def run(name: str, tick: Tick) -> None:
    """Call a tick once, under an id of its own. What it raises is logged."""
    with request_ids.under(request_ids.fresh()):
        try:
            await tick()
        except DatabaseAway as error:
            log.warning("tick.database_away", tick=name, reason=str(error))
        except Exception:
            # The next tick finds the same work again.
            log.exception("tick.broke", tick=name)
