"""The leases under which this process sends: short, and renewed while it works.

A message that a killed process was sending waits for the end of its lease, so a lease must be
short; and it must outlast a call to Telegram, a wait for its limits and a slow write to the
database, or two replicas would send the same.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.timing.stopwatch import Stopwatch
from storage.messages import outgoing
from storage.transactions import Database


class Leases:
    """Which rows are ours, and for how long we can be sure of that.

    owner: the name they are leased under. length: of a lease; it is renewed after a third, and must
    have a third left for anything new to begin. stopwatch: measures that, as clocks may be set.
    """

    def __init__(
        self,
        database: Database,
        owner: str,
        clock: Callable[[], datetime],
        length: timedelta,
        stopwatch: Stopwatch,
    ) -> None:
        self._database = database
        self._owner = owner
        self._clock = clock
        self._length = length
        self._stopwatch = stopwatch
        self._renewed: dict[int, float] = {}
        self._others_from = 0.0

    def begin(self, row_id: int, claimed_at: float) -> None:
        """It has been ours since then, by the stopwatch."""
        self._renewed[row_id] = claimed_at

    def end(self, row_id: int) -> None:
        """We are done with it."""
        del self._renewed[row_id]

    def sure(self, row_id: int) -> bool:
        """Whether it is ours for long enough to begin something."""
        return self._stopwatch.now() - self._renewed[row_id] < self._length.total_seconds() * 2 / 3

    async def renew(self) -> None:
        """Renew the leases that are due for it. Those somebody else has taken stay theirs."""
        now, third = self._stopwatch.now(), self._length.total_seconds() / 3
        due = [row_id for row_id, at in self._renewed.items() if now - at >= third]
        if not due:
            return
        until = self._clock() + self._length
        ours = await self._database.write(lambda w: outgoing.renew(w, self._owner, due, until))
        for row_id in ours & self._renewed.keys():
            self._renewed[row_id] = now

    def cut_off(self) -> None:
        """The database cannot be reached: nobody can renew, which does not make anybody dead."""
        self._others_from = self._stopwatch.now() + self._length.total_seconds()

    @property
    def expired_means_dead(self) -> bool:
        """Whether the holder of an expired lease must be dead: all had time to renew theirs."""
        return self._stopwatch.now() >= self._others_from
