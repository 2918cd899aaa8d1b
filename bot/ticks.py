"""What happens by the clock, in every replica: APScheduler calls, Postgres knows what is due.

Nothing is kept here, so nothing is lost when the process is: each tick looks for what is due now
and is idempotent. `misfire_grace_time=None`: APScheduler otherwise drops a tick that is a second
late, and with it a reminder.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import structlog
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from domain.broadcasts import KEPT as BROADCASTS_KEPT
from domain.correspondence import KEPT
from domain.customer_notes import KEPT as NOTES_KEPT
from domain.leave import LEAVE_KEPT
from domain.roles import HOUSE
from handlers.actions import (
    blocking,
    broadcasting,
    closures,
    digests,
    reminding,
    series_ending,
    upkeep,
)
from handlers.actions.line_watch import LineWatch
from handlers.places.holidays import holidays_of
from handlers.queries.shop import Shop
from storage import (
    broadcasts,
    cards,
    correspondence,
    customer_notes,
    dead_letters,
    forms,
    idempotency,
    leave,
    name_marks,
    notes,
    outbox,
    rate_limits,
    rescues,
    waits,
)
from storage.batches import BATCH
from storage.faults import DatabaseAway
from storage.rescues import KEPT as RESCUES_KEPT
from storage.transactions import Database

log = structlog.get_logger(__name__)

# Telegram can send an update again for a day, and ids start anew after a week without any.
HANDLED_KEPT: Final = timedelta(days=8)
SENT_KEPT: Final = timedelta(days=30)
# What people wrote is kept for no longer than a retry makes sense; outcomes outlive it by a day, so
# that a late retry does nothing twice.
UPDATES_KEPT: Final = timedelta(days=7)
ANSWERS_KEPT: Final = timedelta(days=30)
# Seconds between two batches of a clean-up: what people wait for goes first.
BREATH: Final = 0.1

Tick = Callable[[], Awaitable[object]]
Forget = Callable[[], Awaitable[int]]


class Ticks:
    """The ticks of one process."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        wake: Callable[[], None],
        *,
        look_every: int = 5,
        shop: Shop | None = None,
    ) -> None:
        """`wake`: makes the delivery look for what is due. look_every: seconds between its looks,
        and between those for what has expired or come free. shop: None for one of its own."""
        self._database = database
        self._watch = LineWatch(database, shop or Shop(database))
        self._looking = self._look_again = False
        self._clock = clock
        self._wake = wake
        self._look_every = look_every
        self._ahead: set[asyncio.Task[None]] = set()
        self._scheduler = AsyncIOScheduler(
            jobstores={"default": MemoryJobStore()},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            timezone="UTC",
        )

    def start(self) -> None:
        """Begin; needs a running loop."""
        self.every(self._look_every, "due", self._due)
        self.every(self._look_every, "expire", self.expire)
        self.every(self._look_every, "waitlist", self.waitlist)
        self.every(15, "complete", self.complete)
        self.every(10, "remind", self.remind)
        self.every(20, "digests", self.digests)
        self.every(60, "series", self.series)
        self.every(2, "broadcasts", self.broadcasts)
        self.every(10, "marks", self.mark_names)
        self.every(15, "blocks", self.lift_blocks)
        self.every(3600, "clean_up", self.clean_up)
        self.every(3600, "holidays", self.renew_holidays)
        self._scheduler.start()

    def every(self, seconds: int, name: str, tick: Tick) -> None:
        """Run a tick at this distance, spread a little so that replicas do not march in step."""
        self._scheduler.add_job(
            self._until_stopped,
            IntervalTrigger(seconds=seconds, jitter=max(1, seconds // 10), timezone="UTC"),
            args=(name, tick),
            id=name,
        )

    def at_once(self) -> None:
        """Look now for what has come due: the clock has been moved."""
        self._wake()
        ticks = {
            "expire": self.expire,
            "complete": self.complete,
            "waitlist": self.waitlist,
            "remind": self.remind,
            "digests": self.digests,
            "series": self.series,
            "blocks": self.lift_blocks,
        }
        for name, tick in ticks.items():
            self._begin(name, tick)

    def stirred(self) -> None:
        """Look soon for what has come free, if anybody waits for it: somebody has done something.

        However much is done meanwhile, there is one look at a time.
        """
        self._look_again = True
        if self._watch.anybody and not self._looking:
            self._looking = True
            self._begin("waitlist", self._look_soon)

    async def _look_soon(self) -> None:
        try:
            while self._look_again:
                await asyncio.sleep(BREATH)
                self._look_again = False
                await self.waitlist()
        finally:
            self._looking = False

    def _begin(self, name: str, tick: Tick) -> None:
        task = asyncio.create_task(self._run(name, tick))
        self._ahead.add(task)
        task.add_done_callback(self._ahead.discard)

    def stop(self) -> None:
        """End; a tick that is running is rolled back, and its work is found again."""
        for task in self._ahead:
            task.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def clean_up(self) -> None:
        """Forget what is no longer of use: the updates in dead letters, keys of updates that cannot
        come again, messages long sent, notes for slots that are past, leave, rescues, cards and
        places in line that are long over, what people wrote to each other or down about each other
        long ago or to many, and schedules of chats where nothing goes.

        Raises nothing: what keeps one kind from being forgotten is logged, and the others are
        forgotten all the same.
        """
        now, write = self._clock(), self._database.write
        kinds: Mapping[str, Forget] = {
            "letters": partial(
                write, partial(dead_letters.forget_updates, before=now - UPDATES_KEPT)
            ),
            "keys": partial(write, partial(idempotency.forget_older, before=now - HANDLED_KEPT)),
            "messages": partial(write, partial(outbox.forget_older, before=now - SENT_KEPT)),
            "notes": partial(write, partial(notes.forget_past, before=now)),
            "answers": partial(write, partial(forms.forget_old, before=now - ANSWERS_KEPT)),
            "leave": partial(write, partial(leave.forget_past, before=now - LEAVE_KEPT)),
            "waits": partial(write, partial(waits.forget_closed, before=now - SENT_KEPT)),
            "words": partial(write, partial(correspondence.forget_older, before=now - KEPT)),
            "complaints": partial(write, partial(correspondence.forget_reports, before=now - KEPT)),
            "customer_notes": partial(
                write, partial(customer_notes.forget_old, before=now - NOTES_KEPT)
            ),
            "broadcasts": partial(
                write, partial(broadcasts.forget_older, before=now - BROADCASTS_KEPT)
            ),
            "rescues": partial(write, partial(rescues.forget_older, before=now - RESCUES_KEPT)),
            "cards": partial(write, partial(cards.forget_older, before=now - SENT_KEPT)),
            "chats": self._forget_idle_chats,
        }
        for kind, forget in kinds.items():
            await self._run(f"clean_up {kind}", partial(self._forget, kind, forget))

    @staticmethod
    async def _forget(kind: str, forget: Forget) -> None:
        """Forget all of a kind. This ends: rows go faster than they come of age."""
        forgotten = batch = await forget()
        while batch == BATCH:
            await asyncio.sleep(BREATH)
            batch = await forget()
            forgotten += batch
        log.info("tick.clean_up", kind=kind, forgotten=forgotten)

    async def _forget_idle_chats(self) -> int:
        async with self._database.read() as reader:
            return await rate_limits.forget_idle(reader)

    async def _due(self) -> None:
        self._wake()

    async def expire(self) -> None:
        """Let go of holds that ran out and of requests whose time has come."""
        while expired := await upkeep.expire(self._database, actor=HOUSE, now=self._clock()):
            log.info("tick.expire", appointments=expired)

    async def waitlist(self) -> None:
        """Hand on what has come free to those who wait for it."""
        if told := await self._watch.look(actor=HOUSE, now=self._clock()):
            log.info("tick.waitlist", offers=told)

    async def complete(self) -> None:
        """Complete sessions that are over."""
        while completed := await upkeep.complete_past(
            self._database, actor=HOUSE, now=self._clock()
        ):
            log.info("tick.complete", appointments=completed)

    async def remind(self) -> None:
        """Plan reminders anew where they were set otherwise."""
        followed = await reminding.follow(self._database, actor=HOUSE, now=self._clock())
        if followed:
            log.info("tick.remind", services=followed)

    async def digests(self) -> None:
        """Write the summaries of coaches that are due."""
        if sent := await digests.send_due(self._database, actor=HOUSE, now=self._clock()):
            log.info("tick.digests", sent=sent)

    async def series(self) -> None:
        """Ask whether series are to go on of which one date is left."""
        while looked := await series_ending.tell(self._database, actor=HOUSE, now=self._clock()):
            log.info("tick.series", series=looked)

    async def lift_blocks(self) -> None:
        """Let those book again whose block is over."""
        while lifted := await blocking.lapse(self._database, actor=HOUSE, now=self._clock()):
            log.info("tick.blocks", people=lifted)

    async def broadcasts(self) -> None:
        """Go on with what goes to many."""
        if await broadcasting.advance(self._database, actor=HOUSE, now=self._clock()):
            self._wake()

    async def mark_names(self) -> None:
        """Make the marks by which people are found, where they are missing."""
        async with self._database.read() as reader:
            missing = await name_marks.due(reader)
        while missing:
            missing = await self._database.write(name_marks.make) == name_marks.BATCH

    async def renew_holidays(self) -> None:
        """Learn of the public holidays of a year that has come near."""
        renewed = await closures.renew_holidays(
            self._database, holidays_of, actor=HOUSE, now=self._clock()
        )
        if renewed:
            log.info("tick.holidays", regions=renewed)

    async def _until_stopped(self, name: str, tick: Tick) -> None:
        try:
            await self._run(name, tick)
        except asyncio.CancelledError:
            # `stop` ends it; the scheduler would log that as a fault, with a traceback.
            log.info("tick.stopped", tick=name)

    @staticmethod
    async def _run(name: str, tick: Tick) -> Any:
        try:
            await tick()
        except DatabaseAway as error:
            log.warning("tick.database_away", tick=name, reason=str(error))
        except Exception:
            # The next tick finds the same work again.
            log.exception("tick.broke", tick=name)
