"""What happens by the clock, in every replica; Postgres knows what is due.

Nothing is kept here, so nothing is lost when the process is: each tick looks for what is due now
and is idempotent.
"""

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Final

import structlog

from bot import clean_up
from bot.timer import Tick, Timer
from domain.notices import Channel
from domain.roles import HOUSE
from handlers.actions import (
    blocking,
    broadcasting,
    closures,
    digests,
    flags,
    import_lines,
    person_limits,
    reminding,
    report_wishes,
    series_ending,
    suspending,
    upkeep,
)
from handlers.actions.waitlist_watch import LineWatch
from handlers.places.holidays import holidays_of
from handlers.queries.shop import Shop
from storage import name_marks
from storage.transactions import Database

log = structlog.get_logger(__name__)

# Seconds before a look that somebody's deed has caused: what people wait for goes first.
SOON: Final = 0.1


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
        offered: Collection[Channel],
    ) -> None:
        """`wake`: makes the delivery look for what is due. look_every: seconds between its looks,
        and between those for what has expired or come free. shop: None for one of its own. offered:
        the ways beside Telegram that are set up."""
        self._database = database
        self._watch = LineWatch(database, shop or Shop(database), offered)
        self._looking = self._look_again = False
        self._clock = clock
        self._wake = wake
        self._look_every = look_every
        self._timer = Timer()

    def start(self) -> None:
        """Begin; needs a running loop."""
        self.every(self._look_every, "due", self._due)
        self.every(self._look_every, "expire", self.expire)
        self.every(self._look_every, "waitlist", self.waitlist)
        self.every(15, "complete", self.complete)
        self.every(10, "remind", self.remind)
        self.every(20, "digests", self.digests)
        self.every(20, "reports", self.reports)
        self.every(60, "series", self.series)
        self.every(2, "broadcasts", self.broadcasts)
        self.every(2, "imports", self.imports)
        self.every(10, "marks", self.mark_names)
        self.every(15, "blocks", self.lift_blocks)
        self.every(60, "flags", self.flags)
        self.every(15, "suspensions", self.lift_suspensions)
        self.every(3600, "clean_up", self.clean_up)
        self.every(3600, "holidays", self.renew_holidays)
        self._timer.start()

    def every(self, seconds: int, name: str, tick: Tick) -> None:
        """Also this, at this distance."""
        self._timer.every(seconds, name, tick)

    def at_once(self) -> None:
        """Look now for what has come due: the clock has been moved."""
        self._wake()
        ticks = {
            "expire": self.expire,
            "complete": self.complete,
            "waitlist": self.waitlist,
            "remind": self.remind,
            "digests": self.digests,
            "reports": self.reports,
            "series": self.series,
            "blocks": self.lift_blocks,
            "suspensions": self.lift_suspensions,
        }
        for name, tick in ticks.items():
            self._timer.begin(name, tick)

    def wake_waitlist(self) -> None:
        """Look soon for what has come free, if anybody waits for it: somebody has done something.

        However much is done meanwhile, there is one look at a time.
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
        """End; a tick that is running is rolled back, and its work is found again."""
        self._timer.stop()

    async def _due(self) -> None:
        self._wake()

    async def clean_up(self) -> None:
        """Forget what is no longer of use."""
        await clean_up.clean_up(self._database, self._clock())

    async def expire(self) -> None:
        """Let go of holds that ran out and of requests whose time has come."""
        while expired := await upkeep.expire(self._database, actor=HOUSE, now=self._clock()):
            log.info("tick.expire", appointments=expired)

    async def waitlist(self) -> None:
        """Hand on what has come free to those who wait for it."""
        if offers := await self._watch.look(actor=HOUSE, now=self._clock()):
            log.info("tick.waitlist", offers=offers)

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

    async def reports(self) -> None:
        """Write the reports that come to the team by themselves and are due."""
        if sent := await report_wishes.send_due(self._database, actor=HOUSE, now=self._clock()):
            log.info("tick.reports", sent=sent)

    async def series(self) -> None:
        """Ask whether series are to go on of which one date is left."""
        while looked := await series_ending.tell(self._database, actor=HOUSE, now=self._clock()):
            log.info("tick.series", series=looked)

    async def lift_blocks(self) -> None:
        """Let those book again whose block is over."""
        while lifted := await blocking.lapse(self._database, actor=HOUSE, now=self._clock()):
            log.info("tick.blocks", people=lifted)

    async def flags(self) -> None:
        """Look for who should be looked at, and strike limits that are over."""
        if raised := await flags.look(self._database, actor=HOUSE, now=self._clock()):
            log.info("tick.flags", raised=raised)
        while over := await person_limits.lapse(self._database, actor=HOUSE, now=self._clock()):
            log.info("tick.limits", people=over)

    async def lift_suspensions(self) -> None:
        """Let those coaches be booked again whose suspension is over."""
        if lifted := await suspending.lapse(self._database, actor=HOUSE, now=self._clock()):
            log.info("tick.suspensions", coaches=lifted)

    async def broadcasts(self) -> None:
        """Go on with what goes to many."""
        if await broadcasting.advance(self._database, actor=HOUSE, now=self._clock()):
            self._wake()

    async def imports(self) -> None:
        """Go on with what is brought in from files, or taken back."""
        if await import_lines.advance(self._database, actor=HOUSE, now=self._clock()):
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
