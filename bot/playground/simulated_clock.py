"""The playground's clock: real time plus an offset that the page moves."""

import math
import time

# A slip of the finger must not carry the bot past the last date Python knows.
FARTHEST = 20 * 366 * 86400.0


class SimulatedClock:
    """``now()`` in epoch seconds. Limits and timeouts use :meth:`real`, which nothing moves.

    ``latest`` is the latest simulated moment at which anything happened while the clock was ahead.
    """

    def __init__(self, offset: float = 0.0, latest: float = 0.0) -> None:
        self.offset = offset
        self.latest = latest

    def now(self) -> float:
        return time.time() + self.offset

    @staticmethod
    def real() -> float:
        return time.time()

    @staticmethod
    def steady() -> float:
        return time.monotonic()

    def mark(self) -> bool:
        """Note that something happens now; whether it is the latest thing ahead of real time."""
        if self.offset <= 0 or self.now() <= self.latest:
            return False
        self.latest = self.now()
        return True

    def after(self, seconds: float) -> float:
        """The offset after a step. Raises ``ValueError`` with a sentence if that is back in time or
        out of range."""
        if not math.isfinite(seconds) or seconds < 0:
            raise ValueError("The clock only goes forward: give a number of seconds from 0 up.")
        if self.offset + seconds > FARTHEST:
            raise ValueError("The clock goes twenty years ahead at most.")
        return self.offset + seconds

    def advance(self, seconds: float) -> None:
        """Raises as ``after`` does."""
        self.offset = self.after(seconds)

    def advance_to(self, moment: float) -> None:
        """To an epoch time; a moment that has passed leaves the clock as it is."""
        self.advance(max(0.0, moment - self.now()))

    def reset(self) -> None:
        self.offset = 0.0
