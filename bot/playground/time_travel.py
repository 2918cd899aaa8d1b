"""How the clock moves: never past something that happens on the way, and never back into the
past."""

import asyncio
import math
from datetime import UTC, datetime

from bot.playground.backstage import Backstage
from bot.playground.control_error import ControlError
from bot.playground.playground import Playground

# Seconds for what is due at a stop, before the journey continues without it or further stops.
PATIENCE = 5.0
LOOK = 0.02

NOTHING_DUE = "Nothing is due: there is no next reminder to go to."
NO_WAY_BACK = (
    "There is no way back: things have happened on later days, and they would then lie in the "
    "future. Start over to come back to today."
)


class Travel:
    """Moves the clock of one playground, one journey at a time."""

    def __init__(self, world: Playground, backstage: Backstage) -> None:
        self._world = world
        self._clock = world.clock
        self._backstage = backstage
        self._one = asyncio.Lock()

    async def advance(self, seconds: float, *, leap: bool = False) -> None:
        """Forward, stopping at everything that happens until then; ``leap``: as if asleep.

        Raises ``ValueError`` as ``SimulatedClock.advance`` does.
        """
        async with self._one:
            await self._go(self._clock.after(seconds), leap=leap)

    async def advance_to(self, moment: float) -> None:
        """To an epoch time in one leap: whatever was due before is late."""
        async with self._one:
            await self._go(self._clock.after(max(0.0, moment - self._clock.now())), leap=True)

    async def to_next(self) -> None:
        """To the bot's next message, past everything else that happens before. If none is due, to
        whatever happens next by itself: a request lapses, a session ends."""
        async with self._one:
            due = None if self._backstage.next_due is None else await self._backstage.next_due()
            if due is None and self._backstage.next_change is not None:
                due = await self._backstage.next_change()
            if due is None:
                raise ControlError(NOTHING_DUE, 409)
            seconds = due.timestamp() - self._clock.now()
            if seconds > 0:
                await self._go(self._clock.after(seconds), leap=False)

    async def back(self) -> None:
        """To real time, unless something has happened at a later one."""
        async with self._one:
            if await self._has_past_ahead():
                raise ControlError(NO_WAY_BACK, 409)
            self._move(0.0)

    async def _go(self, goal: float, *, leap: bool) -> None:
        """Until the clock is this many seconds ahead of real time."""
        # What is already due goes out first, or what the move brings would overtake it.
        on_time = not self._world.has_bot or await self._wait_for_bot()
        while on_time and not leap and self._world.has_bot:
            change = await self._next_change()
            if change is None or (stop := change - self._clock.real()) >= goal:
                break
            # The bot is told milliseconds: rounded down, it would not be due yet.
            self._move(max(math.ceil(stop * 1000) / 1000, self._clock.offset))
            on_time = await self._wait_for_bot()
        self._move(goal)
        if on_time and not leap and self._world.has_bot:
            await self._wait_for_bot()

    async def _wait_for_bot(self) -> bool:
        """Wait until the bot has dealt with everything that is due; False if that takes too
        long."""
        deadline = self._clock.steady() + PATIENCE
        while (change := await self._next_change()) is not None and change <= self._clock.now():
            if self._clock.steady() > deadline:
                return False
            await asyncio.sleep(LOOK)
        return True

    async def _next_change(self) -> float | None:
        ask = self._backstage.next_change or self._backstage.next_due
        change = None if ask is None else await ask()
        return None if change is None else change.timestamp()

    async def _has_past_ahead(self) -> bool:
        real = self._clock.real()
        if self._clock.latest > real:
            return True
        ask = self._backstage.changed_after
        return ask is not None and await ask(datetime.fromtimestamp(real, UTC))

    def _move(self, offset: float) -> None:
        self._clock.offset = offset
        self._world.clock_moved()
        if self._backstage.on_move is not None:
            self._backstage.on_move(offset)
