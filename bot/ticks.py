"""What runs by the clock, in every replica; Postgres knows what is due.

Nothing is kept here, so nothing is lost when the process is: each tick looks for what is due now
and is idempotent.
"""

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Final, NamedTuple

import structlog

from bot import clean_up
from bot.timing.timer import Tick, Timer
from domain.messages.notices import Channel
from domain.roles import SYSTEM
from handlers.actions.appointments import reminding
from handlers.actions.business import report_subscriptions, upkeep
from handlers.actions.coaches import digests, suspending
from handlers.actions.messages import broadcasting
from handlers.actions.people import blocking, flags, person_limits
from handlers.actions.series import series_ending
from handlers.actions.transfer import import_lines
from handlers.actions.waitlist.waitlist_watch import WaitlistWatch
from handlers.actions.working_hours import closures
from handlers.places.holidays import holidays_of
from handlers.queries.starts.shop import Shop
from storage.people import name_marks
from storage.transactions import Database

log = structlog.get_logger(__name__)

# Seconds before a look that somebody caused: what people are waiting for goes first.
SOON: Final = 0.1


class TickRow(NamedTuple):
    """A tick, and the seconds between two. at_once: also run it when the clock has been moved,
    since it looks for what is now due."""

    name: str
    seconds: int
    tick: Tick
    at_once: bool = False


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
        channels: Collection[Channel],
    ) -> None:
        """`wake`: makes the delivery look for what is due. look_every: seconds between its looks,
        and between those for what has expired or come free. shop: None for one of its own.
        channels: the ways set up besides Telegram."""
        self._database = database
        self._watch = WaitlistWatch(database, shop or Shop(database), channels)
        self._looking = self._look_again = False
        self._clock = clock
        self._wake = wake
        self._timer = Timer()
        self._table = (
            TickRow("due", look_every, self._due, at_once=True),
            TickRow("expire", look_every, self.expire, at_once=True),
            TickRow("waitlist", look_every, self.waitlist, at_once=True),
            TickRow("complete", 15, self.complete, at_once=True),
            TickRow("remind", 10, self.remind, at_once=True),
            TickRow("digests", 20, self.digests, at_once=True),
            TickRow("reports", 20, self.reports, at_once=True),
            TickRow("series", 60, self.series, at_once=True),
            TickRow("broadcasts", 2, self.broadcasts),
            TickRow("imports", 2, self.imports),
            TickRow("marks", 10, self.mark_names),
            TickRow("blocks", 15, self.lift_blocks, at_once=True),
            TickRow("flags", 60, self.flags, at_once=True),
            TickRow("suspensions", 15, self.lift_suspensions, at_once=True),
            TickRow("clean_up", 3600, self.clean_up),
            TickRow("holidays", 3600, self.renew_holidays),
        )

    def start(self) -> None:
        """Begin; needs a running loop."""
        for one in self._table:
            self.every(one.seconds, one.name, one.tick)
        self._timer.start()

    def every(self, seconds: int, name: str, tick: Tick) -> None:
        """Also call this one, at this interval."""
        self._timer.every(seconds, name, tick)

    def at_once(self) -> None:
        """Look now for what is due: the clock has been moved."""
        for one in self._table:
            if one.at_once:
                self._timer.begin(one.name, one.tick)

    def wake_waitlist(self) -> None:
        """Look soon for what has become free, if anybody is waiting: somebody has done something.

        However much happens meanwhile, there is one look at a time.
        """
        self._look_again = True
        if self._watch.anybody and not self._looking:
            self._looking = True
            self._timer.begin("waitlist", self._look_soon)

    async def _look_soon(self) -> None:
        try:
            while self._look_again:
                await asyncio.sleep(SOON)
                self._look_again = False
                await self.waitlist()
        finally:
            self._looking = False

    def stop(self) -> None:
        """End; a running tick is rolled back, and its work is found again."""
        self._timer.stop()

    async def _due(self) -> None:
        self._wake()

    async def clean_up(self) -> None:
        """Delete what is no longer of use."""
        await clean_up.clean_up(self._database, self._clock())

    async def expire(self) -> None:
        """Let expired holds and requests go."""
        while expired := await upkeep.expire(self._database, actor=SYSTEM, now=self._clock()):
            log.info("tick.expire", appointments=expired)

    async def waitlist(self) -> None:
        """Offer what has become free to people waiting for it."""
        if offers := await self._watch.look(actor=SYSTEM, now=self._clock()):
            log.info("tick.waitlist", offers=offers)

    async def complete(self) -> None:
        """Complete sessions that are over."""
        while completed := await upkeep.complete_past(
            self._database, actor=SYSTEM, now=self._clock()
        ):
            log.info("tick.complete", appointments=completed)

    async def remind(self) -> None:
        """Plan reminders again if their settings have changed."""
        followed = await reminding.follow(self._database, actor=SYSTEM, now=self._clock())
        if followed:
            log.info("tick.remind", services=followed)

    async def digests(self) -> None:
        """Write the coaches' summaries that are due."""
        if sent := await digests.send_due(self._database, actor=SYSTEM, now=self._clock()):
            log.info("tick.digests", sent=sent)

    async def reports(self) -> None:
        """Send the team the scheduled reports that are due."""
        if sent := await report_subscriptions.send_due(
            self._database, actor=SYSTEM, now=self._clock()
        ):
            log.info("tick.reports", sent=sent)

    async def series(self) -> None:
        """Ask whether to continue series with one date left."""
        while looked := await series_ending.tell(self._database, actor=SYSTEM, now=self._clock()):
            log.info("tick.series", series=looked)

    async def lift_blocks(self) -> None:
        """Unblock people whose block is over."""
        while lifted := await blocking.lapse(self._database, actor=SYSTEM, now=self._clock()):
            log.info("tick.blocks", people=lifted)

    async def flags(self) -> None:
        """Raise flags, and drop personal limits that are over."""
        if raised := await flags.look(self._database, actor=SYSTEM, now=self._clock()):
            log.info("tick.flags", raised=raised)
        while over := await person_limits.lapse(self._database, actor=SYSTEM, now=self._clock()):
            log.info("tick.limits", people=over)

    async def lift_suspensions(self) -> None:
        """Open coaches for booking again whose suspension is over."""
        if lifted := await suspending.lapse(self._database, actor=SYSTEM, now=self._clock()):
            log.info("tick.suspensions", coaches=lifted)

    async def broadcasts(self) -> None:
        """Continue broadcasts."""
        if await broadcasting.advance(self._database, actor=SYSTEM, now=self._clock()):
            self._wake()

    async def imports(self) -> None:
        """Continue imports, and their removal."""
        if await import_lines.advance(self._database, actor=SYSTEM, now=self._clock()):
            self._wake()

    async def mark_names(self) -> None:
        """Make missing search marks of names."""
        async with self._database.read() as reader:
            missing = await name_marks.due(reader)
        while missing:
            missing = await self._database.write(name_marks.make) == name_marks.BATCH

    async def renew_holidays(self) -> None:
        """Add the public holidays of the year coming up."""
        renewed = await closures.renew_holidays(
            self._database, holidays_of, actor=SYSTEM, now=self._clock()
        )
        if renewed:
            log.info("tick.holidays", regions=renewed)
